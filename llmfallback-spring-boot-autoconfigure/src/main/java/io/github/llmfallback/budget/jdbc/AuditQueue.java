package io.github.llmfallback.budget.jdbc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import io.github.llmfallback.budget.AuditEntry;

/**
 * Entries on their way to the one thread that writes them.
 */
final class AuditQueue {

	private final Lock lock = new ReentrantLock();

	private final Condition full = this.lock.newCondition();

	private final Deque<AuditEntry> entries = new ArrayDeque<>();

	private final int capacity;

	private final int batch;

	private boolean closed;

	AuditQueue(int capacity, int batch) {
		this.capacity = capacity;
		this.batch = batch;
	}

	/**
	 * Adds an entry without waiting.
	 * @param entry the entry
	 * @return whether there was room and the queue is open
	 */
	boolean offer(AuditEntry entry) {
		this.lock.lock();
		try {
			if (this.closed || this.entries.size() >= this.capacity) {
				return false;
			}
			this.entries.add(entry);
			if (this.entries.size() >= this.batch) {
				this.full.signal();
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until there is a full batch, the time is over or the queue is closed.
	 * @param time how long to wait
	 * @return what there is, at most a full batch
	 * @throws InterruptedException when the thread is interrupted
	 */
	List<AuditEntry> take(Duration time) throws InterruptedException {
		this.lock.lock();
		try {
			long left = time.toNanos();
			while (!this.closed && this.entries.size() < this.batch && left > 0) {
				left = this.full.awaitNanos(left);
			}
			List<AuditEntry> taken = new ArrayList<>();
			while (taken.size() < this.batch && !this.entries.isEmpty()) {
				taken.add(this.entries.remove());
			}
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Nothing is added any more; what is there can be taken without waiting. */
	void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.full.signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.entries.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isExhausted() {
		this.lock.lock();
		try {
			return this.closed && this.entries.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

}
