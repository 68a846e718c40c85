package io.github.llmfallback.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.failure.Failure;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;
import org.jspecify.annotations.Nullable;

/**
 * A call that has ended.
 *
 * @param callId identifies the call
 * @param startedAt when the application called
 * @param elapsed from then to the end
 * @param attempts every attempt and skip in order
 * @param ending how it ended
 * @param failure the last failure, or what ended the call before anybody was asked;
 * {@code null} when the call was answered or everybody was passed over
 * @param tags whose budgets the call counted in besides those of everybody
 */
public record CallSummary(String callId, Instant startedAt, Duration elapsed, List<Attempt> attempts, Ending ending,
		@Nullable Failure failure, Map<String, String> tags) {

	/**
	 * A call without tags.
	 */
	public CallSummary(String callId, Instant startedAt, Duration elapsed, List<Attempt> attempts, Ending ending,
			@Nullable Failure failure) {
		this(callId, startedAt, elapsed, attempts, ending, failure, Map.of());
	}

	/**
	 * How a call ends.
	 */
	public enum Ending {

		/** A target answered. */
		ANSWERED,

		/** A failure that no other provider can cure. */
		STOPPED,

		/** Nobody is left to ask, or no time to ask them in. */
		EXHAUSTED

	}

	/**
	 * Who answered.
	 * @return the target, or {@code null} when nobody did
	 */
	public @Nullable Target answeredBy() {
		return (this.ending == Ending.ANSWERED) ? this.attempts.get(this.attempts.size() - 1).target() : null;
	}

	/**
	 * How the call ended, in one word.
	 * @return {@code SUCCESS}, the kind of the failure that ended the call, or the reason
	 * of the {@link #obstacle()}; {@code NO_PROVIDER} when there was nobody to ask
	 */
	public String outcome() {
		if (this.failure != null) {
			return this.failure.kind().name();
		}
		if (this.ending == Ending.ANSWERED) {
			return Outcome.Success.INSTANCE.name();
		}
		Outcome.Skipped obstacle = obstacle();
		return (obstacle != null) ? obstacle.name() : "NO_PROVIDER";
	}

	/**
	 * What stood in the way of a call in which nobody was asked. That is a budget only
	 * where nobody is there who could be paid for and will be well again.
	 * @return the reason that says most, of the most preferred provider that has it;
	 * {@code null} when somebody was asked, or nobody was there
	 */
	public Outcome.@Nullable Skipped obstacle() {
		return Obstacle.of(this.attempts);
	}

	/**
	 * How many providers were left behind on the way to the last one.
	 * @return 0 when nobody but the first provider was asked
	 */
	public int fallbackCount() {
		int providers = 0;
		boolean left = false;
		for (int i = 0; i < this.attempts.size(); i++) {
			providers += isFirstOfProvider(i) ? 1 : 0;
			left |= this.attempts.get(i).isAsked() && !provider(i).equals(provider(0));
		}
		return left ? providers - 1 : 0;
	}

	private boolean isFirstOfProvider(int index) {
		for (int i = 0; i < index; i++) {
			if (provider(i).equals(provider(index))) {
				return false;
			}
		}
		return true;
	}

	private Provider provider(int index) {
		return this.attempts.get(index).target().provider();
	}

	/**
	 * The steps from one provider to another that was asked: from the first one, asked or
	 * passed over, and then from each that was asked.
	 * @return in order; empty when the call never left its first provider
	 */
	public List<Failover> failovers() {
		if (this.attempts.size() < 2) {
			return List.of();
		}
		List<Failover> failovers = new ArrayList<>(1);
		Attempt from = this.attempts.get(0);
		for (Attempt to : this.attempts) {
			boolean same = from.target().provider().equals(to.target().provider());
			if (to.isAsked() && !same) {
				failovers.add(new Failover(from, to));
			}
			from = (to.isAsked() || (same && !from.isAsked())) ? to : from;
		}
		return failovers;
	}

	/**
	 * What all attempts cost together.
	 * @return nano-units of the currency, or {@code null} when the cost of an attempt is
	 * unknown
	 */
	public @Nullable Long cost() {
		long sum = 0;
		for (Attempt attempt : this.attempts) {
			Long cost = attempt.cost();
			if (cost == null) {
				return null;
			}
			sum = Math.addExact(sum, cost);
		}
		return sum;
	}

}
