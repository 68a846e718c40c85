package io.github.llmfallback.attempt;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;

import static io.github.llmfallback.attempt.Next.KEY;
import static io.github.llmfallback.attempt.Next.MODEL;
import static io.github.llmfallback.attempt.Next.PROVIDER;
import static io.github.llmfallback.attempt.Next.STOP;

/**
 * What follows each kind of failure: the first of its steps that is possible. A pure
 * function that knows no clock, no thread and no provider.
 */
final class DecisionTable {

	private static final Map<FailureKind, List<Next>> STEPS = new EnumMap<>(
			Map.ofEntries(Map.entry(FailureKind.AUTHENTICATION, List.of(KEY, PROVIDER)),
					Map.entry(FailureKind.RATE_LIMITED, List.of(KEY, MODEL, PROVIDER)),
					Map.entry(FailureKind.QUOTA_EXHAUSTED, List.of(KEY, PROVIDER)),
					Map.entry(FailureKind.MODEL_NOT_FOUND, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.CONTEXT_LENGTH_EXCEEDED, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.CONTENT_FILTERED, List.of(PROVIDER)),
					Map.entry(FailureKind.INVALID_REQUEST, List.of(STOP)),
					Map.entry(FailureKind.TIMEOUT, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.CONNECTION, List.of(PROVIDER)),
					Map.entry(FailureKind.SERVER_ERROR, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.OVERLOADED, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.EMPTY_RESPONSE, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.MALFORMED_RESPONSE, List.of(MODEL, PROVIDER)),
					Map.entry(FailureKind.TRUNCATED, List.of(PROVIDER)),
					Map.entry(FailureKind.UNKNOWN, List.of(PROVIDER)), Map.entry(FailureKind.CANCELLED, List.of(STOP)),
					Map.entry(FailureKind.BUDGET_EXCEEDED, List.of(PROVIDER))));

	private DecisionTable() {
	}

	static Next decide(FailureKind kind, Situation situation) {
		for (Next step : STEPS.getOrDefault(kind, List.of(PROVIDER))) {
			boolean possible = switch (step) {
				case KEY -> situation.keys();
				case MODEL -> situation.models();
				case PROVIDER -> situation.providers();
				case STOP, EXHAUSTED -> true;
			};
			if (possible) {
				return step;
			}
		}
		return Next.EXHAUSTED;
	}

}
