package io.github.llmfallback.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.llmfallback.concurrent.Stripes;
import io.github.llmfallback.routing.ProviderFigures;
import org.jspecify.annotations.Nullable;

/**
 * How fast a provider answers: the median of the latest 16 answers that each stripe of
 * threads recorded, none older than five minutes, each scaled to an answer of 200 tokens
 * so that short and long answers compare.
 */
final class AnswerPace {

	private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(5);

	private static final long ORDINARY_TOKENS = 200;

	/**
	 * How many tokens could be written in the time that passes before the first one, as
	 * long as nobody measures that time. Without it short answers would seem slow.
	 */
	private static final long TOKENS_BEFORE_FIRST = 50;

	private final Stripes<Ring> rings = new Stripes<>(Ring::new);

	private volatile @Nullable Median median;

	/**
	 * Records an answer.
	 * @param elapsed how long it took as a whole
	 * @param firstToken how long its first token took; {@code null} when unknown
	 * @param outputTokens its length; 0 when unknown, which counts as ordinary
	 * @param now when it was complete, in nanoseconds
	 */
	void record(Duration elapsed, @Nullable Duration firstToken, long outputTokens, long now) {
		this.rings.own().record(scale(elapsed.toNanos(), firstToken, outputTokens), now);
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
		long recorded = 0;
		for (Ring ring : this.rings.all()) {
			recorded += ring.recorded.get();
		}
		if (known == null || known.recorded != recorded) {
			known = median(recorded);
			this.median = known;
		}
		return known;
	}

	private @Nullable Median median(long recorded) {
		List<Answer> answers = this.rings.all().stream().flatMap(Ring::answers).toList();
		if (answers.isEmpty()) {
			return null;
		}
		long newest = answers.get(0).at;
		for (Answer answer : answers) {
			newest = (answer.at - newest > 0) ? answer.at : newest;
		}
		long end = newest;
		long[] fresh = answers.stream()
			.filter((answer) -> end - answer.at < FRESH_NANOS)
			.mapToLong(Answer::nanos)
			.sorted()
			.toArray();
		return new Median(fresh[fresh.length / 2], newest, recorded);
	}

	/**
	 * How long an answer took.
	 *
	 * @param nanos scaled
	 * @param at when it was complete
	 */
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

	/**
	 * The answers of one stripe. A reader may see how long one took together with when
	 * another was complete, which is as good.
	 */
	private static final class Ring {

		private static final int KEPT = 16;

		private final AtomicLong recorded = new AtomicLong();

		private final AtomicLongArray nanos = new AtomicLongArray(KEPT);

		private final AtomicLongArray at = new AtomicLongArray(KEPT);

		void record(long nanos, long at) {
			int slot = (int) (this.recorded.getAndIncrement() % KEPT);
			this.at.lazySet(slot, at);
			this.nanos.lazySet(slot, Math.max(1, nanos));
		}

		Stream<Answer> answers() {
			return IntStream.range(0, KEPT)
				.mapToObj((slot) -> new Answer(this.nanos.get(slot), this.at.get(slot)))
				.filter((answer) -> answer.nanos > 0);
		}

	}

}
