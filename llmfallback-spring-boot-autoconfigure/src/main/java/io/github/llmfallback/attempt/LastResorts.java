package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.admission.Demand;
import io.github.llmfallback.admission.Gates;
import io.github.llmfallback.admission.Insistence;
import io.github.llmfallback.admission.ProviderGate;
import io.github.llmfallback.admission.Refusal;
import io.github.llmfallback.admission.SkipReason;
import io.github.llmfallback.admission.TargetGate;
import io.github.llmfallback.admission.WhenUnavailable;
import io.github.llmfallback.provider.Provider;

/**
 * The targets that would not let a call in, for when nobody else is left. Of providers
 * that the call has asked those only that had no room for another attempt.
 */
final class LastResorts {

	/**
	 * Bounds how often a call that waits looks whether it can go on. Targets that become
	 * available within it of each other do so at the same time: the preferred one goes
	 * first.
	 */
	private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

	private final Gates gates;

	private final WhenUnavailable policy;

	/** Filled by the few calls that are refused. */
	private List<Resort> resorts = List.of();

	LastResorts(Gates gates, WhenUnavailable policy) {
		this.gates = gates;
		this.policy = policy;
	}

	/**
	 * Adds the target of a visit that has refused, unless it has for good.
	 */
	void add(Visit visit, Refusal refusal) {
		if (this.resorts.isEmpty()) {
			this.resorts = new ArrayList<>();
		}
		this.resorts.removeIf((resort) -> resort.target().equals(visit.target()));
		if (this.policy != WhenUnavailable.FAIL && refusal.availableIn() != null) {
			this.resorts.add(new Resort(visit, visit.target(), refusal.reason()));
		}
	}

	void asked(Provider provider) {
		if (!this.resorts.isEmpty()) {
			this.resorts.removeIf((resort) -> resort.target().provider().equals(provider));
		}
	}

	/**
	 * Finds the target that should be available soonest, and those that may be at any
	 * moment. Waiting is worth while only when it ends in time.
	 * @param demand what the call needs
	 * @param timeLeft until the call has to end
	 * @param others whether providers may be asked that the call has not asked yet
	 * @return {@code null} when nobody is left
	 */
	@Nullable Wait next(Demand demand, Duration timeLeft, boolean others) {
		List<Resort> atAnyMoment = new ArrayList<>();
		Resort soonest = null;
		Duration shortest = Duration.ZERO;
		for (Resort resort : this.resorts) {
			if (!others && !resort.isAsked()) {
				continue;
			}
			if (isFull(resort) || isProbed(resort)) {
				atAnyMoment.add(resort);
				continue;
			}
			Duration availableIn = availableIn(resort, demand);
			if (pause(resort, availableIn).compareTo(timeLeft) < 0
					&& (soonest == null || availableIn.compareTo(shortest.minus(SHORTEST_WAIT)) < 0)) {
				soonest = resort;
				shortest = availableIn;
			}
		}
		if (soonest != null) {
			return waitFor(soonest, pause(soonest, shortest, atAnyMoment, timeLeft), atAnyMoment);
		}
		return atAnyMoment.isEmpty() ? null : waitFor(atAnyMoment.get(0), timeLeft, atAnyMoment);
	}

	/**
	 * Takes a target whose turn has come.
	 */
	void take(Resort resort) {
		this.resorts.remove(resort);
	}

	/**
	 * How the call goes on at a target: as it was about to, or from the beginning where
	 * it has not asked the provider.
	 */
	Visit visit(Resort resort) {
		return resort.isAsked() ? resort.visit() : Visit.startingAt(resort.target(), insistence());
	}

	private Insistence insistence() {
		return (this.policy == WhenUnavailable.TRY_SOONEST) ? Insistence.LAST_RESORT : Insistence.NORMAL;
	}

	private Wait waitFor(Resort atLast, Duration atMost, List<Resort> atAnyMoment) {
		if (atMost.isZero()) {
			return new Wait(atLast, atMost, List.of());
		}
		List<Chance> chances = new ArrayList<>();
		for (Resort resort : atAnyMoment) {
			ProviderGate provider = this.gates.of(resort.target()).provider();
			chances.add(isFull(resort) ? Chance.ofPlace(resort, provider) : Chance.ofProbe(resort, provider));
		}
		return new Wait(atLast, atMost, chances);
	}

	/**
	 * Who is unwell is asked at once, unless somebody well only has no free place: that
	 * is waited for until the other should be well, while there is time left for its
	 * answer.
	 */
	private Duration pause(Resort soonest, Duration availableIn, List<Resort> atAnyMoment, Duration timeLeft) {
		if (!isAskedUnwell(soonest) || atAnyMoment.stream().noneMatch(LastResorts::isFull)) {
			return pause(soonest, availableIn);
		}
		Duration half = timeLeft.dividedBy(2);
		return (availableIn.compareTo(half) < 0) ? availableIn : half;
	}

	private Duration pause(Resort resort, Duration availableIn) {
		if (isAskedUnwell(resort)) {
			return Duration.ZERO;
		}
		return (availableIn.compareTo(SHORTEST_WAIT) > 0) ? availableIn : SHORTEST_WAIT;
	}

	/**
	 * A target that is asked although it is unwell is not waited for to be well once only
	 * its rate is in the way.
	 */
	private Duration availableIn(Resort resort, Demand demand) {
		TargetGate gate = this.gates.of(resort.target());
		boolean rateOnly = resort.reason() == SkipReason.RATE_LIMIT && this.policy == WhenUnavailable.TRY_SOONEST;
		return rateOnly ? gate.rateAvailableIn(demand) : gate.availableIn(demand);
	}

	private boolean isAskedUnwell(Resort resort) {
		return this.policy == WhenUnavailable.TRY_SOONEST && !resort.reason().isLimit();
	}

	private boolean isProbed(Resort resort) {
		return !this.gates.of(resort.target()).provider().probeOutcome().isDone();
	}

	private static boolean isFull(Resort resort) {
		return resort.reason() == SkipReason.CONCURRENCY;
	}

}
