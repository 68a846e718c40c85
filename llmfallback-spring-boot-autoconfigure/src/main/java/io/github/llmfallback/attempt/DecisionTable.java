package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.attempt.Rule.Again;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;

import static io.github.llmfallback.attempt.Next.KEY;
import static io.github.llmfallback.attempt.Next.MODEL;
import static io.github.llmfallback.attempt.Next.PROVIDER;
import static io.github.llmfallback.attempt.Next.STOP;

/**
 * What follows each kind of failure. A pure function that knows no clock, no thread and
 * no provider, shared by blocking, asynchronous and streaming calls.
 */
final class DecisionTable {

	private static final Rule MOVE_ON = Rule.of(Again.NEVER, PROVIDER);

	private static final Map<FailureKind, Rule> RULES = new EnumMap<>(FailureKind.class);

	static {
		RULES.put(FailureKind.AUTHENTICATION, Rule.of(Again.NEVER, KEY, PROVIDER));
		RULES.put(FailureKind.RATE_LIMITED, Rule.of(Again.LAST, KEY, MODEL, PROVIDER));
		RULES.put(FailureKind.QUOTA_EXHAUSTED, Rule.of(Again.NEVER, KEY, PROVIDER));
		RULES.put(FailureKind.MODEL_NOT_FOUND, Rule.of(Again.NEVER, MODEL, PROVIDER));
		RULES.put(FailureKind.CONTEXT_LENGTH_EXCEEDED, Rule.of(Again.NEVER, MODEL, PROVIDER));
		RULES.put(FailureKind.CONTENT_FILTERED, MOVE_ON);
		RULES.put(FailureKind.INVALID_REQUEST, Rule.of(Again.NEVER, STOP));
		RULES.put(FailureKind.TIMEOUT, Rule.of(Again.FIRST, MODEL, PROVIDER));
		RULES.put(FailureKind.CONNECTION, Rule.of(Again.ONCE, PROVIDER));
		RULES.put(FailureKind.SERVER_ERROR, Rule.of(Again.FIRST, MODEL, PROVIDER));
		RULES.put(FailureKind.OVERLOADED, Rule.of(Again.FIRST, MODEL, PROVIDER));
		RULES.put(FailureKind.EMPTY_RESPONSE, Rule.of(Again.ONCE, MODEL, PROVIDER));
		RULES.put(FailureKind.MALFORMED_RESPONSE, Rule.of(Again.ONCE, MODEL, PROVIDER));
		RULES.put(FailureKind.TRUNCATED, MOVE_ON);
		RULES.put(FailureKind.UNKNOWN, MOVE_ON);
		RULES.put(FailureKind.CANCELLED, Rule.of(Again.NEVER, STOP));
		RULES.put(FailureKind.BUDGET_EXCEEDED, MOVE_ON);
	}

	private DecisionTable() {
	}

	/**
	 * Decides what follows a failure.
	 * @param failure what went wrong
	 * @param situation what is possible
	 * @param overrides what the application wants otherwise
	 * @return what follows
	 */
	static Decision decide(Failure failure, Situation situation, KindOverrides overrides) {
		Rule rule = rule(failure.kind(), overrides);
		if (rule.stops()) {
			return Decision.now(STOP);
		}
		if (situation.timeLeft().isNegative() || situation.timeLeft().isZero()) {
			return Decision.now(Next.EXHAUSTED);
		}
		Duration pause = pause(failure, situation);
		boolean again = situation.retries() < rule.maxRetries(situation.maxRetries())
				&& pause.compareTo(situation.timeLeft()) < 0;
		Next other = firstPossible(rule.steps(), situation);
		boolean first = rule.again() != Again.LAST && pause.compareTo(situation.patience()) <= 0;
		if (again && (first || other == Next.EXHAUSTED)) {
			return new Decision(Next.AGAIN, pause);
		}
		return Decision.now(other);
	}

	private static Next firstPossible(List<Next> steps, Situation situation) {
		for (Next step : steps) {
			if (isPossible(step, situation)) {
				return step;
			}
		}
		return Next.EXHAUSTED;
	}

	private static Rule rule(FailureKind kind, KindOverrides overrides) {
		Rule rule = RULES.getOrDefault(kind, MOVE_ON);
		if (overrides.stopOn().contains(kind)) {
			return Rule.of(Again.NEVER, STOP);
		}
		boolean moveOn = rule.stops() && kind != FailureKind.CANCELLED && overrides.fallbackOn().contains(kind);
		return moveOn ? MOVE_ON : rule;
	}

	private static Duration pause(Failure failure, Situation situation) {
		Duration retryAfter = failure.retryAfter();
		return (retryAfter != null && retryAfter.compareTo(situation.pause()) > 0) ? retryAfter : situation.pause();
	}

	private static boolean isPossible(Next step, Situation situation) {
		return switch (step) {
			case KEY -> situation.keys();
			case MODEL -> situation.models();
			case PROVIDER -> situation.providers();
			case AGAIN, STOP, EXHAUSTED -> false;
		};
	}

}
