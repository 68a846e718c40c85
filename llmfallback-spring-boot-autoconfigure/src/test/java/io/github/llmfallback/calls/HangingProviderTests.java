package io.github.llmfallback.calls;

import java.time.Duration;

import io.github.llmfallback.ChatOutcome;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A preferred provider that hangs leaves the next one time to answer, in the proportions
 * of the default timeouts: an attempt may take half as long as the call.
 */
class HangingProviderTests {

	@Test
	void nextProviderAnswersWithinTheDeadline() {
		SimulatedChatModel hanging = SimulatedChatModel.builder().provider("hanging").build();
		hanging.failWith(FailureKind.TIMEOUT);
		SimulatedChatModel good = SimulatedChatModel.builder().provider("good").build();
		try (FallbackChatModel chatModel = FallbackChatModel.builder()
			.strategy("declared-order")
			.timeout(Duration.ofSeconds(6))
			.provider(LlmProvider.builder("hanging", hanging).timeout(Duration.ofSeconds(3)).build())
			.provider(LlmProvider.builder("good", good).build())
			.build()) {
			ChatOutcome outcome = FallbackChatClient.create(chatModel).tryCall(new Prompt("Hi"));
			assertThat(outcome).isInstanceOfSatisfying(ChatOutcome.Success.class, (success) -> {
				assertThat(success.metadata().provider()).isEqualTo("good");
				assertThat(success.metadata().attempts()).extracting("outcome").containsExactly("TIMEOUT", "SUCCESS");
			});
		}
	}

}
