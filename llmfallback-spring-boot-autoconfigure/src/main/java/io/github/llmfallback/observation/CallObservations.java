package io.github.llmfallback.observation;

import io.github.llmfallback.attempt.CallObservation;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.attempt.CallRequest;
import io.github.llmfallback.attempt.CallSummary;
import io.github.llmfallback.attempt.CallSummary.Ending;
import io.github.llmfallback.failure.Failure;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observes each call, as the parent of whatever its attempts observe.
 */
public final class CallObservations implements CallObserver {

	private static final FallbackObservationConvention DEFAULT = new DefaultFallbackObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable FallbackObservationConvention convention;

	/**
	 * Creates the observations.
	 * @param registry takes them
	 * @param convention names them; {@code null} for the default
	 */
	public CallObservations(ObservationRegistry registry, @Nullable FallbackObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public CallObservation begin(String callId, CallRequest request) {
		if (this.registry.isNoop()) {
			return CallObservation.NONE;
		}
		FallbackObservationContext context = new FallbackObservationContext(callId, request);
		Observation observation = FallbackObservationDocumentation.CALL
			.observation(this.convention, DEFAULT, () -> context, this.registry)
			.start();
		return new Observed(observation, context);
	}

	private static Throwable error(CallSummary summary) {
		Failure failure = summary.failure();
		Throwable cause = (failure != null) ? failure.cause() : null;
		return (cause != null) ? cause : new UnansweredException(summary.outcome());
	}

	private record Observed(Observation observation, FallbackObservationContext context) implements CallObservation {

		@Override
		public Scope openScope() {
			return this.observation.openScope()::close;
		}

		@Override
		public void end(CallSummary summary) {
			this.context.setSummary(summary);
			if (summary.ending() != Ending.ANSWERED) {
				this.observation.error(error(summary));
			}
			this.observation.stop();
		}

	}

	/**
	 * Stands for a call that ended without an answer and without an exception.
	 */
	@SuppressWarnings("serial")
	private static final class UnansweredException extends RuntimeException {

		UnansweredException(String outcome) {
			super(outcome, null, false, false);
		}

	}

}
