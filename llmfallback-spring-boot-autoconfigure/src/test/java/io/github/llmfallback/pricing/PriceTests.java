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
	void writingToACacheHasItsOwnPrice() {
		Price price = new Price(3_000_000, 15_000_000, 300_000, 3_750_000, 0, null);
		assertThat(price.cost(new TokenUsage(100, 2_000, 300, 10))).isEqualTo(300_000 + 600_000 + 1_125_000 + 150_000);
	}

	@Test
	void writingToACacheCostsWhatInputDoesUnlessItHasAPrice() {
		assertThat(new Price(30, 60, 7, 1)).isEqualTo(new Price(30, 60, 7, 30, 1, null));
	}

	@Test
	void allTokensOfALongPromptHaveItsPrice() {
		Price price = new Price(1_250, 10_000, 125, 1_250, 0,
				new Price.LongPrompt(200_000, new Price(2_500, 15_000, 250, 0)));
		assertThat(price.cost(new TokenUsage(200_000, 1_000))).isEqualTo(250_000 + 10_000);
		assertThat(price.cost(new TokenUsage(200_001, 1_000))).isEqualTo(500_003 + 15_000);
		assertThat(price.cost(new TokenUsage(1, 200_000, 0, 0))).isEqualTo(50_003);
		assertThat(price.cost(new TokenUsage(0, 150_000, 50_000, 0))).isEqualTo(18_750 + 62_500);
	}

	@Test
	void mostARequestCanCostIsAtTheDearestPriceOfItsInput() {
		assertThat(new Price(1_000, 5_000, 100, 1_250, 7, null).atMost(1_000, 100)).isEqualTo(1_250 + 500 + 7);
		assertThat(new Price(1_000, 5_000, 100, 0, 0, null).atMost(1_000, 0)).isEqualTo(1_000);
		assertThat(new Price(1_000, 5_000, 2_000, 0, 0, null).atMost(1_000, 0)).isEqualTo(2_000);
	}

	@Test
	void leastARequestCanCostIsAtTheCheapestPriceOfItsInput() {
		assertThat(new Price(1_000, 5_000, 100, 1_250, 7, null).atLeast(1_000)).isEqualTo(100 + 7);
		assertThat(new Price(1_000, 5_000, 1_100, 1_250, 0, null).atLeast(1_000)).isEqualTo(1_000);
	}

	@Test
	void boundsOfLongPromptsAreAtTheirPrice() {
		Price price = new Price(1_000, 5_000, 100, 1_000, 0,
				new Price.LongPrompt(500, new Price(2_000, 6_000, 200, 0)));
		assertThat(price.atMost(500, 1_000)).isEqualTo(500 + 5_000);
		assertThat(price.atMost(501, 1_000)).isEqualTo(1_002 + 6_000);
		assertThat(price.atLeast(500)).isEqualTo(50);
		assertThat(price.atLeast(510)).isEqualTo(102);
	}

	@Test
	void priceOnLongPromptsAloneIsNotFree() {
		assertThat(new Price(0, 0, 0, 0, 0, new Price.LongPrompt(10, new Price(1, 0, 0, 0))).isFree()).isFalse();
		assertThat(new Price(0, 0, 0, 0, 0, new Price.LongPrompt(10, Price.FREE)).isFree()).isTrue();
		assertThat(new Price(0, 0, 0, 1, 0, null).isFree()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "9,10,10,10,10", "10,9,10,10,10", "10,10,9,10,10", "10,10,10,9,10", "10,10,10,10,9" })
	void longPromptsAreNotCheaper(long input, long output, long cached, long written, long perRequest) {
		Price.LongPrompt cheaper = new Price.LongPrompt(5, new Price(input, output, cached, written, perRequest, null));
		assertThatIllegalArgumentException().isThrownBy(() -> new Price(10, 10, 10, 10, 10, cheaper))
			.withMessageContaining("cheaper");
	}

	@Test
	void priceIsNowhereLowerThanOneThatIsHigherInNoPart() {
		Price price = new Price(5, 5, 5, 5, 5, null);
		assertThat(price.isNowhereLowerThan(price)).isTrue();
		assertThat(price.isNowhereLowerThan(Price.FREE)).isTrue();
		assertThat(price.isNowhereLowerThan(new Price(6, 0, 0, 0, 0, null))).isFalse();
		assertThat(price.isNowhereLowerThan(new Price(0, 6, 0, 0, 0, null))).isFalse();
		assertThat(price.isNowhereLowerThan(new Price(0, 0, 6, 0, 0, null))).isFalse();
		assertThat(price.isNowhereLowerThan(new Price(0, 0, 0, 6, 0, null))).isFalse();
		assertThat(price.isNowhereLowerThan(new Price(0, 0, 0, 0, 6, null))).isFalse();
	}

	@Test
	void longPromptsArePartOfWhatIsLower() {
		Price flat = new Price(5, 5, 5, 5);
		Price from100 = new Price(5, 5, 5, 5, 5, new Price.LongPrompt(100, new Price(9, 9, 9, 9)));
		Price from200 = new Price(5, 5, 5, 5, 5, new Price.LongPrompt(200, new Price(9, 9, 9, 9)));
		assertThat(from100.isNowhereLowerThan(flat)).isTrue();
		assertThat(from100.isNowhereLowerThan(from200)).isTrue();
		assertThat(from200.isNowhereLowerThan(from200)).isTrue();
		assertThat(from200.isNowhereLowerThan(from100)).isFalse();
		assertThat(flat.isNowhereLowerThan(from100)).isFalse();
		assertThat(new Price(9, 9, 9, 9).isNowhereLowerThan(from100)).isTrue();
	}

	@Test
	void negativeLengthIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Price.LongPrompt(-1, Price.FREE))
			.withMessageContaining("negative");
	}

	@Test
	void negativePriceOfCacheWritesIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Price(1, 1, 1, -1, 1, null))
			.withMessageContaining("negative");
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
			.isEqualTo(exact(new Price(1_001, 0, 0, 0), new TokenUsage(tokens, 0)));
	}

	@Test
	void costIsThatOfExactDecimalArithmetic() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 20_000; i++) {
			Price price = new Price(any(random), any(random), any(random), any(random), any(random), null);
			TokenUsage usage = new TokenUsage(any(random), any(random), any(random), any(random));
			assertThat(price.cost(usage)).as("seed %d: %s for %s", seed, price, usage).isEqualTo(exact(price, usage));
		}
	}

	/**
	 * Small and large numbers alike, never negative.
	 */
	private static long any(Random random) {
		return random.nextLong() >>> random.nextInt(1, 64);
	}

	private static long exact(Price price, TokenUsage usage) {
		BigDecimal perToken = product(usage.inputTokens(), price.inputPer1k())
			.add(product(usage.cachedInputTokens(), price.cachedInputPer1k()))
			.add(product(usage.cacheWriteTokens(), price.cacheWritePer1k()))
			.add(product(usage.outputTokens(), price.outputPer1k()))
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
