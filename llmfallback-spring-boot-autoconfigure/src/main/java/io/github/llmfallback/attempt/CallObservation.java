package io.github.llmfallback.attempt;

/**
 * Watches one call.
 */
public interface CallObservation {

	/** Watches nothing. */
	CallObservation NONE = new CallObservation() {

		@Override
		public Scope openScope() {
			return Scope.NONE;
		}

		@Override
		public void end(CallSummary summary) {
		}

	};

	/**
	 * Makes this observation the current one of the thread.
	 * @return has to be closed on the same thread
	 */
	Scope openScope();

	/**
	 * Called once, when the call has ended.
	 * @param summary how
	 */
	void end(CallSummary summary);

	/**
	 * While the observation is the current one of a thread.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/** Changes nothing. */
		Scope NONE = () -> {
		};

		@Override
		void close();

	}

}
