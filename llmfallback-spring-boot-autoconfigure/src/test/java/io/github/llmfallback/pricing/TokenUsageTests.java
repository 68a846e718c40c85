package io.github.llmfallback.pricing;

import java.util.Map;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TokenUsage}.
 */
class TokenUsageTests {

	private static final Object NATIVE = Map.of();

	@Test
	void reportedTokensAreRead() {
		assertThat(TokenUsage.of(new DefaultUsage(3, 4))).isEqualTo(new TokenUsage(3, 4));
		assertThat(TokenUsage.of(new DefaultUsage(3, 0))).isEqualTo(new TokenUsage(3, 0));
		assertThat(TokenUsage.of(new DefaultUsage(0, 4))).isEqualTo(new TokenUsage(0, 4));
	}

	@Test
	void nothingReportedIsNotTheSameAsNothingUsed() {
		assertThat(TokenUsage.of(null)).isNull();
		assertThat(TokenUsage.of(new EmptyUsage())).isNull();
		assertThat(TokenUsage.of(new DefaultUsage(0, 0))).isNull();
	}

	@Test
	void nonsenseIsNoUsage() {
		assertThat(TokenUsage.of(usage(null, null))).isNull();
		assertThat(TokenUsage.of(usage(-5, -1))).isNull();
		assertThat(TokenUsage.of(usage(-5, 2))).isEqualTo(new TokenUsage(0, 2));
	}

	@Test
	void anyTokensAreReported() {
		assertThat(TokenUsage.isReported(new DefaultUsage(3, 0))).isTrue();
		assertThat(TokenUsage.isReported(new DefaultUsage(0, 4))).isTrue();
		assertThat(TokenUsage.isReported(new DefaultUsage(0, 0, 0, NATIVE, 1L, null))).isTrue();
		assertThat(TokenUsage.isReported(new DefaultUsage(0, 0, 0, NATIVE, null, 1L))).isTrue();
	}

	@Test
	void nothingIsReportedWhereNoTokensAre() {
		assertThat(TokenUsage.isReported(null)).isFalse();
		assertThat(TokenUsage.isReported(new EmptyUsage())).isFalse();
		assertThat(TokenUsage.isReported(new DefaultUsage(0, 0))).isFalse();
		assertThat(TokenUsage.isReported(usage(-5, -1))).isFalse();
	}

	@Test
	void cachedTokensAreAmongThoseOfThePrompt() {
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, NATIVE, 60L, 30L)))
			.isEqualTo(new TokenUsage(10, 60, 30, 20));
	}

	@Test
	void moreCachedTokensThanThePromptHasAreHarmless() {
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, NATIVE, 160L, 30L)))
			.isEqualTo(new TokenUsage(0, 100, 0, 20));
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, NATIVE, 90L, 30L)))
			.isEqualTo(new TokenUsage(0, 90, 10, 20));
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, NATIVE, -5L, Long.MIN_VALUE)))
			.isEqualTo(new TokenUsage(100, 20));
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, NATIVE, Long.MAX_VALUE, Long.MAX_VALUE)))
			.isEqualTo(new TokenUsage(0, 100, 0, 20));
	}

	@Test
	void moreCachedTokensThanThePromptHasWereCountedApartByAnUnknownVendor() {
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, null, 160L, null)))
			.isEqualTo(new TokenUsage(100, 160, 0, 20));
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, null, null, 160L)))
			.isEqualTo(new TokenUsage(100, 0, 160, 20));
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 120, null, 60L, null)))
			.isEqualTo(new TokenUsage(40, 60, 0, 20));
	}

	@Test
	void someVendorsCountCachedTokensApart() {
		assertThat(new ReportedUsage(100, 20, 120, 60, 30, true, true).toTokenUsage())
			.isEqualTo(new TokenUsage(100, 60, 30, 20));
		assertThat(new ReportedUsage(0, 0, 0, 60, 0, true, true).toTokenUsage()).isEqualTo(new TokenUsage(0, 60, 0, 0));
		assertThat(new ReportedUsage(100, 20, 210, 60, 30, true, true).toTokenUsage())
			.isEqualTo(new TokenUsage(100, 60, 30, 20));
	}

	@ParameterizedTest
	@CsvSource({ "com.anthropic.models.messages.Usage,true", "com.anthropic.models.messages.MessageDeltaUsage,true",
			"software.amazon.awssdk.services.bedrockruntime.model.TokenUsage,true",
			"com.openai.models.completions.CompletionUsage,false",
			"com.google.genai.types.AutoValue_GenerateContentResponseUsageMetadata,false", "'',false" })
	void vendorIsToldFromTheNativeUsage(String nativeUsage, boolean apart) {
		assertThat(ReportedUsage.countsCacheApart(nativeUsage)).isEqualTo(apart);
	}

	@Test
	void thinkingMayBeInTheTotalAlone() {
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 420))).isEqualTo(new TokenUsage(100, 320));
		assertThat(TokenUsage.of(new DefaultUsage(100, 0, 420))).isEqualTo(new TokenUsage(100, 320));
	}

	@Test
	void totalBelowItsPartsIsIgnored() {
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, 5))).isEqualTo(new TokenUsage(100, 20));
		assertThat(TokenUsage.of(new DefaultUsage(100, 20, -5))).isEqualTo(new TokenUsage(100, 20));
	}

	@Test
	void negativeNumberIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(-1, 0, 0, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(0, -1, 0, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(0, 0, -1, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new TokenUsage(0, 0, 0, -1));
	}

	@Test
	void allInputIsTheSumOfItsParts() {
		assertThat(new TokenUsage(1, 20, 300, 4_000).allInputTokens()).isEqualTo(321);
		assertThat(new TokenUsage(Long.MAX_VALUE, 1, 1, 0).allInputTokens()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void anyFiguresAreRead() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 20_000; i++) {
			Usage usage = new DefaultUsage(any(random), any(random), any(random), random.nextBoolean() ? NATIVE : null,
					(long) any(random), random.nextLong());
			TokenUsage read = TokenUsage.of(usage);
			assertThat((read != null) ? Price.FREE.cost(read) : 0).as("seed %d: %s", seed, usage).isZero();
		}
	}

	private static int any(Random random) {
		return random.nextInt() >> random.nextInt(32);
	}

	@Test
	void largestCountsDoNotOverflow() {
		assertThat(TokenUsage.of(usage(Integer.MAX_VALUE, Integer.MAX_VALUE)))
			.isEqualTo(new TokenUsage(Integer.MAX_VALUE, Integer.MAX_VALUE));
	}

	private static Usage usage(@Nullable Integer prompt, @Nullable Integer completion) {
		return new Usage() {

			@Override
			public @Nullable Integer getPromptTokens() {
				return prompt;
			}

			@Override
			public @Nullable Integer getCompletionTokens() {
				return completion;
			}

			@Override
			public @Nullable Object getNativeUsage() {
				return null;
			}

		};
	}

}
