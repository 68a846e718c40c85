package io.github.llmfallback;

import java.util.List;

import com.openai.models.ReasoningEffort;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.ScriptedChatModel;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.api.CallAdvisor;
import org.springframework.ai.chat.client.advisor.api.CallAdvisorChain;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FallbackChatClient}.
 */
class FallbackChatClientTests {

	private final ScriptedChatModel first = new ScriptedChatModel().thenFail(FailureKind.RATE_LIMITED);

	private final ScriptedChatModel second = new ScriptedChatModel();

	private final ScriptedChatModel openAi = new ScriptedChatModel()
		.options(OpenAiChatOptions.builder().model("gpt-4.1").temperature(0.9).build());

	private final FallbackChatClient client = FallbackChatClient.create(Providers.inOrder(
			LlmProvider.builder("first", this.first).build(), LlmProvider.builder("second", this.second).build(),
			LlmProvider.builder("openAi", this.openAi).build()));

	@Test
	void fluentCallFallsBack() {
		this.second.thenAnswer("hello");
		assertThat(this.client.prompt("Hi").call().content()).isEqualTo("hello");
		assertThat(this.client.prompt().user("Hi").call().content()).isEqualTo("hello");
		assertThat(this.client.prompt(new Prompt("Hi")).call().content()).isEqualTo("hello");
	}

	@Test
	void fluentCallCarriesMetadata() {
		ChatResponse response = this.client.prompt("Hi").call().chatResponse();
		assertThat(FallbackMetadata.from(response).provider()).isEqualTo("second");
	}

	@Test
	void fluentStreamFallsBack() {
		this.second.thenStream(ScriptedChatModel.chunk("hel"), ScriptedChatModel.chunk("lo"),
				ScriptedChatModel.end("stop"));
		assertThat(this.client.prompt("Hi").stream().content().collectList().block()).containsExactly("hel", "lo");
	}

	@Test
	void fluentStreamEndsWithMetadata() {
		this.second.thenStream(ScriptedChatModel.chunk("hel"), ScriptedChatModel.chunk("lo"),
				ScriptedChatModel.end("stop"));
		List<ChatResponse> chunks = this.client.prompt("Hi").stream().chatResponse().collectList().block();
		assertThat(FallbackMetadata.from(chunks.get(2)).provider()).isEqualTo("second");
	}

	@Test
	void directCallAndStreamFallBack() {
		this.second.thenAnswer("hello");
		ChatResponse answer = this.client.call(new Prompt("Hi"));
		ChatResponse last = this.client.stream(new Prompt("Hi")).blockLast();
		assertThat(FallbackMetadata.from(answer).provider()).isEqualTo("second");
		assertThat(FallbackMetadata.from(last).provider()).isEqualTo("second");
	}

	@Test
	void failureReachesTheCallerAsItIs() {
		assertThatExceptionOfType(ProviderCallException.class).isThrownBy(() -> this.client.prompt("Hi")
			.options(FallbackChatOptions.builder().fallbackDisabled(true))
			.call()
			.content());
	}

	@Test
	void providersAreThoseOfTheModel() {
		assertThat(this.client.providers()).extracting(ProviderStatus::name)
			.containsExactly("first", "second", "openAi");
	}

	@Test
	void optionsOfTheCallChooseTheProviders() {
		ChatResponse response = this.client.prompt("Hi")
			.options(FallbackChatOptions.builder().providers("openAi").temperature(0.1))
			.call()
			.chatResponse();
		assertThat(FallbackMetadata.from(response).provider()).isEqualTo("openAi");
		assertThat(asked(this.openAi).getOptions().getTemperature()).isEqualTo(0.1);
	}

	@Test
	void defaultOptionsOfTheClientServeCallsThatSetNone() {
		configured().prompt("Hi").call().content();

		OpenAiChatOptions options = (OpenAiChatOptions) asked(this.openAi).getOptions();
		assertThat(options.getTemperature()).isEqualTo(0.1);
		assertThat(options.getMaxTokens()).isEqualTo(7);
		assertThat(this.first.requests()).isZero();
	}

	@Test
	void optionsOfTheCallTakeThePlaceOfTheDefaultOnesAsEverywhereInSpringAi() {
		configured().prompt("Hi").options(ChatOptions.builder().temperature(0.2)).call().content();

		assertThat(asked(this.second).getOptions().getTemperature()).isEqualTo(0.2);
		assertThat(asked(this.second).getOptions().getMaxTokens()).isNull();
		assertThat(this.openAi.requests()).isZero();
	}

