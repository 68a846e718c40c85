package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.provider.OptionsTranslator;
import io.github.llmfallback.provider.Target;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * What blocking and streaming calls share: clocks, classifiers and the listener.
 */
public final class CallEngine {

	private final OptionsTranslator options;

	private final FailureClassifiers classifiers;

	private final CallListener listener;

	private final InstantSource clock;

	private final LongSupplier nanoTime;

	/**
	 * Creates the engine.
	 * @param options rebuilds the options of a call for each target
	 * @param classifiers tell failures apart
	 * @param listener learns what happens
	 * @param clock tells when a call started
	 * @param nanoTime measures how long things take, as {@link System#nanoTime()} does
	 */
	public CallEngine(OptionsTranslator options, FailureClassifiers classifiers, CallListener listener,
			InstantSource clock, LongSupplier nanoTime) {
		this.options = options;
		this.classifiers = classifiers;
		this.listener = listener;
		this.clock = clock;
		this.nanoTime = nanoTime;
	}

	CallListener listener() {
		return this.listener;
	}

	Journey begin(CallRequest request) {
		String callId = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
		return new Journey(request, this.listener, callId, this.clock.instant(), this.nanoTime.getAsLong());
	}

	CallSummary end(Journey journey) {
		CallSummary summary = journey.summary(this.nanoTime.getAsLong());
		this.listener.callFinished(summary);
		return summary;
	}

	Prompt promptFor(Journey journey, Target target) {
		return this.options.translate(journey.request().prompt(), target);
	}

	Failure classify(Throwable exception) {
		return this.classifiers.classify(exception);
	}

	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	Duration since(long startNanos) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - startNanos);
	}

}
