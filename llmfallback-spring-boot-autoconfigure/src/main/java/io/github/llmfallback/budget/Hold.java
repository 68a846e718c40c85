package io.github.llmfallback.budget;

import java.util.List;

/**
 * A reservation in memory and what became of it. Guarded by the {@link MemoryLedger}.
 */
final class Hold {

	private enum State {

		HELD, CHARGED, ENDED

	}

	private final CounterSet counters;

	private final long amount;

	private State state;

	/** When it expires; once it is charged, when it may be forgotten. */
	private long deadline;

	private Hold(CounterSet counters, long amount, State state, long deadline) {
		this.counters = counters;
		this.amount = amount;
		this.state = state;
		this.deadline = deadline;
	}

	static Hold held(CounterSet counters, long amount, long deadline) {
		return new Hold(counters, amount, State.HELD, deadline);
	}

	static Hold ended(CounterSet counters) {
		return new Hold(counters, 0, State.ENDED, 0);
	}

	CounterSet counters() {
		return this.counters;
	}

	boolean hasEnded() {
		return this.state == State.ENDED;
	}

	boolean isHeld() {
		return this.state == State.HELD;
	}

	boolean isExpired(long now) {
		return this.state == State.HELD && now >= this.deadline;
	}

	boolean isForgettable(long now) {
		return this.state == State.CHARGED && now >= this.deadline;
	}

	List<SpendChange> settle(long cost) {
		if (this.state == State.CHARGED) {
			this.state = State.ENDED;
			return this.counters.charge(Math.max(0, cost - this.amount));
		}
		release();
		return this.counters.charge(cost);
	}

	void release() {
		this.state = State.ENDED;
		this.counters.giveBack(this.amount);
	}

	List<SpendChange> expire(long forgetAt) {
		this.deadline = forgetAt;
		this.state = State.CHARGED;
		this.counters.giveBack(this.amount);
		return this.counters.charge(this.amount);
	}

}
