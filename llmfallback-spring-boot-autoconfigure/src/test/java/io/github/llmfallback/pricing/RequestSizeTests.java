package io.github.llmfallback.pricing;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestSize}.
 */
class RequestSizeTests {

	@Test
	void everyMessageCounts() {
		Prompt prompt = new Prompt(List.of(new SystemMessage("s".repeat(400)), new UserMessage("u".repeat(40)),
				AssistantMessage.builder().toolCalls(List.of()).build(), new UserMessage("v".repeat(4))));
		assertThat(RequestSize.estimate(prompt).inputTokens()).isEqualTo(1 + 111);
	}

	@Test
	void maxTokensBoundTheAnswer() {
		assertThat(answer(ChatOptions.builder().maxTokens(77).build())).isEqualTo(77);
	}

	@Test
	void answerIsAssumedWhereNothingBoundsIt() {
		assertThat(RequestSize.estimate(new Prompt("Hi")).outputTokens()).isEqualTo(500);
		assertThat(answer(ChatOptions.builder().build())).isEqualTo(500);
		assertThat(answer(ChatOptions.builder().maxTokens(0).build())).isEqualTo(500);
		assertThat(answer(ChatOptions.builder().maxTokens(-2).build())).isEqualTo(500);
	}

	private static long answer(ChatOptions options) {
		return RequestSize.estimate(new Prompt("Hi", options)).outputTokens();
	}

}
