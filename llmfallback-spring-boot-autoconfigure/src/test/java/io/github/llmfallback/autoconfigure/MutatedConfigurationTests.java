package io.github.llmfallback.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is in the file, the application starts, or it says in one analysis what is
 * wrong and keeps the keys to itself.
 */
@ExtendWith(OutputCaptureExtension.class)
class MutatedConfigurationTests {

	private static final long SEED = 20261121;

	private static final int DRAWN = 185;

	private static final String KEY = "sk-planted-0123456789abcdefghij";

	private static final Map<String, String> SOUND = sound();

	private static final List<String> VALUES = List.of("abc", "-1", "\"\"", "99999999999999999999", "[ 1, 2 ]",
			"{ a: b }", "${NOPE}", "${NOPE:}", "1.5", "30 secs", "0", "null", "true", "NaN", "1e400", "2026-11-21",
			"\"" + KEY + "\"", "[]", "{}", "\"${llm.fallback.providers.ollama.model}\"", "P1Y", "-5m", "-0.01");

	@TempDir
	private Path directory;

	private static Map<String, String> sound() {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("strategy", "cost-optimized");
		properties.put("enabled", "true");
		properties.put("primary", "true");
		properties.put("max-attempts", "3");
		properties.put("timeout", "60s");
		properties.put("when-unavailable", "wait");
		properties.put("fallback-on", "[ invalid-request ]");
		properties.put("stop-on", "[ timeout, content-filtered ]");
		properties.put("defaults.temperature", "0.7");
		properties.put("defaults.max-tokens", "500");
		properties.put("retry.max-retries", "1");
		properties.put("retry.delay", "500ms");
		properties.put("retry.multiplier", "2");
		properties.put("retry.max-delay", "8s");
		properties.put("retry.jitter", "0.5");
		properties.put("retry.budget", "0.2");
		properties.put("stream.first-token-timeout", "20s");
		properties.put("stream.idle-timeout", "30s");
		properties.put("stream.after-content", "restart");
		properties.put("response.empty", "fail");
		properties.put("response.filtered", "accept");
		properties.put("response.truncated-stream", "fail");
		properties.put("execution.mode", "isolated");
		properties.put("cache.enabled", "true");
		properties.put("cache.ttl", "10m");
		properties.put("cache.maximum-size", "100");
		properties.put("budget.currency", "EUR");
		properties.put("budget.zone", "Europe/Berlin");
		properties.put("budget.per-request", "1");
		properties.put("budget.daily", "5");
		properties.put("budget.monthly", "50");
		properties.put("budget.alert-thresholds", "[ 0.5, 0.8 ]");
		properties.put("budget.tags.tenant.default.daily", "1");
		properties.put("budget.tags.tenant.acme.monthly", "20");
		properties.put("budget.unknown-price", "allow");
		properties.put("budget.store", "memory");
		properties.put("budget.on-store-failure", "open");
		properties.put("budget.reservation-ttl", "5m");
		properties.put("budget.jdbc.initialize-schema", "never");
		properties.put("budget.audit", "false");
		properties.put("providers.openai.api-key", "\"" + KEY + "\"");
		properties.put("providers.openai.model", "gpt-4.1");
		properties.put("providers.openai.base-url", "http://localhost:1/v1");
		properties.put("providers.openai.cost-per-1k-tokens", "0.03");
		properties.put("providers.openai.rate-limit.requests-per-minute", "60");
		properties.put("providers.openai.rate-limit.tokens-per-minute", "60000");
		properties.put("providers.openai.circuit-breaker.failure-rate-threshold", "50");
		properties.put("providers.openai.circuit-breaker.sliding-window", "60s");
		properties.put("providers.openai.circuit-breaker.open-duration", "30s");
		properties.put("providers.openai.circuit-breaker.minimum-calls", "10");
		properties.put("providers.pool.type", "anthropic");
		properties.put("providers.pool.api-keys", "[ \"" + KEY + "-a\", \"" + KEY + "-b\" ]");
		properties.put("providers.pool.models[0].name", "claude-haiku-4-5");
		properties.put("providers.pool.models[0].cost.input-per-1k-tokens", "0.001");
		properties.put("providers.pool.models[0].context-window", "200000");
		properties.put("providers.pool.models[1].name", "claude-sonnet-4-5");
		properties.put("providers.ollama.model", "llama3.2");
		properties.put("providers.ollama.enabled", "true");
		properties.put("providers.ollama.priority", "2");
		properties.put("providers.ollama.weight", "1");
		properties.put("providers.ollama.timeout", "30s");
		properties.put("providers.ollama.temperature", "0.2");
		properties.put("providers.ollama.max-tokens", "100");
		properties.put("providers.ollama.context-window", "8192");
		properties.put("providers.ollama.cost.output-per-1k-tokens", "0");
		properties.put("providers.ollama.budget.daily", "2");
		properties.put("providers.ollama.max-concurrency", "4");
		properties.put("providers.ollama.retry.max-retries", "3");
		properties.put("providers.ollama.retry.delay", "1s");
		properties.put("providers.spare.type", "simulated");
		properties.put("providers.spare.simulated.latency", "1ms");
		properties.put("providers.spare.simulated.failures.timeout", "0.05");
		properties.put("providers.spare.simulated.seed", "42");
		return Collections.unmodifiableMap(properties);
	}

