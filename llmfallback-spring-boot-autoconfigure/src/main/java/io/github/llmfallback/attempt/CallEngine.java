package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.OptionsTranslator;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What blocking and streaming calls share.
 */
public final class CallEngine {

	private final CallSettings settings;

	private final Gates gates;

	private final RetryBudget retryBudget;

	private final OptionsTranslator options;

	private final FailureClassifiers classifiers;

	private final CallListener listener;

	private final CallObserver observer;

	private final InstantSource clock;

	private final LongSupplier nanoTime;

	/**
	 * Creates the engine.
	 * @param settings what is the same for every call
	 * @param gates decide who lets a call in
	 * @param retryBudget bounds the retries of all calls together
	 * @param options rebuilds the options of a call for each target
	 * @param classifiers tell failures apart
	 * @param listener learns what happens
	 * @param observer watches each call
	 * @param clock tells when a call started
	 * @param nanoTime measures how long things take, as {@link System#nanoTime()} does
	 */
	public CallEngine(CallSettings settings, Gates gates, RetryBudget retryBudget, OptionsTranslator options,
			FailureClassifiers classifiers, CallListener listener, CallObserver observer, InstantSource clock,
			LongSupplier nanoTime) {
		this.settings = settings;
		this.gates = gates;
		this.retryBudget = retryBudget;
		this.options = options;
		this.classifiers = classifiers;
		this.listener = listener;
		this.observer = observer;
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	Deadline deadline(CallRequest request) {
		return new Deadline(this.nanoTime, request.timeout());
	}

	Journey begin(CallRequest request) {
		long now = this.nanoTime.getAsLong();
		return begin(request, new Deadline(this.nanoTime, now, request.timeout()), now);
	}

	Journey begin(CallRequest request, Deadline deadline) {
		return begin(request, deadline, this.nanoTime.getAsLong());
	}

	private Journey begin(CallRequest request, Deadline deadline, long now) {
		this.retryBudget.payIn();
		String callId = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
		CallObservation observation = this.observer.begin(callId, request);
		return new Journey(this, request, callId, observation, Instant.ofEpochMilli(this.clock.millis()), now,
				deadline);
	}

	CallSummary end(Journey journey) {
		return end(journey, journey.openScope());
	}

	/**
	 * Ends a call.
	 * @param scope of the call on this thread, which is closed
	 */
	CallSummary end(Journey journey, CallScope scope) {
		journey.leaveLines();
		CallSummary summary = journey.summary(this.nanoTime.getAsLong());
		try {
			this.listener.callFinished(summary);
		}
		finally {
			scope.close();
		}
		journey.observation().end(summary);
		return summary;
	}

	/**
	 * The failure that the call wants acted out at this target.
	 * @return the failure, or {@code null} when the target is to be asked
	 */
	static @Nullable Failure rehearsed(CallRequest request, Target target) {
		Map<String, FailureKind> rehearsed = request.rehearsed();
		FailureKind kind = rehearsed.isEmpty() ? null : rehearsed.get(target.provider().name());
		return (kind != null) ? Failure.of(kind, "rehearsed, the provider was not asked") : null;
	}

	/**
	 * A deadline after the shorter of two durations from now.
	 */
	Deadline deadline(Duration one, Duration other) {
		return new Deadline(this.nanoTime, (one.compareTo(other) < 0) ? one : other);
	}

	CallSettings settings() {
		return this.settings;
	}

	Gates gates() {
		return this.gates;
	}

	RetryBudget retryBudget() {
		return this.retryBudget;
	}

	CallListener listener() {
		return this.listener;
	}

	double random() {
		return ThreadLocalRandom.current().nextDouble();
	}

	Prompt translate(Prompt prompt, Target target, @Nullable Long outputTokens) {
		return this.options.translate(prompt, target, outputTokens);
	}

	Failure classify(Throwable exception) {
		return this.classifiers.classify(exception);
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	LongSupplier clock() {
		return this.nanoTime;
	}

	Duration since(long startNanos) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - startNanos);
	}

}
