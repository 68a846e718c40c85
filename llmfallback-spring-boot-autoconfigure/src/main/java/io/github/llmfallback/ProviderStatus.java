package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.health.CircuitState;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a provider at one moment.
 *
 * @param name its unique name
 * @param type its configured type, or {@code chat-model}
 * @param enabled whether calls may use it
 * @param priority higher is preferred
 * @param status whether it can serve
 * @param availableAt when it can serve again; {@code null} when it can, or when nobody
 * knows
 * @param models its models in order of preference
 * @param keys its keys by alias; empty for a provider without keys
 * @param circuit its circuit breaker
 * @param calls the attempts since the start
 * @param latencyMs how long its latest answers took, in milliseconds
 * @param inFlight attempts under way
 * @param rateLimit what is left of its limits; {@code null} when it has none
 * @param cost the price of its preferred model; {@code null} when unknown
 * @param spend what it has cost; {@code null} while the store of the budgets is out of
 * reach
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ProviderStatus(String name, String type, boolean enabled, int priority, Status status,
		@Nullable Instant availableAt, List<ModelStatus> models, List<KeyStatus> keys, Circuit circuit, Calls calls,
		Latency latencyMs, int inFlight, @Nullable RateLimit rateLimit, @Nullable Cost cost,
		SpendReport.@Nullable Spend spend) {

	/**
	 * Whether a provider, a model or a key can serve.
	 */
	public enum Status {

		/** Serves. */
		UP,

		/** Waits out the time its provider asked for, or a quarantine. */
		COOLING,

		/** Failed too often lately. */
		OPEN,

		/** One request finds out whether it is well again. */
		HALF_OPEN,

		/** Its requests or tokens per minute are used up. */
		RATE_LIMITED,

		/** Its budget is spent, or its attempts could not be paid for lately. */
		OVER_BUDGET,

		/** Switched off. */
		DISABLED;

		/**
		 * Whether a call may be answered now.
		 */
		public boolean isServing() {
			return this == UP || this == HALF_OPEN;
		}

	}

	/**
	 * The circuit breaker of the provider.
	 *
	 * @param state whether requests pass
	 * @param failureRate the share of failed calls in percent; 0 while there are too few
	 * @param bufferedCalls the calls that count
	 */
	public record Circuit(CircuitState state, float failureRate, int bufferedCalls) {

	}

	/**
	 * What is left of the provider's limits. {@code null} where there is none.
	 *
	 * @param requestsPerMinute requests that may be sent in a minute
	 * @param requestsAvailable requests that may be sent now
	 * @param tokensPerMinute tokens that may be sent in a minute
	 * @param tokensAvailable tokens that may be sent now; zero after an overrun
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record RateLimit(@Nullable Long requestsPerMinute, @Nullable Long requestsAvailable,
			@Nullable Long tokensPerMinute, @Nullable Long tokensAvailable) {

	}

	/**
	 * A model of the provider.
	 *
	 * @param name its name
	 * @param status whether it can serve
	 * @param availableAt when it can serve again
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record ModelStatus(String name, Status status, @Nullable Instant availableAt) {

	}

	/**
	 * A key of the provider.
	 *
	 * @param alias its name, never its value
	 * @param status whether it can serve
	 * @param availableAt when it can serve again
	 * @param lastFailure the last failure that was the key's own
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	public record KeyStatus(String alias, Status status, @Nullable Instant availableAt,
			@Nullable FailureKind lastFailure) {

	}

	/**
	 * Attempts since the start.
	 *
	 * @param succeeded attempts that answered
	 * @param failed attempts that failed
	 * @param skipped how often the provider was passed over without being asked
	 * @param failures the failed attempts by kind
	 */
	public record Calls(long succeeded, long failed, long skipped, Map<FailureKind, Long> failures) {

	}

	/**
	 * Latency of answers.
	 *
	 * @param p50 half of the answers took at most this long
	 * @param p95 of a hundred answers, ninety-five took at most this long
	 */
	public record Latency(long p50, long p95) {

	}

	/**
	 * Prices in the configured currency.
	 *
	 * @param inputPer1kTokens 1,000 input tokens
	 * @param outputPer1kTokens 1,000 output tokens
	 */
	public record Cost(BigDecimal inputPer1kTokens, BigDecimal outputPer1kTokens) {

	}

}
