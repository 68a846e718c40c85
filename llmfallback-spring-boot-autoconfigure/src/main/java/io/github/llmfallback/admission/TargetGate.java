package io.github.llmfallback.admission;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.budget.BudgetEntry;
import io.github.llmfallback.budget.BudgetHold;
import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.health.Admittance;
import io.github.llmfallback.health.TargetHealth;
import io.github.llmfallback.limit.RatePermit;
import io.github.llmfallback.provider.Target;

/**
 * Lets calls in to one target, or says why not. Safe for use by many threads.
 */
public final class TargetGate {

	private final ProviderGate provider;

	private final Target target;

	private final TargetHealth health;

	TargetGate(ProviderGate provider, Target target) {
		this.provider = provider;
		this.target = target;
		this.health = provider.health()
			.target(target.provider().keys().indexOf(target.key()), target.provider().models().indexOf(target.model()));
	}

	public Target target() {
		return this.target;
	}

	public ProviderGate provider() {
		return this.provider;
	}

	/**
	 * Whether a call would be let in now. Takes nothing.
	 * @param demand what the call needs
	 */
	public boolean isReady(Demand demand) {
		return isWell(demand) && this.provider.hasPlace() && rateAvailableIn(demand).isZero();
	}

	/**
	 * Whether a call would be let in now if the provider had room for it. Takes nothing.
	 * @param demand what the call needs
	 */
	public boolean isWell(Demand demand) {
		return this.provider.isEnabled() && this.health.isReady() && demand.fits(this.target.model());
	}

	/**
	 * How long until a call can be let in, as far as health and rates go.
	 * @param demand what the call needs
	 * @return zero when it can be now
	 */
	public Duration availableIn(Demand demand) {
		Duration health = this.health.availableIn();
		Duration rate = rateAvailableIn(demand);
		return (health.compareTo(rate) > 0) ? health : rate;
	}

	/**
	 * Lets a call in or says why not.
	 * @param demand what the call needs
	 * @param insistence how badly it needs this very target
	 * @param hasPlace whether the caller has stood in line for one of the provider's
	 * places, which is taken or given back
	 * @return an {@link Admission}, to be ended exactly once, or a {@link Refusal}
	 */
	public Entry enter(Demand demand, Insistence insistence, boolean hasPlace) {
		Entry entry = enter(demand, insistence);
		if (!(entry instanceof Permits permits)) {
			if (hasPlace) {
				this.provider.giveBackPlace();
			}
			return entry;
		}
		if (!hasPlace && !this.provider.tryTakePlace()) {
			permits.withdraw();
			return Refusal.CONCURRENCY;
		}
		boolean letIn = false;
		try {
			Entry paid = pay(demand, permits);
			letIn = paid instanceof Admission;
			return paid;
		}
		finally {
			if (!letIn) {
				this.provider.giveBackPlace();
				permits.withdraw();
			}
		}
	}

	private Entry pay(Demand demand, Permits permits) {
		BudgetEntry paid = this.provider.payments().enter(demand, this.target);
		this.provider.solvency().learn(paid);
		if (paid instanceof BudgetHold hold) {
			return new Admission(this, demand, permits, hold);
		}
		return Refusal.overBudget((BudgetRefusal) paid);
	}

	/**
	 * Lets a call in that only acts out a failure: nothing is held and nothing is learned
	 * from it.
	 * @return a {@link Refusal}, or {@code null} when the call is let in
	 */
	public @Nullable Refusal enterRehearsal() {
		return this.provider.isEnabled() ? null : Refusal.DISABLED;
	}

	/**
	 * Lets a live check in, which only a budget can refuse: it neither looks at health
	 * and limits nor changes them.
	 * @param demand what the check needs
	 * @return a {@link CheckAdmission}, to be ended exactly once, or a {@link Refusal}
	 */
	public Entry enterCheck(Demand demand) {
		BudgetEntry paid = this.provider.payments().enter(demand, this.target);
		if (paid instanceof BudgetHold hold) {
			return new CheckAdmission(demand, this.target.model().price(), hold);
		}
		return Refusal.overBudget((BudgetRefusal) paid);
	}

	private Entry enter(Demand demand, Insistence insistence) {
		if (!this.provider.isEnabled()) {
			return Refusal.DISABLED;
		}
		if (!demand.fits(this.target.model())) {
			return Refusal.CONTEXT_WINDOW;
		}
		Admittance admittance = switch (insistence) {
			case NORMAL -> this.health.admit();
			case RETRY -> this.health.admitRetry();
			case LAST_RESORT -> this.health.admitAnyway();
		};
		if (!admittance.isAdmitted()) {
			return refusal(admittance);
		}
		long tokens = this.provider.rateTokens(demand);
		RatePermit rate = this.provider.rates().tryAcquire(tokens);
		if (rate == null) {
			this.health.released(admittance);
			return new Refusal(SkipReason.RATE_LIMIT, rateAvailableIn(demand));
		}
		return new Permits(this.health, admittance, rate, tokens);
	}

	private Refusal refusal(Admittance admittance) {
		SkipReason reason = (admittance == Admittance.COOLING_DOWN) ? SkipReason.COOLING_DOWN : SkipReason.CIRCUIT_OPEN;
		return new Refusal(reason, this.health.availableIn());
	}

	/**
	 * How long until the provider's rates let a call in.
	 * @param demand what the call needs
	 * @return zero when they do now
	 */
	public Duration rateAvailableIn(Demand demand) {
		return this.provider.rates().availableIn(this.provider.rateTokens(demand));
	}

	TargetHealth health() {
		return this.health;
	}

}
