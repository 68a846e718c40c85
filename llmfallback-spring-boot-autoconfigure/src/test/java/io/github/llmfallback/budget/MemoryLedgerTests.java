package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The contract on the ledger in memory.
 */
class MemoryLedgerTests extends LedgerContract {

	@Override
	protected LedgerStore open() {
		return new MemoryStore();
	}

	@Override
	protected int sequences() {
		return 100_000;
	}

	@Override
	protected int attempts() {
		return 20_000;
	}

	/**
	 * A clock. Each ledger has figures of its own.
	 */
	private static final class MemoryStore implements LedgerStore {

		private volatile Instant now = Instant.EPOCH;

		@Override
		public BudgetLedger ledger(ZoneId zone, Duration ttl) {
			return new MemoryLedger(zone, ttl, () -> this.now);
		}

		@Override
		public void turnTo(Instant moment) {
			this.now = moment;
		}

		@Override
		public boolean isRemote() {
			return false;
		}

		@Override
		public void breakDown() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void recover() {
		}

		@Override
		public void lose(Loss loss) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
		}

	}

}
