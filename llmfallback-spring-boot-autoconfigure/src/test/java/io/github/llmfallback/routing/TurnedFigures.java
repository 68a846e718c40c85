package io.github.llmfallback.routing;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.github.llmfallback.provider.Provider;

/**
 * Figures and a clock that only the test turns.
 */
final class TurnedFigures implements ProviderFigures, LongSupplier {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

	private final Map<Provider, Integer> inFlight = new ConcurrentHashMap<>();

	private final Map<Provider, Long> answerNanos = new ConcurrentHashMap<>();

	private final Map<Provider, Pace> paces = new ConcurrentHashMap<>();

	private final Set<Provider> unavailable = ConcurrentHashMap.newKeySet();

	@Override
	public int inFlight(Provider provider) {
		return this.inFlight.getOrDefault(provider, 0);
	}

	@Override
	public Pace pace(Provider provider) {
		return this.paces.computeIfAbsent(provider,
				(added) -> (now) -> this.answerNanos.getOrDefault(added, Pace.UNTESTED));
	}

	@Override
	public boolean isAvailable(Provider provider) {
		return !this.unavailable.contains(provider);
	}

	@Override
	public long getAsLong() {
		return this.now.get();
	}

	void busy(Provider provider, int attempts) {
		this.inFlight.put(provider, attempts);
	}

	void answers(Provider provider, long nanos) {
		this.answerNanos.put(provider, nanos);
	}

	void unavailable(Provider provider) {
		this.unavailable.add(provider);
	}

	void turn(Duration duration) {
		this.now.addAndGet(duration.toNanos());
	}

}
