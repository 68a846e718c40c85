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
	 * Called at most once, before the end, with what the caller has got.
	 * @param text the text of the answer, or of the part of it that arrived; empty for an
	 * answer without text; not to be kept
	 */
	default void delivered(CharSequence text) {
	}

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
