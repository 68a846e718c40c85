package io.github.llmfallback.budget.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Counts entries that could not be kept and says so once a minute.
 */
final class LostEntries {

	private static final Log logger = LogFactory.getLog(JdbcAuditLog.class);

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final AtomicLong unreported = new AtomicLong();

	private final LongSupplier nanoTime;

	private final AtomicLong due;

	LostEntries(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.due = new AtomicLong(nanoTime.getAsLong());
	}

	void add(long count) {
		this.unreported.addAndGet(count);
		reportWhenDue();
	}

	void reportWhenDue() {
		long now = this.nanoTime.getAsLong();
		long dueNow = this.due.get();
		if (this.unreported.get() > 0 && now - dueNow >= 0 && this.due.compareAndSet(dueNow, now + MINUTE)) {
			report();
		}
	}

	void report() {
		long count = this.unreported.getAndSet(0);
		if (count > 0) {
			logger.warn(count + " audit entries are lost: the database does not take them");
		}
	}

}
