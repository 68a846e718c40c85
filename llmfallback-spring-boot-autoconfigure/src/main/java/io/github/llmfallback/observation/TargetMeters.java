package io.github.llmfallback.observation;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.observation.FallbackMeterDocumentation.Tag;
import io.github.llmfallback.pricing.Money;
import io.github.llmfallback.pricing.TokenUsage;
import io.github.llmfallback.provider.Target;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one target, found once instead of for each attempt.
 */
final class TargetMeters {

	private static final double NANOS_PER_UNIT = Money.toNanos(BigDecimal.ONE);

	private final MeterRegistry registry;

	private final Tags tags;

	private final Map<String, Timer> attempts = new ConcurrentHashMap<>(4);

	private final Timer firstToken;

	private final Counter input;

	private final Counter cachedInput;

	private final Counter cacheWrite;

	private final Counter output;

	private final Counter cost;

	TargetMeters(MeterRegistry registry, Target target) {
		this.registry = registry;
		this.tags = Tags.of(Tag.PROVIDER.asString(), target.provider().name(), Tag.MODEL.asString(),
				target.model().name());
		this.firstToken = Timer.builder(FallbackMeterDocumentation.FIRST_TOKEN.getName())
			.description("How long the first content of streams took")
			.tags(this.tags)
			.register(registry);
		this.input = tokens("input");
		this.cachedInput = tokens("cached-input");
		this.cacheWrite = tokens("cache-write");
		this.output = tokens("output");
		this.cost = Counter.builder(FallbackMeterDocumentation.COST.getName())
			.description("What attempts cost, in the configured currency")
			.tags(this.tags)
			.register(registry);
	}

	void record(Attempt attempt) {
		attempts(attempt.outcome().name()).record(attempt.elapsed());
		if (attempt.firstToken() != null) {
			this.firstToken.record(attempt.firstToken());
		}
		TokenUsage usage = attempt.usage();
		if (usage != null) {
			count(this.input, usage.inputTokens());
			count(this.cachedInput, usage.cachedInputTokens());
			count(this.cacheWrite, usage.cacheWriteTokens());
			count(this.output, usage.outputTokens());
		}
		Long nanos = attempt.cost();
		if (nanos != null && nanos > 0) {
			this.cost.increment(nanos / NANOS_PER_UNIT);
		}
	}

	private Timer attempts(String outcome) {
		Timer known = this.attempts.get(outcome);
		return (known != null) ? known : this.attempts.computeIfAbsent(outcome, this::newAttempts);
	}

	private Timer newAttempts(String outcome) {
		return Timer.builder(FallbackMeterDocumentation.ATTEMPTS.getName())
			.description("How long attempts took")
			.tags(this.tags)
			.tag(Tag.OUTCOME.asString(), outcome)
			.register(this.registry);
	}

	private Counter tokens(String type) {
		return Counter.builder(FallbackMeterDocumentation.TOKENS.getName())
			.description("Tokens that attempts were billed for")
			.tags(this.tags)
			.tag(Tag.TYPE.asString(), type)
			.register(this.registry);
	}

	private static void count(Counter counter, long tokens) {
		if (tokens > 0) {
			counter.increment((double) tokens);
		}
	}

}
