package io.github.llmfallback.sample;

import java.time.Duration;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link FailureProblem} when no provider was asked.
 */
class FailureProblemTests {

	@Test
	void callThatRanOutOfTimeBeforeAnybodyWasAskedIsATimeout() {
		ProblemDetail problem = problem(builder(true).cache(CacheSettings.DEFAULT).timeout(Duration.ofNanos(1)));
		assertThat(problem.getProperties()).containsEntry("kind", "TIMEOUT");
		assertThat(problem.getDetail()).startsWith("No provider was asked");
	}

	@Test
	void callThatNobodyCouldServeHasNoProvider() {
		assertThat(problem(builder(false)).getProperties()).containsEntry("kind", "NO_PROVIDER");
	}

	private static FallbackChatModelBuilder builder(boolean enabled) {
		return FallbackChatModel.builder()
			.provider(LlmProvider.builder("a", SimulatedChatModel.builder().provider("a").model("m").build())
				.enabled(enabled)
				.build());
	}

	private static ProblemDetail problem(FallbackChatModelBuilder builder) {
		try (FallbackChatModel model = builder.build()) {
			return FailureProblem
				.of(catchThrowableOfType(AllProvidersFailedException.class, () -> model.call(new Prompt("Hi"))));
		}
	}

}
