package io.github.llmfallback.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * One of the latest calls.
 *
 * @param id the call's id, as in its metadata
 * @param at when the application called
 * @param outcome {@code SUCCESS}, or the failure that ended the call
 * @param provider who answered; {@code null} when nobody did
 * @param model the model that answered; {@code null} when none did
 * @param elapsedMs how long the call took
 * @param cost of all attempts; {@code null} when unknown
 * @param attempts every attempt and skip in order
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RecentCallDescriptor(String id, Instant at, String outcome, @Nullable String provider,
		@Nullable String model, long elapsedMs, @Nullable BigDecimal cost, List<AttemptDescriptor> attempts) {

	/**
	 * One attempt or skip.
	 *
	 * @param provider who was asked
	 * @param model the model asked for
	 * @param key the alias of the key; {@code null} for a provider without keys
	 * @param outcome {@code SUCCESS}, a failure kind or a skip reason
	 * @param elapsedMs how long it took
	 * @param retryAfterMs how long the provider asked to wait, or how long it was known
	 * not to be available; {@code null} when nobody knows
	 * @param cost {@code null} when unknown
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record AttemptDescriptor(String provider, String model, @Nullable String key, String outcome, long elapsedMs,
			@Nullable Long retryAfterMs, @Nullable BigDecimal cost) {

		private static AttemptDescriptor of(Attempt attempt) {
			Target target = attempt.target();
			Duration retryAfter = attempt.retryAfter();
			return new AttemptDescriptor(target.provider().name(), target.model().name(), target.key().alias(),
					attempt.outcome().name(), attempt.elapsed().toMillis(),
					(retryAfter != null) ? retryAfter.toMillis() : null, decimal(attempt.cost()));
		}

	}

	static RecentCallDescriptor of(CallSummary call) {
		Target target = call.answeredBy();
		return new RecentCallDescriptor(call.callId(), call.startedAt(), call.outcome(),
				(target != null) ? target.provider().name() : null, (target != null) ? target.model().name() : null,
				call.elapsed().toMillis(), decimal(call.cost()),
				call.attempts().stream().map(AttemptDescriptor::of).toList());
	}

	private static @Nullable BigDecimal decimal(@Nullable Long nanos) {
		return (nanos != null) ? Money.toDecimal(nanos) : null;
	}

}
