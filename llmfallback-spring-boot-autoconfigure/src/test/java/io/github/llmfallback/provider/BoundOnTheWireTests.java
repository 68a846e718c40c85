package io.github.llmfallback.provider;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.autoconfigure.ChatModelFactoryAutoConfiguration;
import io.github.llmfallback.autoconfigure.LlmFallbackAutoConfiguration;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.budget.MemoryLedger;
import io.github.llmfallback.budget.Reservation;
import io.github.llmfallback.testsupport.VendorServer;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;

import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An answer cannot be longer than what was reserved for it, because the request says so.
 */
class BoundOnTheWireTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	/** Where output costs 0.001 for a token and input nothing. */
	private static final long TOKEN = 1_000_000;

	private static final String[] BUDGET = { "llm.fallback.budget.daily=1000000" };

	private static final String[] NO_BUDGET = {};

	private final List<Long> reserved = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ChatModelFactoryAutoConfiguration.class, LlmFallbackAutoConfiguration.class))
		.withBean(BudgetLedger.class, this::ledger);

	@ParameterizedTest
	@EnumSource
	void answerThatNobodyBoundsHasTheUsualBound(Preset preset) {
		run(preset, "unheard-of", BUDGET, (chatModel, server) -> {
			send(chatModel, new Prompt("Hi"));
			assertSent(preset, server, 4_096);
		});
	}

	@ParameterizedTest
	@EnumSource
	void answerIsNotLongerThanItsModelCanWrite(Preset preset) {
		String[] limited = { BUDGET[0], "llm.fallback.providers.it.models[0].max-tokens=1500" };
		run(preset, null, limited, (chatModel, server) -> {
			send(chatModel, new Prompt("Hi"));
			assertSent(preset, server, 1_500);
			send(chatModel, asking(2_000));
			assertSent(preset, server, 1_500);
		});
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, gpt-4.1, 32768", "GEMINI, gemini-2.5-flash, 65536", "CEREBRAS, llama3.1-8b, 8000" })
	void limitOfTheModelIsTakenFromTheCatalog(Preset preset, String model, long limit) {
		run(preset, model, BUDGET, (chatModel, server) -> {
			send(chatModel, new Prompt("Hi"));
			assertSent(preset, server, limit);
		});
	}

	@ParameterizedTest
	@EnumSource
	void boundOfTheCallStays(Preset preset) {
		run(preset, "unheard-of", BUDGET, (chatModel, server) -> {
			send(chatModel, asking(40));
			assertSent(preset, server, 40);
		});
	}

	@ParameterizedTest
	@EnumSource
	void boundOfTheProviderStays(Preset preset) {
		String[] bounded = { BUDGET[0], "llm.fallback.providers.it.max-tokens=70" };
		run(preset, "unheard-of", bounded, (chatModel, server) -> {
			send(chatModel, new Prompt("Hi"));
			assertSent(preset, server, 70);
		});
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "OPENAI_COMPATIBLE")
	void boundInTheOptionsOfTheVendorStays(Preset preset) {
		run(preset, "unheard-of", BUDGET, (chatModel, server) -> {
			send(chatModel, asking(bounded(preset, 40)));
			assertSent(preset, server, 40);
		});
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "OPENAI_COMPATIBLE")
	void boundInTheOptionsOfTheVendorOutranksThatOfTheProvider(Preset preset) {
		String[] bounded = { BUDGET[0], "llm.fallback.providers.it.max-tokens=70" };
		run(preset, "unheard-of", bounded, (chatModel, server) -> {
			send(chatModel, asking(bounded(preset, 90)));
			assertSent(preset, server, 90);
		});
	}

	@ParameterizedTest
	@CsvSource({ "OPENAI, /n", "GROQ, /n", "OPENAI_COMPATIBLE, /n", "GEMINI, /generationConfig/candidateCount" })
	void everyAnswerThatIsAskedForIsReserved(Preset preset, String pointer) {
		ChatOptions.Builder<?> three = (preset == Preset.GEMINI) ? GoogleGenAiChatOptions.builder().candidateCount(3)
				: OpenAiChatOptions.builder().n(3);
		run(preset, "unheard-of", BUDGET, (chatModel, server) -> {
			send(chatModel, asking(three.maxTokens(40)));
			assertThat(bodies(server)).hasSize(2).allSatisfy((body) -> {
				assertThat(body.at(pointer(preset)).asInt()).isEqualTo(40);
				assertThat(body.at(pointer).asInt()).isEqualTo(3);
			});
			assertThat(this.reserved).containsExactly(120 * TOKEN, 120 * TOKEN);
		});
	}

	private static ChatOptions.Builder<?> bounded(Preset preset, int maxTokens) {
		return switch (preset.vendor()) {
			case OPENAI -> OpenAiChatOptions.builder().maxCompletionTokens(maxTokens);
			case ANTHROPIC -> AnthropicChatOptions.builder().maxTokens(maxTokens);
			case GEMINI -> GoogleGenAiChatOptions.builder().maxOutputTokens(maxTokens);
			case OLLAMA -> OllamaChatOptions.builder().numPredict(maxTokens);
		};
	}

	private static Prompt asking(ChatOptions.Builder<?> vendorOptions) {
		return new Prompt("Hi", FallbackChatOptions.builder().combineWith(vendorOptions).build());
	}

	@ParameterizedTest
	@EnumSource
	void withoutABudgetNothingIsAdded(Preset preset) {
		run(preset, Preset.MODEL, NO_BUDGET, (chatModel, server) -> {
			send(preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT)), new Prompt("Hi"));
			List<JsonNode> alone = bodies(server);
			server.reset();
			server.answers("Hello");
			send(chatModel, new Prompt("Hi"));
			assertThat(bodies(server)).isEqualTo(alone);
			assertThat(this.reserved).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void withoutABudgetTheCallDecides(Preset preset) {
		run(preset, "unheard-of", NO_BUDGET, (chatModel, server) -> {
			send(chatModel, asking(9_000));
			assertThat(bodies(server)).hasSize(2)
				.allSatisfy((body) -> assertThat(body.at(pointer(preset)).asInt()).isEqualTo(9_000));
		});
	}

	private static void send(ChatModel chatModel, Prompt prompt) {
		assertThat(chatModel.call(prompt).getResult().getOutput().getText()).isEqualTo("Hello");
		assertThat(chatModel.stream(prompt).collectList().block(TIMEOUT)).isNotEmpty();
	}

	private static Prompt asking(int maxTokens) {
		return new Prompt("Hi", FallbackChatOptions.builder().maxTokens(maxTokens).build());
	}

	private void assertSent(Preset preset, VendorServer server, long bound) {
		assertThat(bodies(server)).hasSize(2).allSatisfy((body) -> {
			assertThat(body.at(pointer(preset)).isIntegralNumber()).as(body.toString()).isTrue();
			assertThat(body.at(pointer(preset)).asLong()).isEqualTo(bound);
			assertThat(body.findValues("max_tokens").size() + body.findValues("max_completion_tokens").size())
				.isLessThan(2);
		});
		assertThat(this.reserved).containsExactly(bound * TOKEN, bound * TOKEN);
		this.reserved.clear();
		server.reset();
		server.answers("Hello");
	}

	private static String pointer(Preset preset) {
		return switch (preset.vendor()) {
			case OPENAI -> (preset == Preset.OPENAI) ? "/max_completion_tokens" : "/max_tokens";
			case ANTHROPIC -> "/max_tokens";
			case GEMINI -> "/generationConfig/maxOutputTokens";
			case OLLAMA -> "/options/num_predict";
		};
	}

	private static List<JsonNode> bodies(VendorServer server) {
		return server.requests().stream().map((request) -> request.body()).toList();
	}

	private BudgetLedger ledger() {
		ProxyFactory ledger = new ProxyFactory(BudgetLedger.class, (MethodInterceptor) (invocation) -> {
			if (invocation.getArguments().length == 1 && invocation.getArguments()[0] instanceof Reservation asked) {
				this.reserved.add(asked.amount());
			}
			return invocation.proceed();
		});
		ledger.setTarget(new MemoryLedger(ZoneOffset.UTC, Duration.ofMinutes(5), InstantSource.system()));
		return (BudgetLedger) ledger.getProxy();
	}

	private void run(Preset preset, @Nullable String model, String[] properties,
			BiConsumer<FallbackChatModel, VendorServer> test) {
		String prefix = "llm.fallback.providers.it.";
		try (VendorServer server = VendorServer.start(preset.vendor()).answers("Hello")) {
			this.contextRunner
				.withPropertyValues(prefix + "type=" + preset.type().id(), prefix + "api-key=" + Preset.KEY,
						prefix + "base-url=" + server.baseUrl(), prefix + "cost.output-per-1k-tokens=1",
						(model != null) ? prefix + "model=" + model : prefix + "models[0].name=unheard-of")
				.withPropertyValues(properties)
				.run((context) -> test.accept(context.getBean(FallbackChatModel.class), server));
		}
	}

}
