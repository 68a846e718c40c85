package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.github.llmfallback.routing.Pace;
import org.jspecify.annotations.Nullable;

/**
 * How fast a provider answers: the median of its latest 16 answers, none older than five
 * minutes, each scaled to an answer of 200 tokens so that short and long answers compare.
 */
final class AnswerPace implements Pace {

	private static final int KEPT = 16;

	private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(5);

	private static final long ORDINARY_TOKENS = 200;

	/**
	 * How many tokens could be written in the time that passes before the first one.
	 * Without it short answers would seem slow.
	 */
	private static final long TOKENS_BEFORE_FIRST = 50;

	private static final AtomicReferenceFieldUpdater<AnswerPace, @Nullable Timing> PACE = AtomicReferenceFieldUpdater
		.newUpdater(AnswerPace.class, Timing.class, "pace");

	private final AtomicReferenceArray<@Nullable Timing> latest = new AtomicReferenceArray<>(KEPT);

	private final AtomicLong recorded = new AtomicLong();

	/**
	 * The median, or the newest answer as long as nobody has looked at the median since.
	 */
	private volatile @Nullable Timing pace;

	/**
	 * Records an answer.
	 * @param elapsed how long it took as a whole
	 * @param outputTokens its length; 0 when unknown, which counts as ordinary
	 * @param now when it was complete, in nanoseconds
	 */
	void record(Duration elapsed, long outputTokens, long now) {
		Timing answer = new Timing(scale(elapsed.toNanos(), outputTokens), now, false);
		this.latest.set((int) (this.recorded.getAndIncrement() % KEPT), answer);
		this.pace = answer;
	}

	@Override
	public long answerNanos(long now) {
		Timing known = this.pace;
		if (known == null || now - known.at >= FRESH_NANOS) {
			return UNTESTED;
		}
		return known.isMedian ? known.nanos : median(known).nanos;
	}

	private static long scale(long elapsed, long outputTokens) {
		return (outputTokens > 0)
				? elapsed * (TOKENS_BEFORE_FIRST + ORDINARY_TOKENS) / (TOKENS_BEFORE_FIRST + outputTokens) : elapsed;
	}

	/**
	 * Finds the median as of an answer, and keeps it unless another answer has come.
	 */
	private Timing median(Timing newest) {
		long[] fresh = new long[KEPT];
		int count = 0;
		for (int i = 0; i < KEPT; i++) {
			Timing answer = this.latest.get(i);
			if (answer != null && newest.at - answer.at < FRESH_NANOS) {
				fresh[count++] = answer.nanos;
			}
		}
		Arrays.sort(fresh, 0, count);
		Timing median = new Timing(fresh[count / 2], newest.at, true);
		PACE.compareAndSet(this, newest, median);
		return median;
	}

	/**
	 * How long an answer took, or answers usually take.
	 *
	 * @param nanos how long
	 * @param at when the answer, or the newest of them, was complete
	 * @param isMedian whether it stands for several answers
	 */
	private record Timing(long nanos, long at, boolean isMedian) {

	}

}
