package io.github.llmfallback.observation;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.github.llmfallback.observation.FallbackMeterDocumentation.Tag;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Shows which providers can serve.
 */
public final class AvailabilityGauges implements MeterBinder {

	private final List<String> providers;

	private final Snapshot<Set<String>> serving;

	/**
	 * Creates the gauges.
	 * @param providers the names of all providers
	 * @param serving reads the names of those that can serve; asked at most once a second
	 */
	public AvailabilityGauges(Collection<String> providers, Supplier<Set<String>> serving) {
		this(providers, serving, System::nanoTime);
	}

	AvailabilityGauges(Collection<String> providers, Supplier<Set<String>> serving, LongSupplier nanoTime) {
		this.providers = List.copyOf(providers);
		this.serving = new Snapshot<>(serving, nanoTime);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String provider : this.providers) {
			Gauge
				.builder(FallbackMeterDocumentation.PROVIDER_AVAILABLE.getName(), this.serving,
						(serving) -> serving.get().contains(provider) ? 1 : 0)
				.description("1 while a provider can serve, 0 otherwise")
				.tag(Tag.PROVIDER.asString(), provider)
				.strongReference(true)
				.register(registry);
		}
	}

}
