package io.github.llmfallback.limit;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.github.llmfallback.concurrent.BriefLock;
import org.jspecify.annotations.Nullable;

/**
 * Holds requests and tokens to their rates. Never are more requests admitted than
 * {@code requestsPerMinute} within any 60 seconds. Tokens flow back evenly into a bucket
 * that holds {@code tokensPerMinute}. Safe for use by many threads; nothing here waits.
 */
public final class RateLimiter {

	private static final RateLimiter UNLIMITED = new RateLimiter(RateSettings.UNLIMITED, () -> 0);

	private final RateSettings settings;

	private final LongSupplier nanoTime;

	private final @Nullable RequestWindow requests;

	private final @Nullable TokenBucket tokens;

	private final BriefLock lock = new BriefLock();

	/** The latest time seen, for a clock must not seem to run backwards. */
	private long latest;

	/**
	 * Creates a limiter.
	 * @param settings its limits
	 * @param nanoTime the clock, in nanoseconds from any origin
	 */
	public RateLimiter(RateSettings settings, LongSupplier nanoTime) {
		this.settings = settings;
		this.nanoTime = nanoTime;
		this.latest = nanoTime.getAsLong();
		this.requests = (settings.requestsPerMinute() != null) ? new RequestWindow(settings.requestsPerMinute()) : null;
		this.tokens = (settings.tokensPerMinute() != null) ? new TokenBucket(settings.tokensPerMinute(), this.latest)
				: null;
	}

	/**
	 * A limiter without limits, which costs nothing to ask.
	 * @return the same limiter each time
	 */
	public static RateLimiter unlimited() {
		return UNLIMITED;
	}

	/**
	 * Admits one request with so many tokens, both or neither.
	 * @param tokens the estimated tokens of the request and its answer; more than
	 * {@code tokensPerMinute} counts as exactly that many, so that such a request passes
	 * when the bucket is full
	 * @return a permit to settle or release, or {@code null} when the request does not
	 * fit now
	 */
	public @Nullable RatePermit tryAcquire(long tokens) {
		if (this.requests == null && this.tokens == null) {
			return FreePermit.INSTANCE;
		}
		this.lock.lock();
		try {
			long now = now();
			long taken = clamp(tokens);
			if ((this.requests != null && !this.requests.hasRoom(now))
					|| (this.tokens != null && !this.tokens.tryTake(taken, now))) {
				return null;
			}
			if (this.requests != null) {
				this.requests.add(now);
			}
			return new AcquiredPermit(this, now, taken);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How long until {@link #tryAcquire(long)} succeeds, if nobody else acquires before.
	 * @param tokens as there
	 * @return zero when it would succeed now
	 */
	public Duration availableIn(long tokens) {
		if (this.requests == null && this.tokens == null) {
			return Duration.ZERO;
		}
		this.lock.lock();
		try {
			long now = now();
			long forRequest = (this.requests != null) ? this.requests.nanosUntilRoom(now) : 0;
			long forTokens = (this.tokens != null) ? this.tokens.nanosUntil(clamp(tokens), now) : 0;
			return Duration.ofNanos(Math.max(forRequest, forTokens));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What is left.
	 * @return a snapshot
	 */
	public RateStatus status() {
		this.lock.lock();
		try {
			long now = now();
			return new RateStatus(this.settings.requestsPerMinute(),
					(this.requests != null) ? Long.valueOf(this.requests.available(now)) : null,
					this.settings.tokensPerMinute(),
					(this.tokens != null) ? Long.valueOf(this.tokens.available(now)) : null);
		}
		finally {
			this.lock.unlock();
		}
	}

	void settle(AcquiredPermit permit, long usedTokens) {
		this.lock.lock();
		try {
			if (permit.end() && this.tokens != null) {
				correct(this.tokens, permit.tokens() - Math.max(0, usedTokens));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void release(AcquiredPermit permit) {
		this.lock.lock();
		try {
			if (!permit.end()) {
				return;
			}
			if (this.requests != null) {
				this.requests.remove(permit.admittedNanos());
			}
			if (this.tokens != null) {
				correct(this.tokens, permit.tokens());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Giving back does not need the time: what has flowed in meanwhile is added when
	 * somebody takes.
	 */
	private void correct(TokenBucket bucket, long tokens) {
		bucket.correct(tokens, (tokens < 0) ? now() : this.latest);
	}

	private long clamp(long tokens) {
		return (this.tokens != null) ? this.tokens.clamp(tokens) : 0;
	}

	private long now() {
		long now = this.nanoTime.getAsLong();
		if (now - this.latest > 0) {
			this.latest = now;
		}
		return this.latest;
	}

}
