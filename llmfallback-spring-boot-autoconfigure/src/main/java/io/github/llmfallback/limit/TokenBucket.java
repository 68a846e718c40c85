package io.github.llmfallback.limit;

import java.time.Duration;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;

/**
 * Tokens that flow back evenly, a bucketful per minute. Guarded by the
 * {@link RateLimiter}.
 */
final class TokenBucket {

	/**
	 * How many bucketfuls may be owed: a provider whose report is that far off is not
	 * locked out for longer than as many minutes.
	 */
	private static final long MOST_OWED = 10;

	private final long capacity;

	private final Bucket bucket;

	private final Time time;

	TokenBucket(long capacity, long now) {
		this.capacity = capacity;
		this.time = new Time(now);
		this.bucket = Bucket.builder()
			.addLimit((limit) -> limit.capacity(capacity).refillGreedy(capacity, Duration.ofMinutes(1)))
			.withCustomTimePrecision(this.time)
			.withSynchronizationStrategy(SynchronizationStrategy.NONE)
			.build();
	}

	/**
	 * What is taken for a number of tokens: never more than the bucket holds, for else a
	 * large request could never pass.
	 */
	long clamp(long tokens) {
		return Math.max(0, Math.min(tokens, this.capacity));
	}

	boolean tryTake(long tokens, long now) {
		this.time.now = now;
		return tokens == 0 || this.bucket.tryConsume(tokens);
	}

	/**
	 * Gives tokens back, or takes them whether or not the bucket holds them.
	 * @param tokens positive to give back, negative to take
	 */
	void correct(long tokens, long now) {
		this.time.now = now;
		if (tokens > 0) {
			this.bucket.addTokens(tokens);
		}
		else if (tokens < 0) {
			long mostTaken = this.bucket.getAvailableTokens() + MOST_OWED * this.capacity;
			long taken = Math.min(-tokens, mostTaken);
			if (taken > 0) {
				this.bucket.consumeIgnoringRateLimits(taken);
			}
		}
	}

	long available(long now) {
		this.time.now = now;
		return Math.max(0, this.bucket.getAvailableTokens());
	}

	/**
	 * How long until tokens can be taken. The bucket rounds its estimate down, so a
	 * nanosecond is added.
	 * @return nanoseconds, 0 when they can be taken now
	 */
	long nanosUntil(long tokens, long now) {
		this.time.now = now;
		if (tokens == 0) {
			return 0;
		}
		EstimationProbe probe = this.bucket.estimateAbilityToConsume(tokens);
		return probe.canBeConsumed() ? 0 : probe.getNanosToWaitForRefill() + 1;
	}

	/**
	 * The time of the operation under way, counted from the start because the bucket
	 * compares times by size.
	 */
	private static final class Time implements TimeMeter {

		private final long start;

		private long now;

		Time(long start) {
			this.start = start;
			this.now = start;
		}

		@Override
		public long currentTimeNanos() {
			return this.now - this.start;
		}

		@Override
		public boolean isWallClockBased() {
			return false;
		}

	}

}
