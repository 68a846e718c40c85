package io.github.llmfallback.admission;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.Target;

/**
 * The gates of all providers. Safe for use by many threads.
 */
public final class Gates {

	private final LongSupplier nanoTime;

	private final Payments payments;

	private final Function<Provider, GateSettings> settings;

	private final AvailabilityListener listener;

	private final Map<Provider, ProviderGate> providers = new ConcurrentHashMap<>();

	private final Map<Target, TargetGate> targets = new ConcurrentHashMap<>();

	/**
	 * Creates the gates; that of a provider is built when it is first asked for.
	 * @param nanoTime a clock as {@link System#nanoTime()}
	 * @param payments ask the budgets
	 * @param settings when a provider lets calls in
	 * @param listener learns who becomes unwell and well
	 */
	public Gates(LongSupplier nanoTime, Payments payments, Function<Provider, GateSettings> settings,
			AvailabilityListener listener) {
		this.nanoTime = nanoTime;
		this.payments = payments;
		this.settings = settings;
		this.listener = listener;
	}

	public ProviderGate of(Provider provider) {
		ProviderGate gate = this.providers.get(provider);
		return (gate != null) ? gate : this.providers.computeIfAbsent(provider, this::create);
	}

	public TargetGate of(Target target) {
		TargetGate gate = this.targets.get(target);
		return (gate != null) ? gate : create(target);
	}

	private ProviderGate create(Provider provider) {
		return new ProviderGate(provider, this.settings.apply(provider), this.payments, this.nanoTime,
				this.listener.of(provider));
	}

	private TargetGate create(Target target) {
		of(target.provider()).targets().forEach((gate) -> this.targets.putIfAbsent(gate.target(), gate));
		return Objects.requireNonNull(this.targets.get(target));
	}

}
