package io.github.llmfallback.routing;

import java.util.List;

import io.github.llmfallback.provider.Provider;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LeastBusyRouting}.
 */
class LeastBusyRoutingTests {

	private final Provider a = RoutingStrategiesTests.provider("a", 0, null);

	private final Provider b = RoutingStrategiesTests.provider("b", 9, null);

	private final Provider c = RoutingStrategiesTests.provider("c", 0, null);

	private final TurnedFigures figures = new TurnedFigures();

	private final RoutingStrategy routing = new LeastBusyRouting(this.figures);

	@Test
	void fewestAttemptsUnderWayComeFirst() {
		this.figures.busy(this.a, 3);
		this.figures.busy(this.b, 2);
		this.figures.busy(this.c, 1);
		assertThat(order()).containsExactly(this.c, this.b, this.a);
	}

	@Test
	void tiesKeepTheDeclaredOrder() {
		assertThat(order()).containsExactly(this.a, this.b, this.c);
		this.figures.busy(this.a, 1);
		assertThat(order()).containsExactly(this.b, this.c, this.a);
	}

	@Test
	void restIsOrderedByWhatIsKnownWhenItIsLookedAtAndThenStays() {
		this.figures.busy(this.b, 1);
		List<Provider> order = order();
		this.figures.busy(this.a, 9);
		this.figures.busy(this.c, 5);
		assertThat(order).containsExactly(this.a, this.b, this.c);
		this.figures.busy(this.b, 7);
		assertThat(order).containsExactly(this.a, this.b, this.c);
		assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> order.get(3));
	}

	private List<Provider> order() {
		return this.routing.order(new RoutingRequest(List.of(this.a, this.b, this.c), new Prompt("Hi")));
	}

}
