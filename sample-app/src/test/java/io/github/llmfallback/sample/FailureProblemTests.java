package io.github.llmfallback.sample;

import java.math.BigDecimal;
import java.time.Duration;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.cache.CacheSettings;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.assertj.core.api.InstanceOfAssertFactories;
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

	@Test
	void kindIsThatOfTheFailureThoughOthersWerePassedOverAfterIt() {
		SimulatedChatModel broken = simulated("broken");
		broken.failWith(FailureKind.SERVER_ERROR);
		ProblemDetail problem = problem(FallbackChatModel.builder()
			.strategy("declared-order")
			.provider(LlmProvider.builder("broken", broken).build())
			.provider(broke("paid")));
		assertThat(problem.getProperties()).containsEntry("kind", "SERVER_ERROR");
		assertThat(problem.getProperties().get("attempts"))
			.asInstanceOf(InstanceOfAssertFactories.list(AttemptView.class))
			.extracting(AttemptView::outcome)
			.contains("SERVER_ERROR")
			.last()
			.isEqualTo("OVER_BUDGET");
	}

	@Test
	void kindOfACallThatNobodyLetInIsAFailureToo() {
		ProblemDetail problem = problem(FallbackChatModel.builder()
			.provider(LlmProvider.builder("small", simulated("small")).contextWindow(1).build()));
		assertThat(problem.getProperties()).containsEntry("kind", "CONTEXT_LENGTH_EXCEEDED");
	}

	private static LlmProvider broke(String name) {
		return LlmProvider.builder(name, simulated(name))
			.costPer1kTokens(BigDecimal.ONE)
			.budget(BigDecimal.ZERO, null)
			.build();
	}

	private static SimulatedChatModel simulated(String name) {
		return SimulatedChatModel.builder().provider(name).model("m").build();
	}

	private static FallbackChatModelBuilder builder(boolean enabled) {
		return FallbackChatModel.builder().provider(LlmProvider.builder("a", simulated("a")).enabled(enabled).build());
	}

	private static ProblemDetail problem(FallbackChatModelBuilder builder) {
		try (FallbackChatModel model = builder.build()) {
			return FailureProblem
				.of(catchThrowableOfType(AllProvidersFailedException.class, () -> model.call(new Prompt("Hi"))));
		}
	}

}
