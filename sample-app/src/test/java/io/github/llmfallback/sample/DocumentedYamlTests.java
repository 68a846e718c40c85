package io.github.llmfallback.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.llmfallback.AttemptRecord;
import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.budget.BudgetState;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The YAML of the README and its pages. Each snippet starts an application that already
 * has two chat models.
 */
class DocumentedYamlTests {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource
	void everySnippetStartsAnApplication(String yaml) throws IOException {
		try (ConfigurableApplicationContext context = start(yaml)) {
			assertThat(providers(context)).isNotEmpty().allMatch(ProviderStatus::enabled);
		}
	}

	static List<String> everySnippetStartsAnApplication() {
		return Documentation.snippets("yaml");
	}

	@Test
	void firstSnippetPrefersOpenAiToAnthropicToOllama() throws IOException {
		try (ConfigurableApplicationContext context = start(snippet("claude"))) {
			assertThat(providers(context)).extracting(ProviderStatus::name)
				.containsExactly("openai", "anthropic", "ollama");
			assertThat(providers(context)).extracting(ProviderStatus::priority).containsExactly(2, 1, 0);
		}
	}

	@Test
	void poolShowsItsKeysByAlias() throws IOException {
		try (ConfigurableApplicationContext context = start(snippet("OF_THE_OTHER_TEAM"))) {
			ProviderStatus openAi = providers(context).get(0);

			assertThat(openAi.keys()).extracting(ProviderStatus.KeyStatus::alias)
				.containsExactly("openai#1", "openai#2");
			assertThat(openAi.models()).extracting(ProviderStatus.ModelStatus::name)
				.containsExactly("gpt-4.1", "gpt-4.1-mini");
		}
	}

	@Test
	void limitsAreShown() throws IOException {
		try (ConfigurableApplicationContext context = start(snippet("max-concurrency: 4"))) {
			ProviderStatus.RateLimit rateLimit = providers(context).get(0).rateLimit();

			assertThat(rateLimit.requestsPerMinute()).isEqualTo(60);
			assertThat(rateLimit.tokensPerMinute()).isEqualTo(60_000);
		}
	}

	@Test
	void limitsAndBudgetsHold() throws IOException {
		try (ConfigurableApplicationContext context = start(snippet("rate-limit:"))) {
			ProviderStatus openAi = providers(context).get(0);
			List<BudgetState> budgets = context.getBean(FallbackChatClient.class).spend().budgets();

			assertThat(openAi.rateLimit()).isEqualTo(new ProviderStatus.RateLimit(500L, 500L, 200_000L, 200_000L));
			assertThat(openAi.keys()).hasSize(2);
			assertThat(budgets).extracting((budget) -> budget.scope() + " " + budget.window() + " " + budget.limit())
				.contains("global DAILY 20", "global MONTHLY 300", "provider:openai DAILY 10",
						"provider:openai MONTHLY 200");
		}
	}

	@Test
	void existingChatModelGetsAPriority() throws IOException {
		try (ConfigurableApplicationContext context = start(snippet("chat-model: openAiChatModel"))) {
			assertThat(providers(context)).singleElement()
				.returns("chat-model", ProviderStatus::type)
				.returns(2, ProviderStatus::priority);
			assertThat(context.getBean(ChatModel.class).call("Hello")).contains("openai");
		}
	}

	@Test
	void endpointIsExposed() throws IOException {
		try (ConfigurableApplicationContext context = start(snippet("exposure"))) {
			Visitor visitor = new Visitor(
					context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));

			assertThat(Visitor.json(visitor.get("/actuator/llmfallback/openai")).path("name").asString())
				.isEqualTo("openai");
			assertThat(visitor.get("/actuator/llmfallback/unknown").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void chatModelsFallBackWithoutAnyConfiguration() throws IOException {
		try (ConfigurableApplicationContext context = start("")) {
			context.getBean("openAiChatModel", SimulatedChatModel.class).failWith(FailureKind.UNKNOWN);

			ChatResponse response = context.getBean(ChatClient.Builder.class)
				.build()
				.prompt("Hello")
				.call()
				.chatResponse();

			assertThat(FallbackMetadata.from(response).attempts()).extracting(AttemptRecord::provider)
				.containsExactly("openai", "anthropic");
			assertThat(context.getBean(ChatModel.class).call("Hello")).contains("anthropic");
		}
	}

	private static String snippet(String part) {
		return Documentation.snippets("yaml").stream().filter((yaml) -> yaml.contains(part)).findFirst().orElseThrow();
	}

	private static List<ProviderStatus> providers(ConfigurableApplicationContext context) {
		return context.getBean(FallbackChatClient.class).providers();
	}

	private ConfigurableApplicationContext start(String yaml) throws IOException {
		Path file = Files.writeString(this.directory.resolve("application.yml"), yaml);
		List<String> arguments = new ArrayList<>();
		arguments.add("--server.port=0");
		arguments.add("--spring.config.location=" + file.toUri());
		PLACEHOLDER.matcher(yaml)
			.results()
			.forEach((match) -> arguments.add("--" + match.group(1) + "=" + match.group(1)));
		return new SpringApplicationBuilder(TwoChatModels.class).run(arguments.toArray(String[]::new));
	}

	@EnableAutoConfiguration
	static class TwoChatModels {

		@Bean
		@Order(1)
		SimulatedChatModel openAiChatModel() {
			return SimulatedChatModel.builder().provider("openai").build();
		}

		@Bean
		@Order(2)
		SimulatedChatModel anthropicChatModel() {
			return SimulatedChatModel.builder().provider("anthropic").build();
		}

	}

}
