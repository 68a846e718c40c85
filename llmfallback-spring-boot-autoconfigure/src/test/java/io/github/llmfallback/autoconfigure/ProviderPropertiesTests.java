package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.ProviderStatus;
import io.github.llmfallback.ProviderStatus.Cost;
import io.github.llmfallback.ProviderStatus.KeyStatus;
import io.github.llmfallback.ProviderStatus.ModelStatus;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.ChatModelSettings;
import io.github.llmfallback.provider.ProviderType;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * What the properties of a provider mean.
 */
class ProviderPropertiesTests {

	private final RecordingFactory factory = new RecordingFactory();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class))
		.withBean(RecordingFactory.class, () -> this.factory);

	@Test
	void providersKeepTheOrderOfTheFile() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  strategy: declared-order
				  providers:
				    zeta: { type: simulated }
				    openai: { model: gpt }
				    alpha: { type: simulated }
				"""))
			.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_PROVIDERS_OPENAI_API_KEY", "secret")))
			.withSystemProperties("llm.fallback.providers.alpha.priority=9")
			.run((context) -> {
				assertThat(providers(context.getBean(FallbackChatModel.class))).extracting(ProviderStatus::name)
					.containsExactly("zeta", "openai", "alpha");
				assertThat(answeredBy(context.getBean(FallbackChatModel.class), "zeta")).isEqualTo("zeta");
			});
	}

	@Test
	void environmentAloneIsEnough() {
		this.contextRunner
			.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_STRATEGY", "cost-optimized",
					"LLM_FALLBACK_PROVIDERS_OPENAI_API_KEY", "secret", "LLM_FALLBACK_PROVIDERS_OPENAI_MODELS", "a,b",
					"LLM_FALLBACK_PROVIDERS_OPENAI_MAX_TOKENS", "70")))
			.run((context) -> {
				FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
				assertThat(chatModel.strategy()).isEqualTo("cost-optimized");
				assertThat(providers(chatModel)).singleElement().satisfies((provider) -> {
					assertThat(provider.name()).isEqualTo("openai");
					assertThat(provider.models()).extracting(ModelStatus::name).containsExactly("a", "b");
				});
				assertThat(settings(chatModel, "openai")).satisfies((settings) -> {
					assertThat(settings.apiKey()).isEqualTo("secret");
					assertThat(settings.maxTokens()).isEqualTo(70);
				});
			});
	}

	/**
	 * Anthropic's options always have a bound and Gemini's always a temperature, so that
	 * nothing tells later whether anybody set them.
	 */
	@Test
	void clientsAreBuiltWithTheDefaultsThatTheirProviderLeavesOpen() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  defaults: { temperature: 0.3, max-tokens: 500 }
				  providers:
				    anthropic: { api-key: secret, model: claude }
				    gemini: { api-key: secret, model: gemini-flash, temperature: 0.9, max-tokens: 20 }
				""")).run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(settings(chatModel, "anthropic")).satisfies((settings) -> {
				assertThat(settings.temperature()).isEqualTo(0.3);
				assertThat(settings.maxTokens()).isEqualTo(500);
			});
			assertThat(settings(chatModel, "gemini")).satisfies((settings) -> {
				assertThat(settings.temperature()).isEqualTo(0.9);
				assertThat(settings.maxTokens()).isEqualTo(20);
			});
		});
	}

	@Test
	void environmentSpellsNamesWithOrWithoutDashes() {
		for (String variable : List.of("LLM_FALLBACK_PROVIDERS_MYOPENAI_APIKEY",
				"LLM_FALLBACK_PROVIDERS_MY_OPENAI_API_KEY")) {
			this.factory.created.clear();
			this.contextRunner.withInitializer(TestProperties.yaml("""
					llm.fallback.providers:
					  my-openai: { type: openai, model: gpt }
					""")).withInitializer(TestProperties.environment(Map.of(variable, "secret"))).run((context) -> {
				FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
				assertThat(providers(chatModel)).extracting(ProviderStatus::name).containsExactly("my-openai");
				assertThat(settings(chatModel, "my-openai").apiKey()).isEqualTo("secret");
			});
		}
	}

	@Test
	void providerNamesKeepTheirSpelling() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback.providers:
				  OpenAI: { model: gpt }
				"""))
			.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_PROVIDERS_OPENAI_API_KEY", "secret")))
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class)))
				.extracting(ProviderStatus::name, ProviderStatus::type)
				.containsExactly(tuple("OpenAI", "openai")));
	}

	@Test
	void typeIsTakenFromTheNameUnlessSet() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback.providers:
				  groq: { api-key: a, model: llama }
				  anthropic: { type: ollama, model: llama }
				  backup: { type: OpenAI-Compatible, base-url: "http://localhost:8000/v1", model: any }
				  simulated: { type: "" }
				"""))
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class)))
				.extracting(ProviderStatus::name, ProviderStatus::type)
				.containsExactly(tuple("groq", "groq"), tuple("anthropic", "ollama"),
						tuple("backup", "openai-compatible"), tuple("simulated", "simulated")));
	}

	@Test
	void modelsAreNamesOrObjects() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback.providers:
				  openai:
				    api-key: secret
				    model: first
				    models:
				      - second
				      - { name: third, cost: { input-per-1k-tokens: 1, output-per-1k-tokens: 2 } }
				"""))
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class))).singleElement()
				.satisfies((provider) -> assertThat(provider.models()).extracting(ModelStatus::name)
					.containsExactly("first", "second", "third")));
	}

	@Test
	void keysOfAPoolAreKnownByAlias() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback.providers:
				  openai:
				    api-key: "${FIRST_KEY}"
				    api-keys: [ "second ", "${THIRD_KEY:}", fourth ]
				    model: gpt
				""")).withInitializer(TestProperties.environment(Map.of("FIRST_KEY", "first"))).run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(providers(chatModel)).singleElement()
				.satisfies((provider) -> assertThat(provider.keys()).extracting(KeyStatus::alias)
					.containsExactly("openai#1", "openai#2", "openai#3"));
			assertThat(settings(chatModel, "openai").apiKey()).isEqualTo("first");
		});
	}

	@Test
	void providerWithoutKeysHasNoAlias() {
		this.contextRunner.withPropertyValues("llm.fallback.providers.ollama.model=llama").run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(providers(chatModel)).singleElement()
				.satisfies((provider) -> assertThat(provider.keys()).isEmpty());
			assertThat(settings(chatModel, "ollama").apiKey()).isNull();
		});
	}

	@Test
	void clientIsBuiltAtItsFirstUseAndOnce() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt", "llm.fallback.providers.ollama.model=llama")
			.run((context) -> {
				assertThat(this.factory.created).isEmpty();
				FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
				chatModel.providers();
				assertThat(this.factory.created).isEmpty();
				answeredBy(chatModel, "openai");
				answeredBy(chatModel, "openai");
				assertThat(this.factory.created).extracting(ChatModelSettings::provider).containsExactly("openai");
			});
	}

	@Test
	void presetKnowsItsAddress() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback.providers:
				  groq: { api-key: a, model: llama, base-url: }
				""")).run((context) -> {
			ChatModelSettings settings = settings(context.getBean(FallbackChatModel.class), "groq");
			assertThat(settings.baseUrl()).isEqualTo("https://api.groq.com/openai/v1");
			assertThat(settings.type()).isEqualTo(ProviderType.GROQ);
		});
	}

	@Test
	void factoryGetsWhatIsConfigured() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  stream.idle-timeout: 2m
				  providers:
				    openai:
				      base-url: " http://localhost:8000/v1 "
				      api-key: secret
				      model: gpt
				      temperature: 0.3
				      max-tokens: 100
				      timeout: 5s
				"""))
			.run((context) -> assertThat(settings(context.getBean(FallbackChatModel.class), "openai"))
				.isEqualTo(new ChatModelSettings("openai", ProviderType.OPENAI, "http://localhost:8000/v1", "secret",
						"gpt", 0.3, 100, Duration.ofSeconds(5), Duration.ofMinutes(2))));
	}

	@Test
	void onePriceCoversInputAndOutput() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt", "llm.fallback.providers.openai.cost-per-1k-tokens=0.03")
			.run(assertCost("0.03", "0.03"));
	}

	@Test
	void inputAndOutputCanHavePricesOfTheirOwn() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt",
					"llm.fallback.providers.openai.cost.input-per-1k-tokens=0.01",
					"llm.fallback.providers.openai.cost.output-per-1k-tokens=0.04",
					"llm.fallback.providers.openai.cost.cached-input-per-1k-tokens=0.001",
					"llm.fallback.providers.openai.cost.per-request=0.1")
			.run(assertCost("0.01", "0.04"));
	}

	@Test
	void priceOfAModelGoesBeforeThatOfItsProvider() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback.providers:
				  openai:
				    api-key: secret
				    cost-per-1k-tokens: 9
				    models: [ { name: gpt, cost: { output-per-1k-tokens: 2 } } ]
				""")).run(assertCost("0", "2"));
	}

	@Test
	void priceIsUnknownUnlessSet() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt")
			.run((context) -> assertThat(providers(context.getBean(FallbackChatModel.class))).singleElement()
				.extracting(ProviderStatus::cost)
				.isNull());
	}

	@Test
	void priceOfAKnownModelComesFromTheCatalog() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt-4.1-2025-04-14")
			.run(assertCost("0.002", "0.008"));
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.groq.api-key=secret",
					"llm.fallback.providers.groq.model=openai/gpt-oss-20b")
			.run(assertCost("0.000075", "0.0003"));
	}

	@Test
	void configuredPriceReplacesThatOfTheCatalog() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.openai.api-key=secret",
					"llm.fallback.providers.openai.model=gpt-4.1",
					"llm.fallback.providers.openai.cost.output-per-1k-tokens=0.01")
			.run(assertCost("0", "0.01"));
	}

	@Test
	void whatRunsOnTheOwnMachineIsFreeUnlessItHasAPrice() {
		this.contextRunner.withPropertyValues("llm.fallback.providers.ollama.model=llama").run(assertCost("0", "0"));
		this.contextRunner.withPropertyValues("llm.fallback.providers.simulated.priority=1").run(assertCost("0", "0"));
		this.contextRunner.withPropertyValues("llm.fallback.providers.simulated.cost-per-1k-tokens=1")
			.run(assertCost("1", "1"));
	}

	@Test
	void switchedOffProviderIsNotAsked() {
		this.contextRunner
			.withPropertyValues("llm.fallback.providers.a.type=simulated", "llm.fallback.providers.a.enabled=false",
					"llm.fallback.providers.b.type=simulated")
			.run((context) -> {
				FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
				assertThat(FallbackMetadata.from(chatModel.call(new Prompt("Hello")))).isNotNull()
					.extracting(FallbackMetadata::provider)
					.isEqualTo("b");
				assertThat(providers(chatModel)).extracting(ProviderStatus::status)
					.containsExactly(ProviderStatus.Status.DISABLED, ProviderStatus.Status.UP);
			});
	}

	@Test
	void simulatedProviderBehavesAsConfigured() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  strategy: declared-order
				  providers:
				    flaky:
				      type: simulated
				      model: tiny
				      max-tokens: 2
				      simulated: { latency: 1ms, max-latency: 2ms, pace: 1ms, seed: 3, failures: { rate-limited: 1 } }
				    steady: { type: simulated, max-tokens: 1 }
				""")).run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			var response = chatModel.call(new Prompt("Hello"));
			FallbackMetadata metadata = FallbackMetadata.from(response);
			assertThat(metadata).isNotNull();
			assertThat(metadata.attempts()).extracting("provider", "model", "outcome")
				.containsExactly(tuple("flaky", "tiny", FailureKind.RATE_LIMITED.name()),
						tuple("steady", "steady", "SUCCESS"));
			assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(1);
			assertThat(context.getBean(SimulatedProviders.class).names()).containsExactly("flaky", "steady");
		});
	}

	@Test
	void simulatedProvidersDoNotFailInStepUnlessSeededAlike() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  retry.max-retries: 0
				  providers:
				    one: { type: simulated, simulated: { failures: { server-error: 0.5 } } }
				    two: { type: simulated, simulated: { failures: { server-error: 0.5 } } }
				""")).run((context) -> {
			FallbackChatModel chatModel = context.getBean(FallbackChatModel.class);
			assertThat(outcomes(chatModel, "one")).isNotEqualTo(outcomes(chatModel, "two"));
		});
	}

	private static List<Boolean> outcomes(FallbackChatModel chatModel, String provider) {
		return IntStream.range(0, 64).mapToObj((i) -> {
			try {
				answeredBy(chatModel, provider);
				return true;
			}
			catch (RuntimeException ex) {
				return false;
			}
		}).toList();
	}

	private static ContextConsumer<AssertableApplicationContext> assertCost(String input, String output) {
		return (context) -> assertThat(providers(context.getBean(FallbackChatModel.class))).singleElement()
			.extracting(ProviderStatus::cost)
			.isEqualTo(new Cost(new BigDecimal(input), new BigDecimal(output)));
	}

	private ChatModelSettings settings(FallbackChatModel chatModel, String provider) {
		answeredBy(chatModel, provider);
		return this.factory.created.stream()
			.filter((settings) -> settings.provider().equals(provider))
			.findFirst()
			.orElseThrow();
	}

	private static String answeredBy(FallbackChatModel chatModel, String provider) {
		FallbackMetadata metadata = FallbackMetadata
			.from(chatModel.call(new Prompt("Hello", FallbackChatOptions.builder().providers(provider).build())));
		assertThat(metadata).isNotNull();
		return metadata.provider();
	}

	private static List<ProviderStatus> providers(FallbackChatModel chatModel) {
		return chatModel.providers();
	}

}
