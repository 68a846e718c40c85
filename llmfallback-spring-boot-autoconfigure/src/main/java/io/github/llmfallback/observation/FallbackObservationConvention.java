package io.github.llmfallback.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observation of a call and its values. A bean of this type replaces
 * {@link DefaultFallbackObservationConvention}.
 */
public interface FallbackObservationConvention extends ObservationConvention<FallbackObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof FallbackObservationContext;
	}

}
