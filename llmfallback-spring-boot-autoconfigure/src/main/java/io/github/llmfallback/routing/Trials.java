package io.github.llmfallback.routing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.provider.Provider;

/**
 * When untested providers were last given a try. One call begins a try, the others go on
 * without; a try that leads to no answer is not repeated before a pause has passed.
 */
final class Trials {

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

	private final Map<Provider, Long> begun = new ConcurrentHashMap<>();

	/**
	 * How long the provider has been waiting for a try.
	 * @return nanoseconds, {@link Long#MAX_VALUE} when it never had one, negative during
	 * the pause after one
	 */
	long waitingNanos(Provider provider, long now) {
		Long last = this.begun.get(provider);
		return (last != null) ? now - last - PAUSE_NANOS : Long.MAX_VALUE;
	}

	/**
	 * Begins a try.
	 * @return {@code false} when another call has begun one meanwhile
	 */
	boolean begin(Provider provider, long now) {
		Long last = this.begun.get(provider);
		if (last == null) {
			return this.begun.putIfAbsent(provider, now) == null;
		}
		return now - last >= PAUSE_NANOS && this.begun.replace(provider, last, now);
	}

}
