package io.github.llmfallback.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.github.llmfallback.provider.Provider;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RoundRobinRouting} under many threads.
 */
class RoundRobinRoutingTests {

	private static final int THREADS = 8;

	private static final int CALLS_PER_THREAD = 3000;

	@Test
	void everyProviderIsFirstEquallyOftenWhateverTheThreads() throws Exception {
		List<Provider> providers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			providers.add(RoutingStrategiesTests.provider("p" + i, 0, null));
		}
		RoutingRequest request = new RoutingRequest(List.copyOf(providers), new Prompt("Hi"));
		RoundRobinRouting routing = new RoundRobinRouting();
		Map<List<Provider>, LongAdder> orders = new ConcurrentHashMap<>();
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				running.add(threads.submit(() -> {
					for (int call = 0; call < CALLS_PER_THREAD; call++) {
						orders.computeIfAbsent(List.copyOf(routing.order(request)), (key) -> new LongAdder())
							.increment();
					}
				}));
			}
			for (Future<?> thread : running) {
				thread.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(orders).hasSize(3);
		assertThat(orders.values()).allMatch((count) -> count.sum() == THREADS * CALLS_PER_THREAD / 3);
		assertThat(orders.keySet())
			.allSatisfy((order) -> assertThat(order).containsExactlyInAnyOrderElementsOf(providers));
	}

}
