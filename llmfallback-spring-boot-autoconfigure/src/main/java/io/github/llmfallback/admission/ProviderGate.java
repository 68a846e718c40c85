package io.github.llmfallback.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.github.llmfallback.budget.BudgetRefusal;
import io.github.llmfallback.health.HealthListener;
import io.github.llmfallback.health.ProviderHealth;
import io.github.llmfallback.limit.ConcurrencyLimiter;
import io.github.llmfallback.limit.RateLimiter;
import io.github.llmfallback.limit.RateSettings;
import io.github.llmfallback.provider.Provider;

/**
 * Whether a provider takes part, and what all its targets share. Safe for use by many
 * threads.
 */
public final class ProviderGate {

	private final Provider provider;

	private final ProviderHealth health;

	private final RateLimiter rates;

	private final Payments payments;

	private final Solvency solvency;

	private final boolean tokensCount;

	private final @Nullable ConcurrencyLimiter concurrency;

	private final List<TargetGate> targets;

	private volatile boolean enabled;

	ProviderGate(Provider provider, GateSettings settings, Payments payments, LongSupplier nanoTime,
			HealthListener listener) {
		this.provider = provider;
		this.payments = payments;
		this.solvency = new Solvency(provider.name(), (reason) -> payments.concernsEveryCall(reason, provider),
				nanoTime);
		this.enabled = provider.isEnabled();
		this.health = new ProviderHealth(settings.circuit(), provider.keys().size(), provider.models().size(), nanoTime,
				listener);
		this.rates = settings.rates().equals(RateSettings.UNLIMITED) ? RateLimiter.unlimited()
				: new RateLimiter(settings.rates(), nanoTime);
		this.tokensCount = settings.rates().tokensPerMinute() != null;
		this.concurrency = (settings.maxConcurrency() != null) ? new ConcurrencyLimiter(settings.maxConcurrency())
				: null;
		this.targets = new ArrayList<>();
		provider.targets().forEach((target) -> this.targets.add(new TargetGate(this, target)));
	}

	public Provider provider() {
		return this.provider;
	}

	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Switches the provider on or off, from the next attempt on.
	 */
	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public ProviderHealth health() {
		return this.health;
	}

	/**
	 * Whether calls would be let in now as far as health goes.
	 */
	public boolean isWell() {
		for (TargetGate target : this.targets) {
			if (target.health().isReady()) {
				return this.enabled;
			}
		}
		return false;
	}

	public RateLimiter rates() {
		return this.rates;
	}

	/**
	 * The gates of its targets, in the order of {@link Provider#targets()}.
	 */
	public List<TargetGate> targets() {
		return this.targets;
	}

	/**
	 * Whether one of its targets would let a call in now.
	 * @param demand what the call needs
	 */
	public boolean isReady(Demand demand) {
		for (TargetGate target : this.targets) {
			if (target.isReady(demand)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * How long until one of its targets lets a small call in, as far as health and rates
	 * go.
	 * @return zero when one does now
	 */
	public Duration availableIn() {
		Duration rate = this.rates.availableIn(1);
		Duration health = wellIn();
		return (health.compareTo(rate) > 0) ? health : rate;
	}

	/**
	 * How long until one of its targets is well.
	 * @return zero when one is now and while a probe runs
	 */
	public Duration wellIn() {
		Duration soonest = this.targets.get(0).health().availableIn();
		for (TargetGate target : this.targets) {
			Duration health = target.health().availableIn();
			soonest = (health.compareTo(soonest) < 0) ? health : soonest;
		}
		return soonest;
	}

	/**
	 * Why attempts at the provider cannot be paid for.
	 * @return {@code null} unless one was refused within the last minute for a reason
	 * that holds for every call
	 */
	public @Nullable BudgetRefusal latestRefusal() {
		return this.solvency.latestRefusal();
	}

	/**
	 * Forgets that a budget has refused.
	 */
	public void forgetRefusals() {
		this.solvency.forget();
	}

	Solvency solvency() {
		return this.solvency;
	}

	Payments payments() {
		return this.payments;
	}

	/**
	 * Takes a place for an attempt under way.
	 */
	boolean tryTakePlace() {
		return this.concurrency == null || this.concurrency.tryAcquire();
	}

	/**
	 * Whether a place for an attempt is free.
	 */
	boolean hasPlace() {
		return this.concurrency == null || this.concurrency.isAvailable();
	}

	/**
	 * Waits in line for one of the attempts under way to end.
	 * @return completes when the caller holds a place, to be taken by
	 * {@link TargetGate#enter} or {@link #giveBackPlace() given back}; cancelling it
	 * leaves the line, unless {@code cancel} says that the place was given already
	 */
	public CompletableFuture<@Nullable Void> standInLine() {
		return (this.concurrency != null) ? this.concurrency.acquire() : CompletableFuture.completedFuture(null);
	}

	public void giveBackPlace() {
		if (this.concurrency != null) {
			this.concurrency.release();
		}
	}

	/**
	 * The end of the probe that finds out whether the provider is well again.
	 * @return completes when it ends; complete when none is under way
	 */
	public CompletableFuture<@Nullable Void> probeOutcome() {
		return this.health.probeOutcome();
	}

	/**
	 * The tokens that a call takes from the provider's rate.
	 */
	long rateTokens(Demand demand) {
		return this.tokensCount ? demand.tokens() : 0;
	}

}