	private ChatClient configured() {
		return this.client.mutate()
			.defaultOptions(FallbackChatOptions.builder().providers("openAi").temperature(0.1).maxTokens(7))
			.build();
	}

	@Test
	void optionsOfAVendorReachItsProvidersWhole() {
		this.second.thenFail(FailureKind.SERVER_ERROR);

		this.client.prompt("Hi")
			.options(OpenAiChatOptions.builder().reasoningEffort("low").temperature(0.3).model("ignored"))
			.call()
			.content();

		OpenAiChatOptions options = (OpenAiChatOptions) asked(this.openAi).getOptions();
		assertThat(options.getReasoningEffort()).isEqualTo("low");
		assertThat(options.getTemperature()).isEqualTo(0.3);
		assertThat(options.getModel()).isEqualTo("gpt-4.1");
	}

	@Test
	void optionsOfAVendorReachOtherProvidersAsFarAsTheyArePortable() {
		this.client.prompt("Hi")
			.options(OpenAiChatOptions.builder().reasoningEffort(ReasoningEffort.LOW.asString()).temperature(0.3))
			.call()
			.content();

		assertThat(asked(this.second).getOptions()).isNotInstanceOf(OpenAiChatOptions.class);
		assertThat(asked(this.second).getOptions().getTemperature()).isEqualTo(0.3);
	}

	@Test
	void advisorsRunOncePerCall() {
		CountingAdvisor advisor = new CountingAdvisor();
		this.client.prompt("Hi").advisors(advisor).call().content();
		assertThat(advisor.calls).isEqualTo(1);
		assertThat(asked(this.second).getUserMessage().getText()).isEqualTo("Hi, advised");
	}

	@Test
	void entityIsAskedForInWords() {
		this.second.thenAnswer("{\"name\": \"Ada\", \"born\": 1815}");
		Person person = this.client.prompt("Who?").call().entity(Person.class);
		assertThat(person).isEqualTo(new Person("Ada", 1815));
		assertThat(asked(this.second).getUserMessage().getText()).startsWith("Who?").contains("\"born\"");
	}

	@Test
	void nativeEntityReachesAProviderThatTakesASchema() {
		this.second.thenFail(FailureKind.SERVER_ERROR);
		this.openAi.thenAnswer("{\"name\": \"Ada\", \"born\": 1815}");

		Person person = this.client.prompt("Who?")
			.call()
			.entity(Person.class, (entity) -> entity.useProviderStructuredOutput());

		assertThat(person).isEqualTo(new Person("Ada", 1815));
		OpenAiChatOptions options = (OpenAiChatOptions) asked(this.openAi).getOptions();
		assertThat(options.getOutputSchema()).contains("\"born\"");
		assertThat(asked(this.openAi).getUserMessage().getText()).isEqualTo("Who?");
	}

	@Test
	void nativeEntityIsAskedForInWordsWhereAProviderTakesNoSchema() {
		this.second.thenAnswer("{\"name\": \"Ada\", \"born\": 1815}");

		Person person = this.client.prompt()
			.system("Be brief")
			.user("Who?")
			.call()
			.entity(Person.class, (entity) -> entity.useProviderStructuredOutput());

		assertThat(person).isEqualTo(new Person("Ada", 1815));
		assertThat(asked(this.second).getUserMessage().getText()).startsWith("Who?").contains("\"born\"");
		assertThat(asked(this.second).getInstructions()).extracting(Message::getMessageType)
			.containsExactly(MessageType.SYSTEM, MessageType.USER);
	}

	private static Prompt asked(ScriptedChatModel model) {
		return model.prompts().get(model.requests() - 1);
	}

	record Person(String name, int born) {
	}

	private static final class CountingAdvisor implements CallAdvisor {

		private int calls;

		@Override
		public ChatClientResponse adviseCall(ChatClientRequest request, CallAdvisorChain chain) {
			this.calls++;
			Prompt advised = request.prompt()
				.augmentUserMessage((message) -> message.mutate().text(message.getText() + ", advised").build());
			return chain.nextCall(request.mutate().prompt(advised).build());
		}

		@Override
		public String getName() {
			return "counting";
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

}
