package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.routing.ProviderFigures;
import org.jspecify.annotations.Nullable;

/**
 * How fast a provider answers: the median of its latest 16 answers, none older than five
 * minutes, each scaled to an answer of 200 tokens so that short and long answers compare.
 */
final class AnswerPace {

	private static final int KEPT = 16;

	private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(5);

	private static final long ORDINARY_TOKENS = 200;

	/**
	 * How many tokens could be written in the time that passes before the first one, as
	 * long as nobody measures that time. Without it short answers would seem slow.
	 */
	private static final long TOKENS_BEFORE_FIRST = 50;

	private final long[] nanos = new long[KEPT];

	private final long[] recordedAt = new long[KEPT];

	private int recorded;

	private volatile @Nullable Median median;

	/**
	 * Records an answer.
	 * @param elapsed how long it took as a whole
	 * @param firstToken how long its first token took; {@code null} when unknown
	 * @param outputTokens its length; 0 when unknown, which counts as ordinary
	 * @param now when it was complete, in nanoseconds
	 */
	synchronized void record(Duration elapsed, @Nullable Duration firstToken, long outputTokens, long now) {
		int slot = this.recorded % KEPT;
		this.nanos[slot] = scale(elapsed.toNanos(), firstToken, outputTokens);
		this.recordedAt[slot] = now;
		this.recorded = (this.recorded < 2 * KEPT - 1) ? this.recorded + 1 : KEPT;
		this.median = new Median(median(now), now);
	}

	/**
	 * How long an answer of ordinary length takes.
	 * @return nanoseconds, or {@link ProviderFigures#UNTESTED}
	 */
	long answerNanos(long now) {
		Median latest = this.median;
		return (latest != null && now - latest.at < FRESH_NANOS) ? latest.nanos : ProviderFigures.UNTESTED;
	}

	private static long scale(long elapsed, @Nullable Duration firstToken, long outputTokens) {
		if (outputTokens <= 0) {
			return elapsed;
		}
		if (firstToken == null) {
			return elapsed * (TOKENS_BEFORE_FIRST + ORDINARY_TOKENS) / (TOKENS_BEFORE_FIRST + outputTokens);
		}
		long first = Math.min(elapsed, firstToken.toNanos());
		return first + (elapsed - first) * ORDINARY_TOKENS / outputTokens;
	}

	private long median(long now) {
		long[] fresh = new long[KEPT];
		int count = 0;
		for (int i = 0; i < Math.min(this.recorded, KEPT); i++) {
			if (now - this.recordedAt[i] < FRESH_NANOS) {
				fresh[count++] = this.nanos[i];
			}
		}
		Arrays.sort(fresh, 0, count);
		return fresh[count / 2];
	}

	private record Median(long nanos, long at) {

	}

}
