package io.github.llmfallback;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for tools: falling back never repeats what a tool has done.
 */
class FallbackChatClientToolTests {

	private final AtomicInteger payments = new AtomicInteger();

	private final ToolCallback pay = FunctionToolCallback.builder("pay", (Payment payment) -> {
		this.payments.incrementAndGet();
		return "paid " + payment.amount();
	}).description("Pays").inputType(Payment.class).build();

	private final ScriptedChatModel first = new ScriptedChatModel()
		.options(OpenAiChatOptions.builder().model("gpt-4.1").build());

	private final ScriptedChatModel second = new ScriptedChatModel()
		.options(AnthropicChatOptions.builder().model("claude").build());

	private final FallbackChatClient client = FallbackChatClient.create(Providers
		.inOrder(LlmProvider.builder("first", this.first).build(), LlmProvider.builder("second", this.second).build()));

	@Test
	void toolRunsOnceWhenTheSecondRoundFallsBack() {
		this.first.thenAnswer(ScriptedChatModel.toolCall("call-1", "pay", "{\"amount\": 3}"))
			.thenFail(FailureKind.SERVER_ERROR);
		this.second.thenAnswer("done");

		String answer = this.client.prompt("Pay 3").tools(this.pay).call().content();

		assertThat(answer).isEqualTo("done");
		assertThat(this.payments).hasValue(1);
		assertThat(this.first.requests()).isEqualTo(2);
		assertThat(toolResponse(this.second.prompts().get(0)).responseData()).contains("paid 3");
		assertThat(toolResponse(this.second.prompts().get(0)).id()).isEqualTo("call-1");
	}

	@Test
	void toolRunsOnceWhenTheSecondRoundOfAStreamFallsBack() {
		this.first.thenStream(ScriptedChatModel.toolCall("call-1", "pay", "{\"amount\": 3}"))
			.thenFail(FailureKind.SERVER_ERROR);
		this.second.thenStream(ScriptedChatModel.chunk("do"), ScriptedChatModel.chunk("ne"),
				ScriptedChatModel.end("stop"));

		List<String> answer = this.client.prompt("Pay 3").tools(this.pay).stream().content().collectList().block();

		assertThat(answer).containsExactly("do", "ne");
		assertThat(this.payments).hasValue(1);
		assertThat(toolResponse(this.second.prompts().get(0)).id()).isEqualTo("call-1");
	}

	@Test
	void toolsReachEveryProviderInItsOwnOptions() {
		this.first.thenFail(FailureKind.SERVER_ERROR);

		this.client.prompt("Pay 3").tools(this.pay).call().content();

		assertThat(tools(this.first, OpenAiChatOptions.class)).containsExactly(this.pay);
		assertThat(tools(this.second, AnthropicChatOptions.class)).containsExactly(this.pay);
	}

	@Test
	void toolsReachAProviderWhoseOptionsHaveNoPlaceForThem() {
		ScriptedChatModel plain = new ScriptedChatModel()
			.options(ChatOptions.builder().model("plain").maxTokens(50).temperature(0.4).build());
		FallbackChatClient plainClient = FallbackChatClient
			.create(Providers.inOrder(LlmProvider.builder("plain", plain).build()));

		plainClient.prompt("Pay 3").tools(this.pay).call().content();

		assertThat(tools(plain, ToolCallingChatOptions.class)).containsExactly(this.pay);
		ChatOptions options = plain.prompts().get(0).getOptions();
		assertThat(options.getModel()).isEqualTo("plain");
		assertThat(options.getMaxTokens()).isEqualTo(50);
		assertThat(options.getTemperature()).isEqualTo(0.4);
	}

	private static List<ToolCallback> tools(ScriptedChatModel model, Class<? extends ToolCallingChatOptions> type) {
		ChatOptions options = model.prompts().get(0).getOptions();
		assertThat(options).isInstanceOf(type);
		return ((ToolCallingChatOptions) options).getToolCallbacks();
	}

	private static ToolResponseMessage.ToolResponse toolResponse(Prompt prompt) {
		return prompt.getInstructions()
			.stream()
			.filter(ToolResponseMessage.class::isInstance)
			.map((message) -> ((ToolResponseMessage) message).getResponses().get(0))
			.findFirst()
			.orElseThrow();
	}

	record Payment(int amount) {
	}

}
