package io.github.llmfallback.pricing;

import java.util.Random;

import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CostBounds}.
 */
class CostBoundsTests {

	private static final Price PRICE = new Price(1_000, 5_000, 100, 1_250, 7, null);

	@Test
	void cheapBoundsComeFromTheSizeAlone() {
		PromptSize size = PromptSize.of(new Prompt("word ".repeat(1_000)));
		CostBounds bounds = CostBounds.cheap(PRICE, size, 1_000);
		assertThat(bounds.atMost()).isEqualTo(PRICE.atMost(size.atMost(), 1_000));
		assertThat(bounds.atLeast()).isEqualTo(PRICE.atLeast(size.atLeast()));
	}

	@Test
	void countedBoundsAreNarrower() {
		PromptSize size = PromptSize.of(new Prompt("word ".repeat(1_000)));
		CostBounds cheap = CostBounds.cheap(PRICE, size, 1_000);
		CostBounds counted = CostBounds.counted(PRICE, size, 1_000);
		assertThat(counted.atMost()).isLessThan(cheap.atMost()).isEqualTo(PRICE.atMost(size.counted(), 1_000));
		assertThat(counted.atLeast()).isEqualTo(cheap.atLeast());
	}

	@Test
	void freeRequestIsBoundedByNothing() {
		assertThat(CostBounds.cheap(Price.FREE, PromptSize.of(new Prompt("Hi")), 100)).isEqualTo(new CostBounds(0, 0));
	}

	@Test
	void everyCostWithinTheSizesIsWithinTheBounds() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 20_000; i++) {
			Price price = price(random);
			long output = random.nextInt(2_000);
			TokenUsage usage = new TokenUsage(random.nextInt(500), random.nextInt(500), random.nextInt(500),
					random.nextInt((int) output + 1));
			long input = usage.allInputTokens();
			assertThat(price.cost(usage)).as("seed %d: %s for %s", seed, price, usage)
				.isLessThanOrEqualTo(price.atMost(input + random.nextInt(500), output))
				.isGreaterThanOrEqualTo(price.atLeast(Math.max(0, input - random.nextInt(500))));
		}
	}

	private static Price price(Random random) {
		long[] usual = random.longs(5, 0, 1_000_000).toArray();
		Price.LongPrompt dearer = new Price.LongPrompt(random.nextInt(1_500), new Price(usual[0] + random.nextInt(9),
				usual[1] + random.nextInt(999_999), usual[2] * 2, usual[3] * 3, usual[4], null));
		return new Price(usual[0], usual[1], usual[2], usual[3], usual[4], random.nextBoolean() ? dearer : null);
	}

}
