package io.github.llmfallback.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Price}.
 */
class PriceTests {

	@Test
	void tokensAreMultipliedByTheirOwnPrice() {
		Price price = new Price(30_000_000, 60_000_000, 7_500_000, 1_000);
		assertThat(price.cost(new TokenUsage(1000, 0, 0, 0))).isEqualTo(30_001_000);
		assertThat(price.cost(new TokenUsage(0, 1000, 0, 0))).isEqualTo(7_501_000);
		assertThat(price.cost(new TokenUsage(0, 0, 0, 1000))).isEqualTo(60_001_000);
		assertThat(price.cost(new TokenUsage(2000, 4000, 0, 500)))
			.isEqualTo(60_000_000 + 30_000_000 + 30_000_000 + 1_000);
		assertThat(price.cost(new TokenUsage(0, 0, 0, 0))).isEqualTo(1_000);
	}

	@Test
	void onePriceServesInputCachedInputAndOutput() {
		Price price = Price.per1kTokens(new BigDecimal("0.03"));
		assertThat(price).isEqualTo(new Price(30_000_000, 30_000_000, 30_000_000, 0));
	}

	@Test
	void partsOfANanoAreRoundedUpOnceForTheWholeRequest() {
		Price price = new Price(1, 1, 1, 0);
		assertThat(price.cost(new TokenUsage(1, 0, 0, 0))).isEqualTo(1);
		assertThat(price.cost(new TokenUsage(1, 1, 0, 1))).isEqualTo(1);
		assertThat(price.cost(new TokenUsage(400, 300, 0, 300))).isEqualTo(1);
		assertThat(price.cost(new TokenUsage(400, 300, 0, 301))).isEqualTo(2);
	}

	@Test
	void freeCostsNothingWhateverTheSize() {
		assertThat(Price.FREE.isFree()).isTrue();
		assertThat(Price.FREE.cost(new TokenUsage(Long.MAX_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE))).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "1,0,0,0", "0,1,0,0", "0,0,1,0", "0,0,0,1" })
	void whatHasAnyPriceIsNotFree(long input, long output, long cached, long perRequest) {
		assertThat(new Price(input, output, cached, perRequest).isFree()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "-1,0,0,0", "0,-1,0,0", "0,0,-1,0", "0,0,0,-1" })
	void negativePriceIsRejected(long input, long output, long cached, long perRequest) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Price(input, output, cached, perRequest))
			.withMessageContaining("negative");
	}

	@ParameterizedTest
	@CsvSource({ "9223372036854775807,0,0", "0,9223372036854775807,0", "0,0,9223372036854775807",
			"9223372036854775807,9223372036854775807,9223372036854775807" })
	void costBeyondWhatCanBeCountedIsTheLargestCost(long input, long cached, long output) {
		assertThat(new Price(2_000, 2_000, 2_000, 0).cost(new TokenUsage(input, cached, 0, output)))
			.isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void priceOfARequestDoesNotTipTheCostOver() {
		assertThat(new Price(1, 0, 0, Long.MAX_VALUE).cost(new TokenUsage(1, 0, 0, 0))).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void largeProductsWithASmallResultAreExact() {
		long tokens = Long.MAX_VALUE / 1_000;
		assertThat(new Price(1_001, 0, 0, 0).cost(new TokenUsage(tokens, 0, 0, 0)))
			.isEqualTo(exact(new Price(1_001, 0, 0, 0), tokens, 0, 0));
	}

	@Test
	void costIsThatOfExactDecimalArithmetic() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 20_000; i++) {
			Price price = new Price(any(random), any(random), any(random), any(random));
			long input = any(random);
			long cached = any(random);
			long output = any(random);
			assertThat(price.cost(new TokenUsage(input, cached, 0, output)))
				.as("seed %d: %s for %d, %d, %d", seed, price, input, cached, output)
				.isEqualTo(exact(price, input, cached, output));
		}
	}

	/**
	 * Small and large numbers alike, never negative.
	 */
	private static long any(Random random) {
		return random.nextLong() >>> random.nextInt(1, 64);
	}

	private static long exact(Price price, long input, long cached, long output) {
		BigDecimal perToken = product(input, price.inputPer1k()).add(product(cached, price.cachedInputPer1k()))
			.add(product(output, price.outputPer1k()))
			.movePointLeft(3);
		return perToken.setScale(0, RoundingMode.CEILING)
			.add(BigDecimal.valueOf(price.perRequest()))
			.min(BigDecimal.valueOf(Long.MAX_VALUE))
			.longValueExact();
	}

	private static BigDecimal product(long tokens, long per1k) {
		return BigDecimal.valueOf(tokens).multiply(BigDecimal.valueOf(per1k));
	}

}
