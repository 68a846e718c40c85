package io.github.llmfallback.provider.simulated;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.llmfallback.failure.FailureKind;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Builds simulated chat models. Only the provider's name is required; without more the
 * model answers at once and never fails. Wrong values are rejected with an
 * {@link IllegalArgumentException}, at the latest by {@link #build()}. Durations may be
 * zero and at most a day.
 */
public final class SimulatedChatModelBuilder {

	private String provider = "";

	private String model = "simulated";

	private @Nullable Integer maxTokens;

	private Duration minLatency = Duration.ZERO;

	private Duration maxLatency = Duration.ZERO;

	private Duration pace = Duration.ZERO;

	private Duration hangFor = Duration.ofSeconds(60);

	private FailureOdds failures = FailureOdds.NONE;

	private @Nullable Long seed;

	private Sleeper sleeper = (duration) -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

	private Supplier<Scheduler> scheduler = Schedulers::parallel;

	SimulatedChatModelBuilder() {
	}

	/**
	 * Names the provider.
	 * @param provider the name used in answers and messages
	 * @return this builder
	 */
	public SimulatedChatModelBuilder provider(String provider) {
		this.provider = provider;
		return this;
	}

	/**
	 * Names the model.
	 * @param model the model that answers unless a prompt names another
	 * @return this builder
	 */
	public SimulatedChatModelBuilder model(String model) {
		this.model = model;
		return this;
	}

	/**
	 * Bounds the answers to prompts without options.
	 * @param maxTokens at least 1; {@code null} for no bound
	 * @return this builder
	 */
	public SimulatedChatModelBuilder maxTokens(@Nullable Integer maxTokens) {
		this.maxTokens = maxTokens;
		return this;
	}

	/**
	 * Sets the time until an answer begins or an error arrives.
	 * @param latency the same for each request
	 * @return this builder
	 */
	public SimulatedChatModelBuilder latency(Duration latency) {
		return latency(latency, latency);
	}

	/**
	 * Sets the time until an answer begins or an error arrives, evenly distributed.
	 * @param min shortest latency
	 * @param max longest latency
	 * @return this builder
	 */
	public SimulatedChatModelBuilder latency(Duration min, Duration max) {
		this.minLatency = min;
		this.maxLatency = max;
		return this;
	}

	/**
	 * Sets the time between two words of a stream.
	 * @param pace time from one word to the next
	 * @return this builder
	 */
	public SimulatedChatModelBuilder pace(Duration pace) {
		this.pace = pace;
		return this;
	}

	/**
	 * Sets how long a simulated timeout hangs before it becomes an error.
	 * @param hangFor one minute unless set
	 * @return this builder
	 */
	public SimulatedChatModelBuilder hangFor(Duration hangFor) {
		this.hangFor = hangFor;
		return this;
	}

	/**
	 * Sets how likely each failure is.
	 * @param probabilities from 0 to 1, together at most 1
	 * @return this builder
	 */
	public SimulatedChatModelBuilder failures(Map<FailureKind, Double> probabilities) {
		this.failures = new FailureOdds(probabilities);
		return this;
	}

	/**
	 * Sets where all chance comes from.
	 * @param seed any number; unless set it is taken from the provider's name, so that
	 * two providers do not fail in step
	 * @return this builder
	 */
	public SimulatedChatModelBuilder seed(long seed) {
		this.seed = seed;
		return this;
	}

	/**
	 * Replaces how blocking calls wait.
	 * @param sleeper an interruptible sleep unless set
	 * @return this builder
	 */
	public SimulatedChatModelBuilder sleeper(Sleeper sleeper) {
		this.sleeper = sleeper;
		return this;
	}

	/**
	 * Replaces what times the words of streams.
	 * @param scheduler Reactor's parallel scheduler unless set
	 * @return this builder
	 */
	public SimulatedChatModelBuilder scheduler(Scheduler scheduler) {
		this.scheduler = () -> scheduler;
		return this;
	}

	public SimulatedChatModel build() {
		long seed = (this.seed != null) ? this.seed : this.provider.hashCode();
		SimulatedSettings settings = new SimulatedSettings(this.provider, this.model, this.maxTokens, this.minLatency,
				this.maxLatency, this.pace, this.hangFor, this.failures, seed);
		return new SimulatedChatModel(settings, this.sleeper, this.scheduler);
	}

}
