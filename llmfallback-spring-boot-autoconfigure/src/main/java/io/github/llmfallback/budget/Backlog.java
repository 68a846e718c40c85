package io.github.llmfallback.budget;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Steps that the store could not be told when they happened. Each is idempotent, so that
 * one which was taken after all does no harm when it is repeated.
 */
final class Backlog {

	private static final int CAPACITY = 10_000;

	/** How many reservations are remembered that may never have been made. */
	private static final int MOST_DOUBTFUL = 1_000;

	private static final Log logger = LogFactory.getLog(Budgets.class);

	private final LinkedBlockingQueue<Function<BudgetLedger, List<SpendChange>>> steps = new LinkedBlockingQueue<>(
			CAPACITY);

	private final LinkedBlockingQueue<Function<BudgetLedger, List<SpendChange>>> doubtful = new LinkedBlockingQueue<>(
			MOST_DOUBTFUL);

	private final LongAdder lost = new LongAdder();

	private final ReentrantLock catchingUp = new ReentrantLock();

	/** Since the store is back; kept by whoever is catching up. */
	private int caughtUp;

	void add(Function<BudgetLedger, List<SpendChange>> step) {
		if (!this.steps.offer(step)) {
			this.lost.increment();
		}
	}

	/**
	 * Adds the release of a reservation of which nobody knows whether it was made. While
	 * the store is away there are as many as attempts; one that is not kept expires.
	 */
	void addDoubtful(Function<BudgetLedger, List<SpendChange>> release) {
		var unused = this.doubtful.offer(release);
	}

	/**
	 * Whether there is nothing to catch up on.
	 */
	boolean isEmpty() {
		return this.steps.isEmpty() && this.doubtful.isEmpty();
	}

	/**
	 * Takes steps in order until the store fails again, unless somebody else is at it.
	 * @param ledger the store
	 * @param atMost how many
	 * @param changes learns how the counters moved
	 */
	void catchUp(BudgetLedger ledger, int atMost, Consumer<List<SpendChange>> changes) {
		if (!this.catchingUp.tryLock()) {
			return;
		}
		try {
			int left = atMost - take(this.steps, ledger, atMost, changes);
			take(this.doubtful, ledger, left, changes);
			if (isEmpty()) {
				reportAll();
			}
		}
		finally {
			this.catchingUp.unlock();
		}
	}

	private int take(Queue<Function<BudgetLedger, List<SpendChange>>> steps, BudgetLedger ledger, int atMost,
			Consumer<List<SpendChange>> changes) {
		int taken = 0;
		for (Function<BudgetLedger, List<SpendChange>> step = steps.peek(); step != null
				&& taken < atMost; step = steps.peek()) {
			take(step, ledger, changes);
			steps.remove();
			taken++;
		}
		return taken;
	}

	/**
	 * A step that fails for another reason than the store would fail for ever.
	 */
	private void take(Function<BudgetLedger, List<SpendChange>> step, BudgetLedger ledger,
			Consumer<List<SpendChange>> changes) {
		try {
			changes.accept(step.apply(ledger));
			this.caughtUp++;
		}
		catch (RuntimeException ex) {
			if (ex instanceof LedgerUnavailableException && !(ex instanceof RejectedStepException)) {
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
