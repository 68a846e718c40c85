package io.github.llmfallback.budget;

/**
 * Keeps an entry for each charged attempt. Safe for use by many threads.
 */
public interface AuditLog extends AutoCloseable {

	/**
	 * Takes an entry; neither waits nor throws. It may be written later.
	 * @param entry what was charged
	 */
	void record(AuditEntry entry);

	/**
	 * Writes what was taken and not yet written, for a bounded time. Later entries are
	 * lost.
	 */
	@Override
	void close();

}
