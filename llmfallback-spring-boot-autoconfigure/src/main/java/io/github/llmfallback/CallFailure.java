package io.github.llmfallback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.attempt.Outcome;
import io.github.llmfallback.failure.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Turns a call that got no answer into the exception the application sees.
 */
final class CallFailure {

	private final CallSummary summary;

	private final List<AttemptRecord> records;

	private CallFailure(CallSummary summary) {
		this.summary = summary;
		this.records = summary.attempts().stream().map(AttemptRecord::of).toList();
	}

	static LlmFallbackException of(CallSummary summary, boolean fallbackDisabled) {
		CallFailure failure = new CallFailure(summary);
		boolean onlyOne = summary.ending() == Ending.STOPPED || fallbackDisabled;
		Attempt last = failure.lastFailed();
		return (onlyOne && last != null) ? failure.ofProvider(last) : failure.ofAllProviders();
	}

	private @Nullable Attempt lastFailed() {
		Attempt last = null;
		for (Attempt attempt : this.summary.attempts()) {
			last = (attempt.outcome() instanceof Outcome.Failed) ? attempt : last;
		}
		return last;
	}

	private ProviderCallException ofProvider(Attempt attempt) {
		Failure failure = ((Outcome.Failed) attempt.outcome()).failure();
		return new ProviderCallException(attempt.target().provider().name(), failure, this.records);
	}

	private AllProvidersFailedException ofAllProviders() {
		Map<String, Throwable> errors = new LinkedHashMap<>();
		Throwable first = null;
		for (Attempt attempt : this.summary.attempts()) {
			if (attempt.outcome() instanceof Outcome.Failed failed) {
				Throwable error = (failed.failure().cause() != null) ? failed.failure().cause() : ofProvider(attempt);
				first = (first != null) ? first : error;
				errors.put(attempt.target().provider().name(), error);
			}
		}
		return new AllProvidersFailedException(message(), first, this.records, errors);
	}

	private String message() {
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
