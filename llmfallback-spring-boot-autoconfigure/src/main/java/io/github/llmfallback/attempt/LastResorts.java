package io.github.llmfallback.attempt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
import io.github.llmfallback.provider.Target;

/**
 * The targets that would not let a call in, for when nobody else is left. A provider that
 * the call has asked is not among them.
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
	private List<Refused> refused = List.of();

	LastResorts(Gates gates, WhenUnavailable policy) {
		this.gates = gates;
		this.policy = policy;
	}

	/**
	 * Adds a target that has refused, unless it has for good.
	 */
	void add(Target target, Refusal refusal) {
		if (this.refused.isEmpty()) {
			this.refused = new ArrayList<>();
		}
		this.refused.removeIf((refused) -> refused.target.equals(target));
		if (this.policy != WhenUnavailable.FAIL && refusal.availableIn() != null) {
			this.refused.add(new Refused(target, refusal.reason()));
		}
	}

	void asked(Provider provider) {
		if (!this.refused.isEmpty()) {
			this.refused.removeIf((refused) -> refused.target.provider().equals(provider));
		}
	}

	/**
	 * Takes the target that should be available soonest. Waiting for it is worth while
	 * only when it ends in time.
	 * @param demand what the call needs
	 * @param timeLeft until the call has to end
	 * @return {@code null} when nobody is left
	 */
	@Nullable Wait next(Demand demand, Duration timeLeft) {
		Refused soonest = null;
		Duration shortest = Duration.ZERO;
		for (Refused candidate : this.refused) {
			Duration availableIn = this.gates.of(candidate.target).availableIn(demand);
			if (pause(candidate, availableIn).compareTo(timeLeft) < 0
					&& (soonest == null || availableIn.compareTo(shortest.minus(SHORTEST_WAIT)) < 0)) {
				soonest = candidate;
				shortest = availableIn;
			}
		}
		if (soonest == null) {
			return null;
		}
		this.refused.remove(soonest);
		return waitFor(soonest, pause(soonest, shortest), timeLeft);
	}

	/**
	 * How badly the call needs whom {@link #next} returns.
	 */
	Insistence insistence() {
		return (this.policy == WhenUnavailable.TRY_SOONEST) ? Insistence.LAST_RESORT : Insistence.NORMAL;
	}

	private Wait waitFor(Refused refused, Duration pause, Duration timeLeft) {
		TargetGate gate = this.gates.of(refused.target);
		ProviderGate provider = gate.provider();
		if (refused.reason == SkipReason.CONCURRENCY) {
			return new Wait(refused.target, timeLeft, provider.standInLine(), provider);
		}
		CompletableFuture<@Nullable Void> probe = provider.probeOutcome();
		return probe.isDone() ? new Wait(refused.target, pause, null, null)
				: new Wait(refused.target, timeLeft, probe, null);
	}

	/**
	 * Who is unwell is asked at once, unless the policy is to wait; limits are kept.
	 */
	private Duration pause(Refused refused, Duration availableIn) {
		boolean now = refused.reason == SkipReason.CONCURRENCY
				|| (refused.reason != SkipReason.RATE_LIMIT && this.policy == WhenUnavailable.TRY_SOONEST);
		if (now) {
			return Duration.ZERO;
		}
		return (availableIn.compareTo(SHORTEST_WAIT) > 0) ? availableIn : SHORTEST_WAIT;
	}

	private record Refused(Target target, SkipReason reason) {

	}

}
