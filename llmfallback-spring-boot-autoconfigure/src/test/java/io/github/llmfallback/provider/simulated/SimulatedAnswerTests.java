package io.github.llmfallback.provider.simulated;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a simulated provider answers when nothing goes wrong.
 */
class SimulatedAnswerTests {

	private final SimulatedChatModel model = SimulatedChatModel.builder()
		.provider("acme")
		.model("acme-large")
		.seed(42)
		.build();

	@Test
	void answerNamesProviderModelAndQuestion() {
		String text = this.model.call("What is the capital of France?");
		assertThat(text).contains("acme", "acme-large", "You asked 6 words: \"What is the capital of France?\".");
	}

	@Test
	void answerEchoesOnlyTheFirstWordsOfALongQuestion() {
		assertThat(this.model.call("one two three\nfour  five six seven eight nine"))
			.contains("You asked 9 words: \"one two three four five six seven eight…\".");
	}

	@Test
	void answerEchoesAQuestionOfEightWordsInFull() {
		assertThat(this.model.call("one two three four five six seven eight"))
			.contains("You asked 8 words: \"one two three four five six seven eight\".");
	}

	@Test
	void answerDoesNotEchoAnEndlessWord() {
		assertThat(this.model.call("x".repeat(500))).contains("You asked 1 word: \"" + "x".repeat(80) + "…\".");
	}

	@Test
	void answerToAnEmptyQuestionSaysSo() {
		assertThat(this.model.call(" ")).contains("You asked nothing.");
		assertThat(textOf(this.model.call(new Prompt(new SystemMessage("Be kind."))))).contains("You asked nothing.");
	}

	@Test
	void answersVaryFromRequestToRequest() {
		List<String> texts = IntStream.range(0, 50).mapToObj((i) -> this.model.call("hi")).toList();
		assertThat(texts.stream().distinct().count()).isEqualTo(16);
	}

	@Test
	void answerCarriesIdModelFinishReasonAndUsage() {
		this.model.call("first");
		ChatResponse response = this.model.call(new Prompt("12345"));
		assertThat(response.getMetadata().getId()).isEqualTo("acme-2");
		assertThat(response.getMetadata().getModel()).isEqualTo("acme-large");
		assertThat(generation(response).getMetadata().getFinishReason()).isEqualTo("stop");
		int outputTokens = (textOf(response).length() + 3) / 4;
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(2);
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(outputTokens);
		assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(2 + outputTokens);
	}

	@Test
	void inputTokensCountTheCharactersOfAllMessages() {
		ToolResponseMessage tools = ToolResponseMessage.builder()
			.responses(List.of(new ToolResponseMessage.ToolResponse("1", "weather", "sunny")))
			.build();
		Prompt prompt = new Prompt(List.of(new SystemMessage("12"), new UserMessage("12"), tools));
		assertThat(this.model.call(prompt).getMetadata().getUsage().getPromptTokens()).isEqualTo(3);
		assertThat(this.model.call(new Prompt("1234")).getMetadata().getUsage().getPromptTokens()).isEqualTo(1);
		assertThat(this.model.call(new Prompt("")).getMetadata().getUsage().getPromptTokens()).isZero();
	}

	@Test
	void modelOfThePromptAnswers() {
		ChatResponse response = this.model.call(new Prompt("hi", ChatOptions.builder().model("acme-small").build()));
		assertThat(response.getMetadata().getModel()).isEqualTo("acme-small");
		assertThat(textOf(response)).contains("acme-small");
	}

	@Test
	void ownModelAnswersWhenThePromptsOptionsNameNone() {
		ChatResponse response = this.model.call(new Prompt("hi", ChatOptions.builder().build()));
		assertThat(response.getMetadata().getModel()).isEqualTo("acme-large");
		assertThat(generation(response).getMetadata().getFinishReason()).isEqualTo("stop");
	}

	@Test
	void maxTokensBoundTheAnswer() {
		ChatResponse response = this.model.call(new Prompt("hi", ChatOptions.builder().maxTokens(3).build()));
		assertThat(textOf(response)).hasSize(12);
		assertThat(generation(response).getMetadata().getFinishReason()).isEqualTo("length");
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(3);
	}

	@Test
	void maxTokensThatFitTheAnswerExactlyDoNotShortenIt() {
		int needed = (textOf(same().call(new Prompt("hi"))).length() + 3) / 4;
		ChatResponse fits = same().call(new Prompt("hi", ChatOptions.builder().maxTokens(needed).build()));
		ChatResponse lacksOne = same().call(new Prompt("hi", ChatOptions.builder().maxTokens(needed - 1).build()));
		assertThat(generation(fits).getMetadata().getFinishReason()).isEqualTo("stop");
		assertThat(generation(lacksOne).getMetadata().getFinishReason()).isEqualTo("length");
	}

	@Test
	void maxTokensOfZeroLeaveNothing() {
		ChatResponse response = this.model.call(new Prompt("hi", ChatOptions.builder().maxTokens(0).build()));
		assertThat(textOf(response)).isEmpty();
		assertThat(generation(response).getMetadata().getFinishReason()).isEqualTo("length");
	}

	@Test
	void shortenedAnswerHoldsNoHalfCharacters() {
		SimulatedChatModel emoji = SimulatedChatModel.builder().provider("a\uD83D\uDE00".repeat(20)).seed(1).build();
		for (int maxTokens = 1; maxTokens < 20; maxTokens++) {
			String text = textOf(emoji.call(new Prompt("hi", ChatOptions.builder().maxTokens(maxTokens).build())));
			assertThat(text).hasSizeBetween(maxTokens * 4 - 1, maxTokens * 4);
			assertThat(text.isEmpty() || !Character.isHighSurrogate(text.charAt(text.length() - 1))).isTrue();
		}
	}

	@Test
	void ownMaxTokensBoundAnswersToPromptsWithoutOptions() {
		SimulatedChatModel bounded = SimulatedChatModel.builder().provider("acme").maxTokens(2).build();
		assertThat(bounded.call("hi")).hasSize(8);
		assertThat(bounded.getOptions().getMaxTokens()).isEqualTo(2);
	}

	@Test
	void optionsAreToolCallingOptionsWithTheModel() {
		assertThat(this.model.getOptions()).isInstanceOf(ToolCallingChatOptions.class);
		assertThat(this.model.getOptions().getModel()).isEqualTo("acme-large");
		assertThat(this.model.getOptions().getMaxTokens()).isNull();
	}

	@Test
	void chatClientAnswersCallsAndStreams() {
		ChatClient client = ChatClient.create(this.model);
		assertThat(client.prompt("hello there").call().content()).contains("You asked 2 words");
		assertThat(String.join("", client.prompt("hello there").stream().content().toIterable()))
			.contains("You asked 2 words");
		assertThat(this.model.requests()).isEqualTo(2);
	}

	@Test
	void providerIsNamed() {
		assertThat(this.model.provider()).isEqualTo("acme");
		assertThat(this.model).hasToString("SimulatedChatModel[provider=acme, model=acme-large]");
	}

	private static SimulatedChatModel same() {
		return SimulatedChatModel.builder().provider("acme").seed(7).build();
	}

	private static Generation generation(ChatResponse response) {
		assertThat(response.getResults()).hasSize(1);
		return response.getResults().get(0);
	}

	private static String textOf(ChatResponse response) {
		return String.valueOf(generation(response).getOutput().getText());
	}

}
