package io.github.llmfallback;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.observation.ProviderStatistics;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
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
 * @param calls the attempts since the start
 * @param latencyMs how long its latest answers took, in milliseconds
 * @param inFlight attempts under way
 * @param cost the price of its preferred model; {@code null} when unknown
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ProviderStatus(String name, String type, boolean enabled, int priority, Status status,
		@Nullable Instant availableAt, List<ModelStatus> models, List<KeyStatus> keys, Calls calls, Latency latencyMs,
		int inFlight, @Nullable Cost cost) {

	/**
	 * Whether a provider, a model or a key can serve.
	 */
	public enum Status {

		/** Serves. */
		UP,

		/** Switched off. */
		DISABLED

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

	static ProviderStatus of(Provider provider, ProviderStatistics statistics) {
		Status status = provider.isEnabled() ? Status.UP : Status.DISABLED;
		List<ModelStatus> models = provider.models()
			.stream()
			.map((model) -> new ModelStatus(model.name(), status, null))
			.toList();
		List<KeyStatus> keys = provider.keys()
			.stream()
			.map((key) -> key.alias())
			.filter((alias) -> alias != null)
			.map((alias) -> new KeyStatus(alias, status, null, null))
			.toList();
		Map<FailureKind, Long> failures = statistics.failures();
		long failed = failures.values().stream().mapToLong(Long::longValue).sum();
		long[] latency = statistics.latencyMillis(0.5, 0.95);
		return new ProviderStatus(provider.name(), provider.type(), provider.isEnabled(), provider.priority(), status,
				null, models, keys, new Calls(statistics.succeeded(), failed, statistics.skipped(), failures),
				new Latency(latency[0], latency[1]), statistics.inFlight(), cost(provider.models().get(0).price()));
	}

	private static @Nullable Cost cost(@Nullable Price price) {
		return (price != null) ? new Cost(Money.toDecimal(price.inputPer1k()), Money.toDecimal(price.outputPer1k()))
				: null;
	}

}
