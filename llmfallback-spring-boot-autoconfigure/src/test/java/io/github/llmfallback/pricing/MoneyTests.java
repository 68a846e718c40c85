package io.github.llmfallback.pricing;

import java.math.BigDecimal;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Money}.
 */
class MoneyTests {

	@ParameterizedTest
	@CsvSource({ "0,0", "1,1000000000", "0.03,30000000", "0.000000001,1", "0.0000000001,1", "0.0000000019,2",
			"9223372036.854775807,9223372036854775807" })
	void decimalsBecomeNanosRoundedUp(BigDecimal amount, long nanos) {
		assertThat(Money.toNanos(amount)).isEqualTo(nanos);
	}

	@ParameterizedTest
	@CsvSource({ "0,0", "1000000000,1", "30000000,0.03", "1,0.000000001", "120000000000,120",
			"9223372036854775807,9223372036.854775807" })
	void nanosBecomeExactDecimalsWithoutTrailingZeros(long nanos, String amount) {
		assertThat(Money.toDecimal(nanos)).isEqualTo(new BigDecimal(amount));
	}

	@Test
	void tooLargeAnAmountIsRejectedAndNotCut() {
		assertThatExceptionOfType(ArithmeticException.class)
			.isThrownBy(() -> Money.toNanos(new BigDecimal("9223372036.854775808")));
	}

	@Test
	void wayToDecimalsAndBackLosesNothing() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 10_000; i++) {
			long nanos = random.nextLong() >>> random.nextInt(1, 64);
			assertThat(Money.toNanos(Money.toDecimal(nanos))).as("seed %d, %d nanos", seed, nanos).isEqualTo(nanos);
		}
	}

}
