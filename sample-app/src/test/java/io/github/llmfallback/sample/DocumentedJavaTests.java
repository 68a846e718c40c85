package io.github.llmfallback.sample;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

import io.github.llmfallback.AllProvidersFailedException;
import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.BudgetExceededException;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.ProviderCallException;
import io.github.llmfallback.ProviderRegistry;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.budget.BudgetSettings;
import io.github.llmfallback.budget.OnStoreFailure;
import io.github.llmfallback.budget.UnknownPrice;
import io.github.llmfallback.budget.WindowLimits;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.pricing.Price;
import io.github.llmfallback.provider.Provider;
import io.github.llmfallback.provider.ProviderKey;
import io.github.llmfallback.provider.ProviderModel;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Java of the README and its pages. Each snippet stands in this file word for word
 * and does what the text around it says.
 */
class DocumentedJavaTests {

	private final SimulatedChatModel openAi = simulated("openai");

	private final SimulatedChatModel anthropic = simulated("anthropic");

	private final FallbackChatClient chatClient = FallbackChatClient.create(FallbackChatModel.builder()
		.provider(LlmProvider.builder("openai", this.openAi).priority(2).build())
		.provider(LlmProvider.builder("anthropic", this.anthropic).priority(1).build())
		.build());

	@ParameterizedTest
	@MethodSource
	void everySnippetStandsInThisFile(String snippet) {
		Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");

		assertThat(withoutSpace(Documentation.read(source))).contains(withoutSpace(snippet));
	}

	static List<String> everySnippetStandsInThisFile() {
		return Documentation.snippets("java");
	}

	private static String withoutSpace(String code) {
		return code.replaceAll("\\s", "");
	}

	@Test
	void answerTellsWhatWasTried() {
		this.openAi.failWith(FailureKind.CONTENT_FILTERED);
		FallbackChatClient chatClient = this.chatClient;
		ChatResponse response = chatClient.call(new Prompt("Why is the sky blue?")); // FallbackChatClient
		String answer = response.getResult().getOutput().getText();
		List<AttemptRecord> attempts = FallbackMetadata.from(response).attempts();

		assertThat(answer).contains("anthropic");
		assertThat(attempts).extracting(AttemptRecord::outcome).containsExactly("CONTENT_FILTERED", "SUCCESS");
	}

	@Test
	void providersAreSwitchedAtRuntime() {
		FallbackChatModel chatModel = FallbackChatModel.builder()
			.strategy("declared-order")
			.provider(LlmProvider.builder("openai", this.openAi).build())
			.provider(LlmProvider.builder("anthropic", this.anthropic).build())
			.build();
		ProviderRegistry registry = chatModel.registry(); // FallbackChatModel
		registry.disable("openai"); // no new attempts
		registry.enable("openai");
		registry.resetHealth("openai");

		assertThat(chatModel.call("Hello")).contains("openai");
		registry.disable("openai");
		assertThat(chatModel.call("Hello")).contains("anthropic");
	}

	@Test
	void batchGetsAsManyAnswersAsTheBudgetPaysFor() throws InterruptedException {
		Price dollar = new Price(0, 0, 0, 1_000_000_000);
		LlmProvider provider = LlmProvider.of(Provider.builder("openai")
			.models(List.of(new ProviderModel("gpt", dollar)))
			.keys(List.of(new ProviderKey(null, () -> this.openAi)))
			.build());
		BudgetSettings budget = new BudgetSettings("USD", ZoneOffset.UTC, null,
				new WindowLimits(300_000_000_000L, null), Map.of(), Map.of(), List.of(), UnknownPrice.REJECT,
				OnStoreFailure.CLOSED);
		FallbackChatClient chatClient = FallbackChatClient
			.create(FallbackChatModel.builder().provider(provider).budgets(budget).build());
		List<String> questions = IntStream.range(0, 1_000).mapToObj((number) -> "Question " + number).toList();
		Semaphore atOnce = new Semaphore(32);
		List<CompletableFuture<ChatResponse>> answers = new ArrayList<>();
		for (String question : questions) {
			atOnce.acquire();
			CompletableFuture<ChatResponse> answer = chatClient.callAsync(new Prompt(question));
			answer.whenComplete((response, failure) -> atOnce.release());
			answers.add(answer);
		}

		List<Throwable> failures = answers.stream()
			.map((answer) -> answer.handle((response, failure) -> failure).join())
			.filter((failure) -> failure != null)
			.toList();
		assertThat(failures).hasSize(700).hasOnlyElementsOfType(BudgetExceededException.class);
		assertThat(chatClient.spend().total().today()).isEqualByComparingTo("300");
	}

