package io.github.llmfallback.pricing;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenUsage}.
 */
class TokenUsageTests {

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
