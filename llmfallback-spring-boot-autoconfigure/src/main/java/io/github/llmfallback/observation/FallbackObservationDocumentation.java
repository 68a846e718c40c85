package io.github.llmfallback.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of a call.
 */
public enum FallbackObservationDocumentation implements ObservationDocumentation {

	/** A call, from the application's request to the answer or to the last failure. */
	CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultFallbackObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinalityKeyNames.values();
		}

	};

	/**
	 * Names whose values are few.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/** How the call ended: {@code SUCCESS}, a failure kind or a skip reason. */
		OUTCOME("outcome"),

		/** The provider that answered, or {@code none}. */
		PROVIDER("provider"),

		/** The model that answered, or {@code none}. */
		MODEL("model");

		private final String key;

		LowCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Names whose values are many.
	 */
	public enum HighCardinalityKeyNames implements KeyName {

		/** The id of the call, as in its metadata and in the logging context. */
		CALL_ID("llm.fallback.call.id"),

		/** How many attempts were made, without the skips. */
		ATTEMPTS("llm.fallback.attempts"),

		/** The providers asked or passed over, in order. */
		ROUTE("llm.fallback.route"),

		/** What all attempts cost together; left out when that is not known. */
		COST("llm.fallback.cost");

		private final String key;

		HighCardinalityKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
