package io.github.llmfallback.budget;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Steps that a store out of reach could not be told when they happened. Each is
 * idempotent, so that one which was taken after all does no harm when it is repeated.
 */
final class Backlog {

	private static final int CAPACITY = 10_000;

	/** How many reservations are remembered that may never have been made. */
	private static final int MOST_DOUBTFUL = 1_000;

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final LinkedBlockingQueue<Supplier<List<SpendChange>>> steps = new LinkedBlockingQueue<>(CAPACITY);

	private final LinkedBlockingQueue<Supplier<List<SpendChange>>> doubtful = new LinkedBlockingQueue<>(MOST_DOUBTFUL);

	private final OncePerMinute warnings;

	private final LongAdder lost = new LongAdder();

	private final ReentrantLock catchingUp = new ReentrantLock();

	/** Since the store is back; kept by whoever is catching up. */
	private int caughtUp;

	private volatile boolean closed;

	/**
	 * Creates an empty backlog.
	 * @param warnings says once a minute that there is one
	 */
	Backlog(OncePerMinute warnings) {
		this.warnings = warnings;
	}

	void add(Supplier<List<SpendChange>> step) {
		if (!this.steps.offer(step)) {
			this.lost.increment();
		}
	}

	/**
	 * Adds a booking that has failed, unless it would fail for ever.
	 * @param failure why
	 */
	void add(Supplier<List<SpendChange>> step, Throwable failure) {
		if (!isOutOfReach(failure)) {
			logger.error("A booking failed and is not counted", failure);
		}
		else if (this.closed) {
			this.warnings.warn(logger, "lost",
					() -> "What an attempt cost could not be booked and is lost, because the budgets are closed; "
							+ "what was reserved for it will be charged in full: " + failure.getMessage());
		}
		else {
			warn(failure);
			add(step);
		}
	}

	private static boolean isOutOfReach(Throwable failure) {
		return failure instanceof LedgerUnavailableException && !(failure instanceof RejectedStepException);
	}

	/**
	 * Says that the store is out of reach for bookings.
	 */
	void warn(Throwable failure) {
		this.warnings.warn(logger, "booking", () -> "What an attempt cost could not be booked and will be once "
				+ "the store of the budgets is back: " + failure.getMessage());
	}

	/**
	 * Adds the release of a reservation of which nobody knows whether it was made. While
	 * the store is away there are as many as attempts; one that is not kept expires.
	 */
	void addDoubtful(Supplier<List<SpendChange>> release) {
		var unused = this.doubtful.offer(release);
	}

	/**
	 * Whether there is nothing to catch up on.
	 */
	boolean isEmpty() {
		return this.steps.isEmpty() && this.doubtful.isEmpty();
	}

	/**
	 * Whether somebody still makes up for what is added.
	 */
	boolean isOpen() {
		return !this.closed;
	}

	/**
	 * After this the backlog is caught up on once more at most.
	 */
	void close() {
		this.closed = true;
	}

	/**
	 * Takes steps in order until the store fails again, unless somebody else is at it.
	 * @param atMost how many
	 * @param changes learns how the counters moved
	 */
	void catchUp(int atMost, Consumer<List<SpendChange>> changes) {
		if (!this.catchingUp.tryLock()) {
			return;
		}
		try {
			int left = atMost - take(this.steps, atMost, changes);
			take(this.doubtful, left, changes);
			if (isEmpty()) {
				reportAll();
			}
		}
		finally {
			this.catchingUp.unlock();
		}
	}

	private int take(Queue<Supplier<List<SpendChange>>> steps, int atMost, Consumer<List<SpendChange>> changes) {
		int taken = 0;
		for (Supplier<List<SpendChange>> step = steps.peek(); step != null && taken < atMost; step = steps.peek()) {
			take(step, changes);
			steps.remove();
			taken++;
		}
		return taken;
	}

	/**
	 * A step that fails for another reason than the store would fail for ever.
	 */
	private void take(Supplier<List<SpendChange>> step, Consumer<List<SpendChange>> changes) {
		try {
			changes.accept(step.get());
			this.caughtUp++;
		}
		catch (RuntimeException ex) {
			if (isOutOfReach(ex)) {
				throw ex;
			}
			logger.error("A booking failed and is not counted", ex);
		}
	}

	private void reportAll() {
		if (this.caughtUp > 0) {
			long uncounted = this.lost.sumThenReset();
			logger.warn("The store of the budgets is back: " + this.caughtUp + " steps are made up for"
					+ ((uncounted > 0) ? ", " + uncounted + " could not be kept and are not counted" : ""));
			this.caughtUp = 0;
		}
	}

}
