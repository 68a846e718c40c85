package io.github.llmfallback.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * A wrong configuration starts nothing and is reported whole.
 */
class InvalidConfigurationTests {

	private static final String SECRET = "sk-very-secret";

	private final RecordingFactory factory = new RecordingFactory();

	private final SimulatedProviders simulated = new SimulatedProviders();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LlmFallbackAutoConfiguration.class));

	@Test
	void everyProblemIsReportedAtOnce() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(ChatModelFactoryAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(AnthropicChatModel.class))
			.withBean(SimulatedProviders.class, () -> this.simulated)
			.withInitializer(TestProperties.yaml("""
					llm.fallback:
					  strategy: fastest
					  providers:
					    fine: { type: simulated }
					    anthropic: { api-key: sk-very-secret, model: claude }
					    mystery: { type: no-such-vendor }
					    openai: { api-key: "${NOPE}", model: gpt }
					    groq: { model: llama }
					    gemini: { api-key: sk-very-secret }
					    mistral: { api-key: sk-very-secret, api-keys: [ other, sk-very-secret ], model: large }
					"""))
			.run((context) -> {
				List<String[]> expected = List.of(
						line("strategy", "the strategy 'fastest' is unknown", "Use one of smart, cost-optimized"),
						line("providers.anthropic.type", "needs a module that is missing",
								"Add the dependency org.springframework.ai:spring-ai-anthropic"),
						line("providers.mystery.type", "'no-such-vendor' is unknown", "Use one of openai, anthropic"),
						line("providers.openai.api-key", "its placeholder 'NOPE' has no value",
								"Define that environment variable"),
						line("providers.groq.api-key", "no key is set", "${GROQ_API_KEY}"),
						line("providers.gemini.model", "no model is set", "Set the model"),
						line("providers.mistral.api-keys[1]", "listed twice", "List each key once"));
				FailureAnalysis analysis = analyze(context);
				assertThat(lines(analysis.getDescription())).hasSize(expected.size());
				assertThat(lines(analysis.getAction())).hasSize(expected.size());
				for (String[] problem : expected) {
					assertThat(lines(analysis.getDescription()))
						.filteredOn((line) -> line.startsWith(problem[0] + ": "))
						.singleElement()
						.asString()
						.contains(problem[1]);
					assertThat(lines(analysis.getAction())).filteredOn((line) -> line.startsWith(problem[0] + ": "))
						.singleElement()
						.asString()
						.contains(problem[2]);
				}
				assertThat(analysis.getDescription() + analysis.getAction() + analysis.getCause())
					.doesNotContain(SECRET);
				assertThat(this.simulated.names()).isEmpty();
			});
	}

	static Stream<Arguments> problems() {
		return Stream.of(problem("max-attempts", "lets no provider be asked", "max-attempts=0"),
				problem("max-attempts", "the value 'many' is no whole number", "max-attempts=many"),
				problem("timeout", "the value '30 secs' is no duration", "timeout=30 secs"),
				problem("timeout", "the value is no duration", "timeout=a-value-long-enough-to-be-an-api-key"),
				problem("timeout", "its placeholder 'NOPE' has no value", "timeout=${NOPE}"),
				problem("timeout", "its placeholder 'A' has no value", "timeout=${A}", "A=${B}", "B=${A}"),
				problem("retry.jitter", "the value 'some' is no number", "retry.jitter=some"),
				problem("enabled", "the value 'maybe' is neither true nor false", "enabled=maybe"),
				problem("primary", "the value 'maybe' is neither true nor false", "primary=maybe"),
				problem("budget.audit", "the value 'maybe' is neither true nor false", "budget.audit=maybe"),
				problem("budget.store", "the value 'disk' is unknown", "budget.store=disk"),
				problem("stop-on", "the value 'nonsense' is unknown", "stop-on=timeout,nonsense"),
				problem("stop-on[0]", "the value 'nonsense' is unknown", "stop-on[0]=nonsense", "stop-on[1]=timeout"),
				problem("bugdet.daily", "there is no such property", "bugdet.daily=5"),
				problem("providers.fine.wieght", "there is no such property", "providers.fine.wieght=5"),
				problem("providers.ollama.models[0].nmae", "there is no such property",
						"providers.ollama.models[0].name=a", "providers.ollama.models[0].nmae=b"),
				problem("providers.openai", "it cannot have this value", "providers.openai=sk-very-secret"),
				problem("providers.fine.cost-per-1k-tokens", "the value 'cheap' is no number",
						"providers.fine.cost-per-1k-tokens=cheap"),
				problem("providers.openai.api-keys[2]", "the list has a gap before it", "providers.openai.model=gpt",
						"providers.openai.api-key=first", "providers.openai.api-keys[0]=sk-very-secret",
						"providers.openai.api-keys[2]=other"),
				problem("strategy", "is unknown", "strategy=fastest"),
				problem("defaults.max-tokens", "allows no answer", "defaults.max-tokens=0"),
				problem("defaults.temperature", "is out of range", "defaults.temperature=2.1"),
				problem("defaults.temperature", "is out of range", "defaults.temperature=-0.1"),
				problem("timeout", "leaves no time", "timeout=0"),
				problem("stream.first-token-timeout", "leaves no time", "stream.first-token-timeout=0"),
				problem("stream.idle-timeout", "leaves no time", "stream.idle-timeout=-1s"),
				problem("fallback-on", "cannot go on", "fallback-on=cancelled,invalid-request"),
				problem("fallback-on", "over budget is passed over", "fallback-on=budget-exceeded"),
				problem("stop-on", "over budget is passed over", "stop-on=timeout,budget-exceeded"),
				problem("stop-on", "'INVALID_REQUEST' is listed under 'fallback-on' as well",
						"fallback-on=invalid-request", "stop-on=timeout,invalid-request"),
				problem("cache.ttl", "keeps no answer", "cache.ttl=0"),
				problem("cache.ttl", "keeps no answer", "cache.ttl=-1m"),
				problem("cache.maximum-size", "keeps no answer", "cache.maximum-size=0"),
				problem("retry.max-retries", "is negative", "retry.max-retries=-1"),
				problem("retry.delay", "is negative", "retry.delay=-1s"),
				problem("retry.multiplier", "would shorten the pauses", "retry.multiplier=0.5"),
				problem("retry.max-delay", "is shorter than 'delay'", "retry.delay=2s", "retry.max-delay=1s"),
				problem("retry.jitter", "is out of range", "retry.jitter=1.1"),
				problem("retry.budget", "is out of range", "retry.budget=-0.1"),
				problem("providers.fine.retry.max-retries", "is negative", "providers.fine.retry.max-retries=-1"),
				problem("providers.fine.retry.delay", "is negative", "providers.fine.retry.delay=-1s"),
				problem("providers.fine.weight", "is less than 1", "providers.fine.weight=0"),
				problem("providers.fine.max-concurrency", "is less than 1", "providers.fine.max-concurrency=0"),
				problem("providers.fine.rate-limit.requests-per-minute", "is less than 1",
						"providers.fine.rate-limit.requests-per-minute=0"),
				problem("providers.fine.rate-limit.requests-per-minute", "is more than can be counted",
						"providers.fine.rate-limit.requests-per-minute=60000000001"),
				problem("providers.fine.rate-limit.tokens-per-minute", "is less than 1",
						"providers.fine.rate-limit.tokens-per-minute=-5"),
				problem("providers.fine.rate-limit.tokens-per-minute", "is more than can be counted",
						"providers.fine.rate-limit.tokens-per-minute=60000000001"),
				problem("providers.fine.circuit-breaker.failure-rate-threshold", "is no percentage",
						"providers.fine.circuit-breaker.failure-rate-threshold=0"),
				problem("providers.fine.circuit-breaker.failure-rate-threshold", "is no percentage",
						"providers.fine.circuit-breaker.failure-rate-threshold=100.5"),
				problem("providers.fine.circuit-breaker.failure-rate-threshold", "is no percentage",
						"providers.fine.circuit-breaker.failure-rate-threshold=NaN"),
				problem("providers.fine.circuit-breaker.minimum-calls", "is less than 1",
						"providers.fine.circuit-breaker.minimum-calls=0"),
				problem("providers.fine.circuit-breaker.sliding-window", "is out of range",
						"providers.fine.circuit-breaker.sliding-window=0"),
				problem("providers.fine.circuit-breaker.sliding-window", "is out of range",
						"providers.fine.circuit-breaker.sliding-window=61m"),
				problem("providers.fine.circuit-breaker.open-duration", "is out of range",
						"providers.fine.circuit-breaker.open-duration=-1s"),
				problem("providers.fine.circuit-breaker.open-duration", "is out of range",
						"providers.fine.circuit-breaker.open-duration=25h"),
				problem("providers.p.type", "the type is missing and the name 'p' is not one", "providers.p.model=gpt"),
				problem("providers.p.type", "'nobody' is unknown", "providers.p.type=nobody"),
				problem("providers.p.chat-model", "there is no ChatModel bean of the name 'nobody'",
						"providers.p.chat-model=nobody"),
				problem("providers.p.type", "'chat-model' is set as well", "providers.p.type=simulated",
						"providers.p.chat-model=own"),
				problem("providers.p.api-key", "does not use it", "providers.p.api-key=sk-very-secret",
						"providers.p.chat-model=own"),
				problem("providers.p.api-keys", "does not use it", "providers.p.api-keys=sk-very-secret",
						"providers.p.chat-model=own"),
				problem("providers.p.base-url", "does not use it", "providers.p.base-url=http://localhost",
						"providers.p.chat-model=own"),
				problem("providers.openai.api-key", "no key is set", "providers.openai.model=gpt"),
				problem("providers.openai.api-key", "no key is set", "providers.openai.model=gpt",
						"providers.openai.api-key= "),
				problem("providers.openai.api-key", "its placeholder 'NOPE' has no value", "providers.openai.model=gpt",
						"providers.openai.api-key=${NOPE}"),
				problem("providers.openai.api-keys[1]", "its placeholder 'NOPE' has no value",
						"providers.openai.model=gpt", "providers.openai.api-keys=sk-very-secret,${NOPE}"),
				problem("providers.ollama.api-key", "its placeholder 'NOPE' has no value",
						"providers.ollama.model=llama", "providers.ollama.api-key=${NOPE}"),
				problem("providers.openai.api-keys[0]", "listed twice", "providers.openai.model=gpt",
						"providers.openai.api-key=sk-very-secret", "providers.openai.api-keys= sk-very-secret "),
				problem("providers.anthropic.api-key", "character 2 can be sent in no header",
						"providers.anthropic.model=claude", "providers.anthropic.api-key= s\u201dsk-very-secret"),
				problem("providers.gemini.api-keys[1]", "character 15 can be sent in no header",
						"providers.gemini.model=flash", "providers.gemini.api-keys=other,sk-very-secret\u200b"),
				problem("providers.openai.model", "no model is set", "providers.openai.api-key=sk-very-secret"),
				problem("providers.ollama.model", "its placeholder 'NOPE' has no value",
						"providers.ollama.model=${NOPE}"),
				problem("providers.ollama.models[0].name", "its placeholder 'NOPE' has no value",
						"providers.ollama.models=${NOPE}"),
				problem("providers.ollama.models[1]", "'a' is listed twice", "providers.ollama.models=a,a"),
				problem("providers.ollama.models[0]", "'a' is listed twice", "providers.ollama.model=a",
						"providers.ollama.models=a"),
				problem("providers.ollama.models[1].name", "the model has no name", "providers.ollama.model=a",
						"providers.ollama.models[0].name=b", "providers.ollama.models[1].cost.per-request=1"),
				problem("providers.openai-compatible.base-url", "has no address of its own",
						"providers.openai-compatible.model=any"),
				problem("providers.ollama.base-url", "is not an HTTP address", "providers.ollama.model=llama",
						"providers.ollama.base-url=ftp://localhost"),
				problem("providers.ollama.base-url", "is not an HTTP address", "providers.ollama.model=llama",
						"providers.ollama.base-url=localhost:11434"),
				problem("providers.ollama.base-url", "is not an HTTP address", "providers.ollama.model=llama",
						"providers.ollama.base-url=http://sk-very-secret@a b"),
				problem("providers.ollama.base-url",
						"the client of type 'ollama' knows no host names with an underscore",
						"providers.ollama.model=llama", "providers.ollama.base-url=http://ollama_gpu:11434"),
				problem("providers.openai-compatible.base-url", "knows no host names with an underscore",
						"providers.openai-compatible.model=any",
						"providers.openai-compatible.base-url=http://vllm_gpu:8000/v1"),
				problem("providers.anthropic.base-url", "is not an HTTP address", "providers.anthropic.model=claude",
						"providers.anthropic.api-key=sk-very-secret", "providers.anthropic.base-url=http://a..b_c"),
				problem("providers.ollama.base-url", "its placeholder 'NOPE' has no value",
						"providers.ollama.model=llama", "providers.ollama.base-url=${NOPE}"),
				problem("providers.openai-compatible.base-url", "would come after its query or fragment",
						"providers.openai-compatible.model=any",
						"providers.openai-compatible.base-url=https://a.openai.azure.com/openai/v1?api-version=preview"),
				problem("providers.anthropic.base-url", "would come after its query or fragment",
						"providers.anthropic.model=claude", "providers.anthropic.api-key=sk-very-secret",
						"providers.anthropic.base-url=http://proxy_a:8000/#v1"),
				problem("budget.currency", "is empty", "budget.currency= "),
				problem("budget.per-request", "'0' lets no call be paid for", "budget.per-request=0"),
				problem("budget.per-request", "no amount of money", "budget.per-request=-1"),
				problem("budget.daily", "'-0.01' is no amount of money", "budget.daily=-0.01"),
				problem("budget.monthly", "no amount of money", "budget.monthly=9000000001"),
				problem("budget.tags.tenant.acme.daily", "no amount of money", "budget.tags.tenant.acme.daily=-1"),
				problem("budget.tags.tenant.default.monthly", "no amount of money",
						"budget.tags.tenant.default.monthly=1e20"),
				problem("budget.tags.provider", "would be taken for something else",
						"budget.tags.provider.openai.daily=1"),
				problem("budget.alert-thresholds", "'0.0' is no share", "budget.alert-thresholds=0,1"),
				problem("budget.alert-thresholds", "'1.1' is no share", "budget.alert-thresholds=0.5,1.1"),
				problem("budget.alert-thresholds", "'NaN' is no share", "budget.alert-thresholds=NaN"),
				problem("budget.reservation-ttl", "holds nothing", "budget.reservation-ttl=0"),
				problem("budget.reservation-ttl", "holds nothing", "budget.reservation-ttl=-1m", "budget.daily=1"),
				problem("budget.reservation-ttl", "not longer than 'llm.fallback.timeout', which is 'PT1M'",
						"budget.reservation-ttl=60s", "budget.daily=1"),
				problem("budget.reservation-ttl", "not longer than 'llm.fallback.timeout', which is 'PT5M'",
						"timeout=5m", "budget.monthly=1"),
				problem("budget.reservation-ttl",
						"not longer than 'llm.fallback.providers.fine.timeout', which is 'PT6M'",
						"providers.fine.timeout=6m", "providers.fine.budget.daily=1"),
				problem("budget.store", "the store 'jdbc' needs a DataSource", "budget.store=jdbc"),
				problem("budget.store", "the store 'redis' needs a RedisConnectionFactory", "budget.store=redis"),
				problem("budget.audit", "the audit log needs a DataSource", "budget.audit=true"),
				problem("providers.fine.budget.daily", "no amount of money", "providers.fine.budget.daily=-1"),
				problem("providers.fine.budget.monthly", "no amount of money", "providers.fine.budget.monthly=1e10"),
				problem("providers.ollama.timeout", "leaves no time", "providers.ollama.model=llama",
						"providers.ollama.timeout=0"),
				problem("providers.ollama.timeout", "leaves no time", "providers.ollama.model=llama",
						"providers.ollama.timeout=-1s"),
				problem("providers.ollama.timeout", "is out of range", "providers.ollama.model=llama",
						"providers.ollama.timeout=999us"),
				problem("providers.ollama.timeout", "is out of range", "providers.ollama.model=llama",
						"providers.ollama.timeout=25d"),
				problem("providers.ollama.max-tokens", "allows no answer", "providers.ollama.model=llama",
						"providers.ollama.max-tokens=0"),
				problem("providers.ollama.context-window", "allows no token", "providers.ollama.model=llama",
						"providers.ollama.context-window=0"),
				problem("providers.ollama.models[0].context-window", "allows no token",
						"providers.ollama.models[0].name=llama", "providers.ollama.models[0].context-window=-1"),
				problem("providers.ollama.models[0].max-tokens", "allows no token",
						"providers.ollama.models[0].name=llama", "providers.ollama.models[0].max-tokens=0"),
				problem("providers.ollama.temperature", "is out of range", "providers.ollama.model=llama",
						"providers.ollama.temperature=3"),
				problem("providers.ollama.cost-per-1k-tokens", "is not a price", "providers.ollama.model=llama",
						"providers.ollama.cost-per-1k-tokens=-0.01"),
				problem("providers.ollama.cost-per-1k-tokens", "is not a price", "providers.ollama.model=llama",
						"providers.ollama.cost-per-1k-tokens=1e20"),
				problem("providers.ollama.cost.input-per-1k-tokens", "is not a price", "providers.ollama.model=llama",
						"providers.ollama.cost.input-per-1k-tokens=-1"),
				problem("providers.ollama.cost.output-per-1k-tokens", "is not a price", "providers.ollama.model=llama",
						"providers.ollama.cost.output-per-1k-tokens=-1"),
				problem("providers.ollama.cost.cached-input-per-1k-tokens", "is not a price",
						"providers.ollama.model=llama", "providers.ollama.cost.cached-input-per-1k-tokens=-1"),
				problem("providers.ollama.cost.cache-write-per-1k-tokens", "is not a price",
						"providers.ollama.model=llama", "providers.ollama.cost.cache-write-per-1k-tokens=-1"),
				problem("providers.ollama.cost.per-request", "is not a price", "providers.ollama.model=llama",
						"providers.ollama.cost.per-request=-1"),
				problem("providers.ollama.models[0].cost.per-request", "is not a price",
						"providers.ollama.models[0].name=llama", "providers.ollama.models[0].cost.per-request=-1"),
				problem("providers.ollama.cost", "'cost-per-1k-tokens' is set as well", "providers.ollama.model=llama",
						"providers.ollama.cost-per-1k-tokens=1", "providers.ollama.cost.per-request=1"),
				problem("providers.simulated.simulated.latency", "is out of range",
						"providers.simulated.simulated.latency=-1ms"),
				problem("providers.simulated.simulated.latency", "is out of range",
						"providers.simulated.simulated.latency=25h", "providers.simulated.simulated.max-latency="),
				problem("providers.simulated.simulated.max-latency", "is out of range",
						"providers.simulated.simulated.max-latency=25h"),
				problem("providers.simulated.simulated.max-latency", "is shorter than 'latency'",
						"providers.simulated.simulated.latency=2s", "providers.simulated.simulated.max-latency=1s"),
				problem("providers.simulated.simulated.pace", "is out of range",
						"providers.simulated.simulated.pace=-1ms"),
				problem("providers.simulated.simulated.failures", "the probability of TIMEOUT is -0.1",
						"providers.simulated.simulated.failures.timeout=-0.1"),
				problem("providers.simulated.simulated.failures", "the probabilities add up to 1.2",
						"providers.simulated.simulated.failures.timeout=0.6",
						"providers.simulated.simulated.failures.overloaded=0.6"),
				problem("providers.simulated.simulated.failures", "CANCELLED is not a provider's doing",
						"providers.simulated.simulated.failures.cancelled=0.1"),
				problem("providers.simulated.simulated.failures", "BUDGET_EXCEEDED is not a provider's doing",
						"providers.simulated.simulated.failures.budget-exceeded=0.1"));
	}

	@ParameterizedTest(name = "{0} {1}: {2}")
	@MethodSource("problems")
	void problemNamesPropertyReasonAndRemedy(String property, String reason, List<String> properties) {
		this.contextRunner.withBean(RecordingFactory.class, () -> this.factory)
			.withBean(SimulatedProviders.class, () -> this.simulated)
			.withBean("own", ChatModel.class, () -> SimulatedChatModel.builder().provider("own").build())
			.withPropertyValues("llm.fallback.providers.fine.type=simulated")
			.withPropertyValues(properties.stream()
				.map((pair) -> pair.matches("[AB]=.*") ? pair : "llm.fallback." + pair)
				.toArray(String[]::new))
			.run((context) -> {
				FailureAnalysis analysis = analyze(context);
				assertThat(lines(analysis.getDescription())).singleElement()
					.asString()
					.startsWith("llm.fallback." + property + ": ")
					.contains(reason);
				assertThat(lines(analysis.getAction())).singleElement()
					.asString()
					.startsWith("llm.fallback." + property + ": ")
					.hasSizeGreaterThan("llm.fallback.".length() + property.length() + 2);
				assertThat(analysis.getDescription() + analysis.getAction() + analysis.getCause())
					.doesNotContain(SECRET);
				assertThat(this.simulated.names()).isEmpty();
				assertThat(this.factory.created).isEmpty();
			});
	}

	@Test
	void valuesAtTheEdgeAreNoProblem() {
		this.contextRunner.withBean(RecordingFactory.class, () -> this.factory)
			.withInitializer(TestProperties
				.yaml("""
						llm.fallback:
						  strategy: Round_Robin
						  max-attempts: 1
						  budget:
						    zone: Pacific/Auckland
						    per-request:
						    daily: 0
						    monthly: 9000000000
						    alert-thresholds: [ 0.001, 1 ]
						    reservation-ttl: 61s
						    tags: { tenant: { default: { daily: 0 } } }
						  defaults: { temperature: 2, max-tokens: 1 }
						  providers:
						    ollama:
						      type:
						      chat-model:
						      base-url:
						      api-key:
						      api-keys: []
						      model: llama
						      models: []
						      temperature: 0
						      max-tokens:
						      timeout: 1ms
						      weight: 1
						      max-concurrency: 1
						      rate-limit: { requests-per-minute: 1, tokens-per-minute: 60000000000 }
						      circuit-breaker: { failure-rate-threshold: 100, minimum-calls: 1, sliding-window: 1h, open-duration: 24h }
						      cost-per-1k-tokens: 1000000
						      cost: { input-per-1k-tokens: , output-per-1k-tokens: , per-request: }
						    simulated:
						      max-concurrency:
						      rate-limit: { requests-per-minute: , tokens-per-minute: }
						      simulated:
						        latency: 0
						        max-latency: 24h
						        failures: { timeout: 0.1, rate-limited: 0.2, overloaded: 0.3, server-error: 0.4 }
						"""))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "anthropic", "gemini" })
	void hostNameWithAnUnderscoreIsNoProblemToClientsThatLookUpAnyName(String type) {
		String prefix = "llm.fallback.providers." + type + ".";
		this.contextRunner.withBean(RecordingFactory.class, () -> this.factory)
			.withPropertyValues(prefix + "model=any", prefix + "api-key=" + SECRET,
					prefix + "base-url=http://proxy_a:8000/v1_2")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void clientOfOllamaKeepsTheQueryOfItsAddress() {
		this.contextRunner.withBean(RecordingFactory.class, () -> this.factory)
			.withPropertyValues("llm.fallback.providers.ollama.model=llama",
					"llm.fallback.providers.ollama.base-url=http://localhost:11434?tenant=a")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nothingIsMissedInTheEnvironmentOrInAShorterListThatReplacesAnother() {
		this.contextRunner.withBean(RecordingFactory.class, () -> this.factory)
			.withInitializer(TestProperties.environment(Map.of("LLM_FALLBACK_FAVOURITE_COLOUR", "blue")))
			.withInitializer(TestProperties.yaml("""
					llm.fallback.providers.ollama.models: [ { name: a, max-tokens: 5 } ]
					"""))
			.withInitializer(TestProperties.yaml("""
					llm.fallback.providers:
					  ollama: { models: [ { name: b }, { name: c, max-tokens: 5 }, d ] }
					  "[A b]": { type: simulated, max_concurrency: 2 }
					"""))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void ownFallbackDoesNotHideAMisfit() {
		this.contextRunner
			.withBean(FallbackChatModel.class, () -> FallbackChatModel.builder()
				.provider(LlmProvider.builder("own", SimulatedChatModel.builder().provider("own").build()).build())
				.build())
			.withPropertyValues("llm.fallback.timeout=soon")
			.run((context) -> assertThat(lines(analyze(context).getDescription()))
				.containsExactly("llm.fallback.timeout: the value 'soon' is no duration"));
	}

	@Test
	void calmTimeoutsNeedNoLongReservationsWithoutABudget() {
		this.contextRunner.withPropertyValues("llm.fallback.providers.fine.type=simulated", "llm.fallback.timeout=10m")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void calmLlmProviderBeansNeedLongReservations() {
		this.contextRunner
			.withBean(LlmProvider.class,
					() -> LlmProvider.builder("bean", SimulatedChatModel.builder().provider("bean").build())
						.timeout(Duration.ofMinutes(5))
						.build())
			.withPropertyValues("llm.fallback.budget.daily=1")
			.run((context) -> assertThat(lines(analyze(context).getDescription())).singleElement()
				.asString()
				.startsWith("llm.fallback.budget.reservation-ttl: ")
				.contains("not longer than the timeout of the LlmProvider bean 'bean', which is 'PT5M'"));
	}

	@Test
	void calmTimeoutsNeedLongReservationsWhereAnLlmProviderBeanHasABudget() {
		this.contextRunner
			.withBean(LlmProvider.class,
					() -> LlmProvider.builder("bean", SimulatedChatModel.builder().provider("bean").build())
						.budget(null, BigDecimal.ONE)
						.build())
			.withPropertyValues("llm.fallback.timeout=10m")
			.run((context) -> assertThat(lines(analyze(context).getDescription())).singleElement()
				.asString()
				.startsWith("llm.fallback.budget.reservation-ttl: ")
				.contains("not longer than 'llm.fallback.timeout', which is 'PT10M'"));
	}

	@Test
	void tagThatCouldBeTakenForAnotherIsAProblem() {
		this.contextRunner.withInitializer(TestProperties.yaml("""
				llm.fallback:
				  providers: { fine: { type: simulated } }
				  budget: { tags: { "[a:b]": { c: { daily: 1 } } } }
				"""))
			.run((context) -> assertThat(lines(analyze(context).getDescription())).singleElement()
				.asString()
				.startsWith("llm.fallback.budget.tags.a:b: the tag 'a:b' would be taken for something else"));
	}

	@Test
	void unknownZoneIsReportedAsSuch() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(BudgetAutoConfiguration.class))
			.withPropertyValues("llm.fallback.providers.fine.type=simulated", "llm.fallback.budget.zone=Mars/Base")
			.run((context) -> assertThat(analyze(context).getDescription()).contains("llm.fallback.budget.zone",
					"Mars/Base", "is no time zone"));
	}

	@ParameterizedTest
	@CsvSource({ "store=jdbc, the store 'jdbc', spring-boot-starter-jdbc",
			"audit=true, the audit log, spring-boot-starter-jdbc",
			"store=redis, the store 'redis', spring-boot-starter-data-redis" })
	void missingModuleIsNamed(String property, String what, String module) {
		this.contextRunner.withConfiguration(AutoConfigurations.of(BudgetAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.jdbc", "org.springframework.data.redis"))
			.withPropertyValues("llm.fallback.providers.fine.type=simulated", "llm.fallback.budget." + property)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context);
				assertThat(lines(analysis.getDescription())).singleElement()
					.asString()
					.contains(what + " needs a module that is missing");
				assertThat(lines(analysis.getAction())).singleElement()
					.asString()
					.contains("Add the dependency org.springframework.boot:" + module);
			});
	}

	@Test
	void nobodyToAskIsAProblem() {
		this.contextRunner.run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(lines(analysis.getDescription())).containsExactly(
					"llm.fallback.providers: " + "no provider is listed and the application has no ChatModel bean");
			assertThat(lines(analysis.getAction())).singleElement().asString().contains("llm.fallback.enabled=false");
		});
	}

	@Test
	void chatModelBeansWhoseNamesClashAreAProblem() {
		this.contextRunner
			.withBean("myChatModel", ChatModel.class, () -> SimulatedChatModel.builder().provider("a").build())
			.withBean("MyChatModel", ChatModel.class, () -> SimulatedChatModel.builder().provider("b").build())
			.run((context) -> assertThat(lines(analyze(context).getDescription())).singleElement()
				.asString()
				.contains("several ChatModel beans would become provider 'my'", "'MyChatModel'"));
	}

	@Test
	void providerBeanWithTheNameOfAnotherProviderIsAProblem() {
		this.contextRunner
			.withBean(LlmProvider.class,
					() -> LlmProvider.builder("simulated", SimulatedChatModel.builder().provider("a").build()).build())
			.withPropertyValues("llm.fallback.providers.simulated.priority=1")
			.run((context) -> assertThat(lines(analyze(context).getDescription()))
				.containsExactly("llm.fallback.providers.simulated: an LlmProvider bean has the same name"));
	}

	private static Arguments problem(String property, String reason, String... properties) {
		return arguments(property, reason, List.of(properties));
	}

	private static String[] line(String property, String reason, String remedy) {
		return new String[] { "llm.fallback." + property, reason, remedy };
	}

	private static FailureAnalysis analyze(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		List<FailureAnalysis> analyses = new ArrayList<>();
		for (FailureAnalyzer analyzer : SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, (type, name, failure) -> {
			})) {
			FailureAnalysis analysis = analyzer.analyze(context.getStartupFailure());
			if (analysis != null) {
				analyses.add(analysis);
			}
		}
		assertThat(analyses).isNotEmpty();
		return analyses.get(0);
	}

	private static List<String> lines(String text) {
		return Arrays.stream(text.split("\n"))
			.filter((line) -> line.startsWith("    - "))
			.map((line) -> line.substring(6))
			.toList();
	}

}
