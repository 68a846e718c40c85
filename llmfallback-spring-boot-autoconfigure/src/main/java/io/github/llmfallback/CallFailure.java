package io.github.llmfallback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.attempt.Outcome.Skipped;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * Turns a call that got no answer into the exception the application sees.
 */
final class CallFailure {

	private final CallSummary summary;

	private final List<AttemptRecord> records;

	private final @Nullable String partialText;

	private CallFailure(CallSummary summary, @Nullable String partialText) {
		this.summary = summary;
		this.records = AttemptRecord.of(summary.attempts());
		this.partialText = partialText;
	}

	static LlmFallbackException of(CallSummary summary, boolean fallbackDisabled, @Nullable String partialText) {
		CallFailure call = new CallFailure(summary, partialText);
		Failure failure = summary.failure();
		Skipped obstacle = (failure == null) ? summary.obstacle() : null;
		BudgetRefusal budget = (obstacle != null) ? obstacle.budget() : null;
		if (budget != null) {
			return new BudgetExceededException(
					"No provider may be paid for: " + budget.message() + ". Passed over: " + call.outcomes(), budget,
					call.records);
		}
		boolean onlyOne = summary.ending() == Ending.STOPPED || fallbackDisabled;
		return (onlyOne && failure != null && !summary.attempts().isEmpty())
				? call.ofProvider(call.lastProvider(), failure) : call.ofAllProviders(failure);
	}

	/**
	 * A call that gave up waiting for an answer that others may wait for as well.
	 */
	static LlmFallbackException ofWaiting(FailureKind kind, String message, @Nullable Throwable cause,
			@Nullable String partialText) {
		return new AllProvidersFailedException(message, cause, kind, List.of(), partialText, Map.of());
	}

	private String lastProvider() {
		return this.records.get(this.records.size() - 1).provider();
	}

	private ProviderCallException ofProvider(String provider, Failure failure) {
		return new ProviderCallException(provider, failure, this.records, this.partialText);
	}

	private AllProvidersFailedException ofAllProviders(@Nullable Failure last) {
		Map<String, Throwable> errors = new LinkedHashMap<>();
		Throwable first = null;
		for (Attempt attempt : this.summary.attempts()) {
			if (attempt.outcome() instanceof Outcome.Failed failed) {
				String provider = attempt.target().provider().name();
				Throwable error = failed.failure().cause();
				error = (error != null) ? error : ofProvider(provider, failed.failure());
				first = (first != null) ? first : error;
				errors.put(provider, error);
			}
		}
		FailureKind kind = (last != null) ? last.kind() : kindOfObstacle();
		return new AllProvidersFailedException(message(last), first, kind, this.records, this.partialText, errors);
	}

	/**
	 * What kept the call from everybody, when nobody was asked.
	 */
	private FailureKind kindOfObstacle() {
		Skipped obstacle = this.summary.obstacle();
		return (obstacle == null) ? FailureKind.UNKNOWN : switch (obstacle.reason()) {
			case CIRCUIT_OPEN, COOLING_DOWN, RATE_LIMIT, CONCURRENCY -> FailureKind.OVERLOADED;
			case OVER_BUDGET -> FailureKind.BUDGET_EXCEEDED;
			case CONTEXT_WINDOW -> FailureKind.CONTEXT_LENGTH_EXCEEDED;
			case DISABLED -> FailureKind.UNKNOWN;
		};
	}

	private String outcomes() {
		return this.records.stream()
			.map((record) -> record.provider() + "/" + record.model() + " " + record.outcome())
			.collect(Collectors.joining(", "));
	}

	private String message(@Nullable Failure last) {
		if (last != null && this.summary.attempts().stream().noneMatch(Attempt::isAsked)) {
			return "No provider was asked: " + last.message()
					+ (this.records.isEmpty() ? "" : ". Passed over: " + outcomes());
		}
		if (this.records.isEmpty()) {
			return "No provider could be asked: enable one under 'llm.fallback.providers' "
					+ "or name an enabled one in the options of the call";
		}
		return "No provider answered: " + this.records.stream()
			.map((record) -> record.provider() + "/" + record.model() + " " + record.outcome()
					+ ((record.message() != null) ? " (" + record.message() + ")" : ""))
			.collect(Collectors.joining(", "));
	}

}
