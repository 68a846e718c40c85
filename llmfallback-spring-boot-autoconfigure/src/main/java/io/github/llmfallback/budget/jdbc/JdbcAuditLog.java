package io.github.llmfallback.budget.jdbc;

import java.util.function.LongSupplier;

import javax.sql.DataSource;

import io.github.llmfallback.budget.AuditEntry;
import io.github.llmfallback.budget.AuditLog;

/**
 * Writes entries to the table {@code llm_fallback_audit}, in batches of up to 200 and on
 * a thread of its own, within a second or so. While the database is down 10,000 entries
 * wait for it; those that find no room are lost, and a warning a minute says how many.
 * Every other one is in the table exactly once when the log has been closed, unless the
 * database was down for the 30 seconds that closing may take.
 */
public final class JdbcAuditLog implements AuditLog {

	private final AuditSettings settings;

	private final AuditQueue queue;

	private final LostEntries lost;

	private final AuditWriter writer;

	private final Thread thread;

	/**
	 * Starts the thread; the database is not asked yet.
	 * @param dataSource where the table is
	 * @param nanoTime a clock for the intervals of warnings
	 */
	public JdbcAuditLog(DataSource dataSource, LongSupplier nanoTime) {
		this(dataSource, nanoTime, AuditSettings.DEFAULTS);
	}

	JdbcAuditLog(DataSource dataSource, LongSupplier nanoTime, AuditSettings settings) {
		this.settings = settings;
		this.queue = new AuditQueue(settings.capacity(), settings.batch());
		this.lost = new LostEntries(nanoTime);
		this.writer = new AuditWriter(this.queue, new AuditTable(dataSource), this.lost, settings);
		this.thread = new Thread(this.writer, "llm-fallback-audit");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	@Override
	public void record(AuditEntry entry) {
		if (!this.queue.offer(entry)) {
			this.lost.add(1);
		}
	}

	@Override
	public void close() {
		this.queue.close();
		try {
			this.thread.join(this.settings.closing().toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.lost.add(this.thread.isAlive() ? this.writer.abandon() : 0);
		this.lost.report();
	}

}
