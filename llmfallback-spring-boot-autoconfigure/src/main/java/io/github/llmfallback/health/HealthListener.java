package io.github.llmfallback.health;

/**
 * Learns who becomes unwell and well, on the threads that make it happen: implementations
 * are quick and throw nothing. Changes that happen at the same time may be told in any
 * order.
 */
public interface HealthListener {

	/** Not interested. */
	HealthListener NONE = new HealthListener() {
	};

	/**
	 * A time of unavailability begins, also one that follows another. That one becomes
	 * longer is not told.
	 */
	default void unavailable(HealthChange change) {
	}

	/**
	 * A success has shown that what was unavailable is well, or its health was reset. The
	 * mere end of a cooldown is not told.
	 */
	default void recovered(HealthChange change) {
	}

}
