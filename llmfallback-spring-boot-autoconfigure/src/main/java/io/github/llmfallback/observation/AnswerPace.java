package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

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

	private final AtomicReferenceArray<@Nullable Answer> latest = new AtomicReferenceArray<>(KEPT);

	private final AtomicLong recorded = new AtomicLong();

	private volatile @Nullable Median median;

	/**
	 * Records an answer.
	 * @param elapsed how long it took as a whole
	 * @param firstToken how long its first token took; {@code null} when unknown
	 * @param outputTokens its length; 0 when unknown, which counts as ordinary
	 * @param now when it was complete, in nanoseconds
	 */
	void record(Duration elapsed, @Nullable Duration firstToken, long outputTokens, long now) {
		int slot = (int) (this.recorded.getAndIncrement() % KEPT);
		this.latest.set(slot, new Answer(scale(elapsed.toNanos(), firstToken, outputTokens), now));
	}

	/**
	 * How long an answer of ordinary length takes.
	 * @return nanoseconds, or {@link ProviderFigures#UNTESTED}
	 */
	long answerNanos(long now) {
		Median median = median();
		return (median != null && now - median.at < FRESH_NANOS) ? median.nanos : ProviderFigures.UNTESTED;
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

	/**
	 * The median as of the latest answer, found when somebody looks at it.
	 */
	private @Nullable Median median() {
		Median known = this.median;
		long recorded = this.recorded.get();
		if (known == null || known.recorded != recorded) {
			known = median(recorded);
			this.median = known;
		}
		return known;
	}

	private @Nullable Median median(long recorded) {
		Answer newest = (recorded > 0) ? this.latest.get((int) ((recorded - 1) % KEPT)) : null;
		if (newest == null) {
			return null;
		}
		long[] fresh = new long[KEPT];
		int count = 0;
		for (int i = 0; i < KEPT; i++) {
			Answer answer = this.latest.get(i);
			if (answer != null && newest.at - answer.at < FRESH_NANOS) {
				fresh[count++] = answer.nanos;
			}
		}
		Arrays.sort(fresh, 0, count);
		return new Median(fresh[count / 2], newest.at, recorded);
	}

	private record Answer(long nanos, long at) {

	}

	/**
	 * A median.
	 *
	 * @param nanos how long
	 * @param at when the newest answer was complete
	 * @param recorded of how many answers it knows
	 */
	private record Median(long nanos, long at, long recorded) {

	}

}