	@Test
	void callChoosesItsProviders() {
		FallbackChatClient chatClient = this.chatClient;
		String summary = chatClient.prompt("Sum up: the sky is blue because air scatters blue light most.")
			.options(FallbackChatOptions.builder()
				.providers("anthropic", "openai") // only these, in this order
				.maxAttempts(2)
				.temperature(0.2))
			.call()
			.content();

		assertThat(summary).contains("anthropic");
		assertThat(this.openAi.requests()).isZero();
	}

	@Test
	void callWithoutAnswerTellsWhoFailed() {
		this.openAi.failWith(FailureKind.QUOTA_EXHAUSTED);
		this.anthropic.failWith(FailureKind.AUTHENTICATION);

		assertThat(answerOrExcuse(this.chatClient, "Hello")).isEqualTo("Nobody is there: [openai, anthropic]");
	}

	@Test
	void wrongCallIsReportedByTheFirstProvider() {
		this.openAi.failWith(FailureKind.INVALID_REQUEST);

		assertThat(answerOrExcuse(this.chatClient, "Hello")).isEqualTo("openai says INVALID_REQUEST");
		assertThat(this.anthropic.requests()).isZero();
	}

	private static String answerOrExcuse(FallbackChatClient chatClient, String question) {
		try {
			return chatClient.prompt(question).call().content();
		}
		catch (AllProvidersFailedException ex) {
			return "Nobody is there: " + ex.providerErrors().keySet();
		}
		catch (ProviderCallException ex) {
			return ex.provider() + " says " + ex.kind();
		}
	}

	@Test
	void chatModelIsBuiltWithoutSpringBoot() {
		ChatModel openAi = this.openAi;
		ChatModel ollama = simulated("ollama");
		FallbackChatModel chatModel = FallbackChatModel.builder()
			.strategy("quality-optimized")
			.provider(LlmProvider.builder("openai", openAi).priority(2).build())
			.provider(LlmProvider.builder("ollama", ollama).priority(1).build())
			.build();
		String answer = chatModel.call("Why is the sky blue?");

		assertThat(answer).contains("openai");
	}

	@Test
	void simulatedProvidersAreDisturbedAndHealedByName() {
		SimulatedProviders simulatedProviders = new SimulatedProviders();
		simulatedProviders.register("flaky", simulated("flaky"));

		SimulatedChatModel flaky = simulatedProviders.get("flaky").orElseThrow();
		flaky.failWith(FailureKind.OVERLOADED); // every request from now on
		flaky.breakAfter(3); // every stream from now on, after three words
		flaky.heal();

		assertThat(flaky.call("Hello")).contains("flaky");
	}

	@Test
	void providerIsAddedFromCode() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(InHouse.class)
			.web(WebApplicationType.NONE)
			.run("--spring.config.location=optional:classpath:/none/")) {
			assertThat(context.getBean(FallbackChatClient.class).providers()).extracting(ProviderStatus::name)
				.containsExactly("in-house");
		}
	}

	private static SimulatedChatModel simulated(String name) {
		return SimulatedChatModel.builder().provider(name).build();
	}

	@EnableAutoConfiguration
	static class InHouse {

		@Bean
		ChatModel inHouseChatModel() {
			return simulated("in-house");
		}

		@Bean
		LlmProvider inHouse(@Qualifier("inHouseChatModel") ChatModel chatModel) {
			return LlmProvider.builder("in-house", chatModel).priority(5).costPer1kTokens(BigDecimal.ZERO).build();
		}

	}

}
