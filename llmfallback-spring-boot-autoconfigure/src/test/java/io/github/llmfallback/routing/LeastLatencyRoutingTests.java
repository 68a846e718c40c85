package io.github.llmfallback.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.provider.Provider;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeastLatencyRouting}.
 */
class LeastLatencyRoutingTests {

	private static final Duration PAUSE = Duration.ofSeconds(30);

	private final Provider a = RoutingStrategiesTests.provider("a", 0, null);

	private final Provider b = RoutingStrategiesTests.provider("b", 9, null);

	private final Provider c = RoutingStrategiesTests.provider("c", 0, null);

	private final TurnedFigures figures = new TurnedFigures();

	private final RoutingStrategy routing = new LeastLatencyRouting(this.figures, this.figures);

	@Test
	void fastestComesFirst() {
		this.figures.answers(this.a, 300);
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 0);
		assertThat(order()).containsExactly(this.c, this.b, this.a);
	}

	@Test
	void fastestOfWhoeverIsEnabledComesFirst() {
		this.figures.answers(this.a, 300);
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 100);
		List<Provider> all = List.of(this.a, this.b, this.c);
		List<Provider> turned = List.of(this.c, this.b, this.a);
		List<Provider> some = List.of(this.b, this.a);
		assertThat(first(all)).isSameAs(this.c);
		assertThat(first(turned)).isSameAs(this.c);
		assertThat(first(some)).isSameAs(this.b);
		this.figures.answers(this.b, 400);
		assertThat(first(some)).isSameAs(this.a);
		assertThat(first(all)).isSameAs(this.c);
		this.figures.answers(this.c, 500);
		assertThat(first(all)).isSameAs(this.a);
	}

	@Test
	void tiesKeepTheDeclaredOrder() {
		this.figures.answers(this.a, 2);
		this.figures.answers(this.b, 2);
		this.figures.answers(this.c, 1);
		assertThat(order()).containsExactly(this.c, this.a, this.b);
	}

	@Test
	void untestedProviderIsTriedByOneCallAndIsLastForTheOthers() {
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 100);
		assertThat(order()).containsExactly(this.a, this.c, this.b);
		assertThat(order()).containsExactly(this.c, this.b, this.a);
	}

	@Test
	void everybodyIsTriedWhenNobodyIsTested() {
		assertThat(order()).containsExactly(this.a, this.b, this.c);
		assertThat(order()).containsExactly(this.b, this.a, this.c);
		assertThat(order()).containsExactly(this.c, this.a, this.b);
		assertThat(order()).containsExactly(this.a, this.b, this.c);
	}

	@Test
	void tryWithoutAnAnswerIsRepeatedAfterAPause() {
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 100);
		assertThat(first()).isEqualTo(this.a);
		this.figures.turn(PAUSE.minusNanos(1));
		assertThat(first()).isEqualTo(this.c);
		this.figures.turn(Duration.ofNanos(1));
		assertThat(first()).isEqualTo(this.a);
		assertThat(first()).isEqualTo(this.c);
	}

	@Test
	void tryThatTakesLongIsNotRepeatedMeanwhile() {
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 100);
		assertThat(first()).isEqualTo(this.a);
		this.figures.busy(this.a, 1);
		this.figures.turn(PAUSE.multipliedBy(10));
		assertThat(first()).isEqualTo(this.c);
		this.figures.busy(this.a, 0);
		assertThat(first()).isEqualTo(this.a);
	}

	@Test
	void providerThatIsUnavailableIsNotTried() {
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 100);
		this.figures.unavailable(this.a);
		assertThat(order()).containsExactly(this.c, this.b, this.a);
	}

	@Test
	void rareCallsTryOneProviderAfterTheOther() {
		List<Provider> tried = new ArrayList<>();
		for (int call = 0; call < 6; call++) {
			tried.add(first());
			this.figures.turn(Duration.ofMinutes(10));
		}
		assertThat(tried).containsExactly(this.a, this.b, this.c, this.a, this.b, this.c);
	}

	@Test
	void untestedProviderSeesNoStampede() throws Exception {
		this.figures.answers(this.b, 200);
		this.figures.answers(this.c, 100);
		int threads = 64;
		for (int round = 0; round < 50; round++) {
			this.figures.turn(PAUSE);
			CountDownLatch start = new CountDownLatch(threads);
			ExecutorService executor = Executors.newFixedThreadPool(threads);
			try {
				List<Future<Provider>> running = new ArrayList<>();
				for (int thread = 0; thread < threads; thread++) {
					running.add(executor.submit(() -> {
						start.countDown();
						start.await();
						return first();
					}));
				}
				List<Provider> first = new ArrayList<>();
				for (Future<Provider> thread : running) {
					first.add(thread.get(30, TimeUnit.SECONDS));
				}
				assertThat(first).containsOnlyOnce(this.a);
				assertThat(first).filteredOn((provider) -> provider == this.c).hasSize(threads - 1);
			}
			finally {
				executor.shutdownNow();
			}
		}
	}

	private Provider first() {
		return order().get(0);
	}

	private Provider first(List<Provider> providers) {
		return this.routing.order(new RoutingRequest(providers, new Prompt("Hi"))).get(0);
	}

	private List<Provider> order() {
		return this.routing.order(new RoutingRequest(List.of(this.a, this.b, this.c), new Prompt("Hi")));
	}

}
