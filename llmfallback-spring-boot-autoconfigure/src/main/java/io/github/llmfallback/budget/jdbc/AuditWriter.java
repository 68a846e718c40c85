package io.github.llmfallback.budget.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.github.llmfallback.budget.AuditEntry;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

/**
 * Takes batches from the queue and writes each until the database has it. A batch may
 * have arrived although the database seemed to fail: rows that are there already are left
 * alone.
 */
final class AuditWriter implements Runnable {

	private static final Log logger = LogFactory.getLog(JdbcAuditLog.class);

	private final String rowPrefix = UUID.randomUUID() + "-";

	private final CountDownLatch abandoned = new CountDownLatch(1);

	private final AuditQueue queue;

	private final AuditTable table;

	private final LostEntries lost;

	private final AuditSettings settings;

	private volatile int inHand;

	private long rowCount;

	private boolean failing;

	AuditWriter(AuditQueue queue, AuditTable table, LostEntries lost, AuditSettings settings) {
		this.queue = queue;
		this.table = table;
		this.lost = lost;
		this.settings = settings;
	}

	@Override
	public void run() {
		try {
			while (!this.queue.isExhausted() && !isAbandoned()) {
				List<AuditRow> rows = rows(this.queue.take(this.settings.delay()));
				this.inHand = rows.size();
				while (!rows.isEmpty() && !written(rows) && !isAbandoned()) {
					waitForTheDatabase();
				}
				this.inHand = 0;
				this.lost.reportWhenDue();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stops retrying.
	 * @return how many entries are not written, or not known to be
	 */
	int abandon() {
		int unwritten = this.inHand + this.queue.size();
		this.abandoned.countDown();
		return unwritten;
	}

	private boolean isAbandoned() {
		return this.abandoned.getCount() == 0;
	}

	private void waitForTheDatabase() throws InterruptedException {
		this.lost.reportWhenDue();
		boolean ignored = this.abandoned.await(this.settings.retryDelay().toNanos(), TimeUnit.NANOSECONDS);
	}

	private List<AuditRow> rows(List<AuditEntry> entries) {
		List<AuditRow> rows = new ArrayList<>(entries.size());
		for (AuditEntry entry : entries) {
			rows.add(new AuditRow(this.rowPrefix + this.rowCount++, entry));
		}
		return rows;
	}

	private boolean written(List<AuditRow> rows) {
		try {
			write(rows);
			if (this.failing) {
				logger.info("audit entries are written again");
			}
			this.failing = false;
			return true;
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("audit entries cannot be written at present and wait: "
						+ NestedExceptionUtils.getMostSpecificCause(ex));
			}
			this.failing = true;
			return false;
		}
	}

	private void write(List<AuditRow> rows) {
		try {
			this.table.insert(rows);
		}
		catch (DataIntegrityViolationException ex) {
			rows.forEach(this::writeAlone);
		}
	}

	private void writeAlone(AuditRow row) {
		try {
			this.table.insert(List.of(row));
		}
		catch (DuplicateKeyException ex) {
			logger.debug("an audit entry had been written before", ex);
		}
		catch (DataIntegrityViolationException ex) {
			logger.debug("an audit entry cannot be stored", ex);
			this.lost.add(1);
		}
	}

}
