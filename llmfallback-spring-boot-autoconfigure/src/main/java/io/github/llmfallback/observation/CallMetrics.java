package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.llmfallback.attempt.Attempt;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.attempt.Failover;
import io.github.llmfallback.observation.FallbackMeterDocumentation.Tag;
import io.github.llmfallback.provider.Target;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Counts and times calls and attempts, under the names of
 * {@link FallbackMeterDocumentation}.
 */
public final class CallMetrics implements CallListener {

	private final MeterRegistry registry;

	private final Map<Target, TargetMeters> targets = new ConcurrentHashMap<>();

	private final Map<String, Map<String, Timer>> calls = new ConcurrentHashMap<>();

	private final Map<Step, Counter> failovers = new ConcurrentHashMap<>();

	private final Counter exhausted;

	/**
	 * Creates the metrics.
	 * @param registry holds the meters
	 */
	public CallMetrics(MeterRegistry registry) {
		this.registry = registry;
		this.exhausted = Counter.builder(FallbackMeterDocumentation.EXHAUSTED.getName())
			.description("Calls that nobody was left to answer")
			.register(registry);
	}

	@Override
	public void attemptFinished(Attempt attempt) {
		if (attempt.isAsked()) {
			of(attempt.target()).record(attempt);
		}
	}

	@Override
	public void callFinished(CallSummary summary) {
		Target target = summary.answeredBy();
		calls(summary.outcome(), (target != null) ? target.provider().name() : KeyValue.NONE_VALUE)
			.record(summary.elapsed());
		countExhausted(summary.ending());
		for (Failover failover : summary.failovers()) {
			count(failover);
		}
	}

	@Override
	public void callSpared(Target target, Duration elapsed) {
		calls("CACHED", target.provider().name()).record(elapsed);
	}

	@Override
	public void callUnanswered(String outcome, Ending ending, Duration elapsed) {
		calls(outcome, KeyValue.NONE_VALUE).record(elapsed);
		countExhausted(ending);
	}

	private void countExhausted(Ending ending) {
		if (ending == Ending.EXHAUSTED) {
			this.exhausted.increment();
		}
	}

	private void count(Failover failover) {
		String from = failover.from().target().provider().name();
		String to = failover.to().target().provider().name();
		this.failovers.computeIfAbsent(new Step(from, to, failover.from().outcome().name()), this::newFailovers)
			.increment();
	}

	private Counter newFailovers(Step step) {
		return Counter.builder(FallbackMeterDocumentation.FALLBACKS.getName())
			.description("How often a call left a provider for another one")
			.tag(Tag.FROM.asString(), step.from)
			.tag(Tag.TO.asString(), step.to)
			.tag(Tag.REASON.asString(), step.reason)
			.register(this.registry);
	}

	private TargetMeters of(Target target) {
		TargetMeters known = this.targets.get(target);
		return (known != null) ? known
				: this.targets.computeIfAbsent(target, (added) -> new TargetMeters(this.registry, added));
	}

	private Timer calls(String outcome, String provider) {
		Map<String, Timer> byProvider = this.calls.get(outcome);
		Timer known = (byProvider != null) ? byProvider.get(provider) : null;
		return (known != null) ? known : newCalls(outcome, provider);
	}

	private Timer newCalls(String outcome, String provider) {
		return this.calls.computeIfAbsent(outcome, (added) -> new ConcurrentHashMap<>())
			.computeIfAbsent(provider,
					(added) -> Timer.builder(FallbackMeterDocumentation.CALLS.getName())
						.description("How long calls took")
						.tag(Tag.OUTCOME.asString(), outcome)
						.tag(Tag.PROVIDER.asString(), provider)
						.register(this.registry));
	}

	/**
	 * A step from one provider to another.
	 *
	 * @param from the name of the one
	 * @param to the name of the other
	 * @param reason what happened at the first one
	 */
	private record Step(String from, String to, String reason) {

	}

}