	static Stream<String> files() {
		List<String> drawn = new ArrayList<>();
		for (String property : SOUND.keySet()) {
			VALUES.forEach((value) -> drawn.add(changed(property, value)));
			drawn.add(without(property));
			drawn.add(misspelt(property));
		}
		Collections.shuffle(drawn, new Random(SEED));
		return Stream.concat(crafted(), drawn.stream().limit(DRAWN)).distinct();
	}

	private static Stream<String> crafted() {
		return Stream.of(yaml(SOUND), "", "llm:\n", "llm: " + KEY + "\n", "llm.fallback: " + KEY + "\n",
				"llm.fallback.providers: " + KEY + "\n", "llm.fallback.providers: [ " + KEY + " ]\n",
				"llm.fallback.providers.openai: " + KEY + "\n", "llm.fallback.providers.openai: [ " + KEY + " ]\n",
				"llm.fallback.providers.openai.api-key.value: " + KEY + "\n", changed("timeout", KEY),
				changed("providers.openai.priority", KEY), changed("providers.openai.api-key", "${OPENAI_API_KEY}"),
				changed("providers.openai.api-key", "${llm.fallback.providers.openai.api-key}"),
				changed("timeout", "${llm.fallback.timeout}"), changed("enabled", "maybe"),
				changed("primary", "perhaps"), changed("budget.audit", "sometimes"), changed("budget.store", "disk"),
				changed("budget.jdbc.initialize-schema", "tomorrow"),
				yaml(SOUND) + "llm.fallback.providers.openai.api-keys[0]: " + KEY + "-c\n"
						+ "llm.fallback.providers.openai.api-keys[2]: " + KEY + "-d\n",
				yaml(SOUND) + "llm.fallback.providers.openai.api-keyz: " + KEY + "\n",
				yaml(SOUND) + "llm.fallback.timeout: 5s\n",
				"llm:\n  fallback:\n    providers:\n      openai:\n        api-key: " + KEY + "\n        api-key: x\n",
				"llm:\n  fallback:\n\tproviders: { openai: { api-key: " + KEY + " } }\n",
				"llm: { fallback: { providers: { openai: { api-key: " + KEY + "\n",
				"llm:\n  fallback:\n    providers:\n      openai: api-key: " + KEY + "\n",
				"llm:\n  fallback:\n   api-key: " + KEY + "\n    providers: {}\n", "- " + KEY + "\n",
				"llm.fallback.providers.openai.api-key: @" + KEY + "\n",
				"llm.fallback.providers.mine: { chat-model: nobody, api-key: " + KEY + " }\n",
				"llm.fallback.providers.mine: { type: nobody, api-key: " + KEY + " }\n",
				"llm.fallback.providers.\"[a b]\": { type: simulated }\n",
				"llm.fallback.providers.\"A_b\": { type: simulated, max_concurrency: 2 }\n",
				"llm.fallback.providers.x: { type: simulated, budget: { daily: -1 }, timeout: -1s, weight: x }\n");
	}

	@Test
	void atLeastTwoHundredFilesDiffer() {
		assertThat(new HashSet<>(files().toList())).hasSizeGreaterThanOrEqualTo(200);
	}

	@Test
	void soundFileStarts() throws IOException {
		assertThat(start(yaml(SOUND))).isTrue();
	}

	@ParameterizedTest(name = "{index}")
	@MethodSource("files")
	void applicationStartsOrSaysWhatIsWrong(String file, CapturedOutput output) throws IOException {
		boolean started = start(file);
		assertThat(output.toString()).as("seed %d, %s", SEED, file).doesNotContain(KEY, "\tat ", "run failed");
		int reports = output.toString().split("APPLICATION FAILED TO START", -1).length - 1;
		assertThat(reports).as("seed %d, %s%n%s", SEED, file, output).isEqualTo(started ? 0 : 1);
		if (!started) {
			assertThat(output.toString()).as("seed %d, %s", SEED, file)
				.containsOnlyOnce("Description:")
				.containsOnlyOnce("Action:")
				.matches((text) -> text.contains("llm.fallback.") || text.contains("cannot be read"));
		}
	}

	private boolean start(String file) throws IOException {
		Path location = Files.writeString(this.directory.resolve("application.yml"), file);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.run("--spring.config.location=" + location.toUri())) {
			return context.isActive();
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static String changed(String property, String value) {
		Map<String, String> properties = new LinkedHashMap<>(SOUND);
		properties.put(property, value);
		return yaml(properties);
	}

	private static String without(String property) {
		Map<String, String> properties = new LinkedHashMap<>(SOUND);
		properties.remove(property);
		return yaml(properties);
	}

	private static String misspelt(String property) {
		Map<String, String> properties = new LinkedHashMap<>(SOUND);
		String value = properties.remove(property);
		properties.put(property.substring(0, property.length() - 1), value);
		return yaml(properties);
	}

	private static String yaml(Map<String, String> properties) {
		return properties.entrySet()
			.stream()
			.map((property) -> "llm.fallback." + property.getKey() + ": " + property.getValue() + "\n")
			.collect(Collectors.joining());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ BudgetAutoConfiguration.class, ChatModelFactoryAutoConfiguration.class,
			LlmFallbackAutoConfiguration.class, LlmFallbackClientAutoConfiguration.class })
	static class Application {

	}

}
