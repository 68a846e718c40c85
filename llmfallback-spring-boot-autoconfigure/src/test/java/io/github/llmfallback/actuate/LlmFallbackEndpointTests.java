package io.github.llmfallback.actuate;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatOptions;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see over HTTP and JMX after two calls that fell back and one that named
 * its providers.
 */
class LlmFallbackEndpointTests {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final JsonMapper JSON = new JsonMapper();

	private static ConfigurableApplicationContext application;

	private static FallbackMetadata lastCall;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Application.class).initializers(TestProperties.yaml("""
				server.port: 0
				spring.jmx.enabled: true
				management:
				  endpoints:
				    web.exposure.include: health,llmfallback
				    jmx: { exposure.include: llmfallback, domain: llmfallback.test }
				  endpoint.health.show-details: always
				  health.redis.enabled: false
				llm.fallback:
				  strategy: quality-optimized
				  providers:
				    flagship: { type: simulated, model: large, priority: 2, cost-per-1k-tokens: 0.03 }
				    backup:
				      type: simulated
				      models: [ small, tiny ]
				      rate-limit.requests-per-minute: 60
				      cost: { input-per-1k-tokens: 1, output-per-1k-tokens: 2 }
				    openai: { enabled: false, model: gpt-4.1, api-keys: [ sk-secret-one, sk-secret-two ] }
				""")).run();
		FallbackChatModel chatModel = application.getBean(FallbackChatModel.class);
		application.getBean(SimulatedProviders.class)
			.get("flagship")
			.orElseThrow()
			.failWith(FailureKind.RATE_LIMITED, Duration.ofSeconds(7));
		call(chatModel, FallbackChatOptions.builder().build());
		call(chatModel, FallbackChatOptions.builder().providers("openai", "backup").build());
		lastCall = call(chatModel, FallbackChatOptions.builder().build());
	}

	private static FallbackMetadata call(FallbackChatModel chatModel, ChatOptions options) {
		FallbackMetadata metadata = FallbackMetadata.from(chatModel.call(new Prompt("Hello", options)));
		assertThat(metadata).isNotNull();
		return metadata;
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void allProvidersAndCallsAreShown() throws Exception {
		JsonNode body = json(get("/actuator/llmfallback"));
		assertThat(body.propertyNames()).containsExactly("status", "strategy", "currency", "providers", "budgets",
				"recentCalls");
		assertThat(body.get("status").asString()).isEqualTo("DEGRADED");
		assertThat(body.get("strategy").asString()).isEqualTo("quality-optimized");
		assertThat(body.get("providers").valueStream().map(LlmFallbackEndpointTests::withoutTimes))
			.containsExactly(JSON.readTree("""
					{ "name": "flagship", "type": "simulated", "enabled": true, "priority": 2, "status": "COOLING",
					  "models": [ { "name": "large", "status": "COOLING" } ],
					  "keys": [],
					  "circuit": { "state": "CLOSED", "failureRate": 0.0, "bufferedCalls": 0 },
					  "calls": { "succeeded": 0, "failed": 1, "skipped": 1, "failures": { "RATE_LIMITED": 1 } },
					  "inFlight": 0, "rateLimit": null,
					  "cost": { "inputPer1kTokens": 0.03, "outputPer1kTokens": 0.03 },
					  "spend": { "today": 0, "month": 0, "reserved": 0 } }"""), JSON.readTree("""
					{ "name": "backup", "type": "simulated", "enabled": true, "priority": 0, "status": "UP",
					  "availableAt": null,
					  "models": [ { "name": "small", "status": "UP", "availableAt": null },
					              { "name": "tiny", "status": "UP", "availableAt": null } ],
					  "keys": [],
					  "circuit": { "state": "CLOSED", "failureRate": 0.0, "bufferedCalls": 3 },
					  "calls": { "succeeded": 3, "failed": 0, "skipped": 0, "failures": {} },
					  "inFlight": 0,
					  "rateLimit": { "requestsPerMinute": 60, "requestsAvailable": 57, "tokensPerMinute": null,
					                 "tokensAvailable": null },
					  "cost": { "inputPer1kTokens": 1, "outputPer1kTokens": 2 } }"""), JSON.readTree("""
					{ "name": "openai", "type": "openai", "enabled": false, "priority": 0, "status": "DISABLED",
					  "availableAt": null,
					  "models": [ { "name": "gpt-4.1", "status": "DISABLED", "availableAt": null } ],
					  "keys": [
					    { "alias": "openai#1", "status": "DISABLED", "availableAt": null, "lastFailure": null },
					    { "alias": "openai#2", "status": "DISABLED", "availableAt": null, "lastFailure": null } ],
					  "circuit": { "state": "CLOSED", "failureRate": 0.0, "bufferedCalls": 0 },
					  "calls": { "succeeded": 0, "failed": 0, "skipped": 1, "failures": {} },
					  "inFlight": 0, "rateLimit": null,
					  "cost": { "inputPer1kTokens": 0.002, "outputPer1kTokens": 0.008 },
					  "spend": { "today": 0, "month": 0, "reserved": 0 } }"""));
	}

	@Test
	void latestCallComesFirst() throws Exception {
		JsonNode calls = json(get("/actuator/llmfallback")).get("recentCalls");
		assertThat(calls).hasSize(3);
		JsonNode latest = calls.get(0);
		assertThat(latest.propertyNames()).containsExactly("id", "at", "outcome", "provider", "model", "elapsedMs",
				"cost", "attempts");
		assertThat(latest.get("id").asString()).isEqualTo(lastCall.callId());
		assertThat(Instant.parse(latest.get("at").asString()))
			.isAfter(Instant.parse(calls.get(2).get("at").asString()));
		assertThat(latest.get("outcome").asString()).isEqualTo("SUCCESS");
		assertThat(latest.get("provider").asString()).isEqualTo("backup");
		assertThat(latest.get("model").asString()).isEqualTo("small");
		assertThat(latest.get("elapsedMs").isIntegralNumber()).isTrue();
		assertThat(latest.get("cost").decimalValue()).isPositive().isEqualByComparingTo(lastCall.cost());
		assertThat(latest.get("attempts")).hasSize(2);
		ObjectNode skipped = (ObjectNode) withoutElapsed(latest.get("attempts").get(0));
		assertThat(skipped.remove("retryAfterMs").asInt()).isBetween(1, 7000);
		assertThat(skipped).isEqualTo(JSON.readTree("""
				{ "provider": "flagship", "model": "large", "key": null, "outcome": "COOLING_DOWN",
				  "cost": 0 }"""));
		assertThat(withoutElapsed(calls.get(2).get("attempts").get(0)).get("outcome").asString())
			.isEqualTo("RATE_LIMITED");
		assertThat(calls.get(2).get("attempts").get(0).get("retryAfterMs").asInt()).isEqualTo(7000);
		assertThat(calls.get(1).get("attempts").get(0)).isEqualTo(JSON.readTree("""
				{ "provider": "openai", "model": "gpt-4.1", "key": "openai#1", "outcome": "DISABLED",
				  "elapsedMs": 0, "retryAfterMs": null, "cost": 0 }"""));
	}

	@Test
	void oneProviderIsShownByItsName() throws Exception {
		JsonNode all = json(get("/actuator/llmfallback")).get("providers");
		assertThat(json(get("/actuator/llmfallback/backup"))).isEqualTo(all.get(1));
		assertThat(json(get("/actuator/llmfallback/openai"))).isEqualTo(all.get(2));
	}

	@Test
	void unknownProviderIsNotFound() throws Exception {
		assertThat(get("/actuator/llmfallback/nobody").statusCode()).isEqualTo(404);
	}

	@Test
	void noSecretIsShown() throws Exception {
		assertThat(get("/actuator/llmfallback").body() + get("/actuator/llmfallback/openai").body()
				+ get("/actuator/health").body())
			.doesNotContain("sk-secret");
	}

	@Test
	void healthHasAComponentWithEveryProvider() throws Exception {
		JsonNode component = json(get("/actuator/health")).get("components").get("llmFallback");
		JsonNode flagship = component.get("details").get("providers").get("flagship");
		withoutAvailableAt(flagship);
		assertThat(component).isEqualTo(JSON.readTree("""
				{ "status": "UP",
				  "details": { "availability": "DEGRADED",
				    "providers": { "flagship": { "status": "COOLING" }, "backup": { "status": "UP" },
				                   "openai": { "status": "DISABLED" } } } }"""));
	}

	@Test
	@SuppressWarnings("unchecked")
	void jmxShowsTheSame() throws Exception {
		Map<String, Object> body = (Map<String, Object>) invoke("llmFallback", new Object[0], new String[0]);
		assertThat(body).containsEntry("status", "DEGRADED").containsEntry("strategy", "quality-optimized");
		assertThat((List<Map<String, Object>>) body.get("providers")).extracting((provider) -> provider.get("name"))
			.containsExactly("flagship", "backup", "openai");
		String[] signature = { String.class.getName() };
		assertThat((Map<String, Object>) invoke("provider", new Object[] { "openai" }, signature))
			.containsEntry("name", "openai")
			.containsEntry("cost",
					Map.of("inputPer1kTokens", new BigDecimal("0.002"), "outputPer1kTokens", new BigDecimal("0.008")));
		assertThat(invoke("provider", new Object[] { "nobody" }, signature)).isNull();
	}

	@Test
	void endpointIsNotExposedUnlessIncluded() throws Exception {
		try (ConfigurableApplicationContext closed = new SpringApplicationBuilder(Application.class).run(
				"--server.port=0", "--llm.fallback.providers.simulated.model=tiny",
				"--management.health.redis.enabled=false")) {
			assertThat(get(closed, "/actuator/health").statusCode()).isEqualTo(200);
			assertThat(get(closed, "/actuator/llmfallback").statusCode()).isEqualTo(404);
		}
	}

	private static Object invoke(String operation, Object[] arguments, String[] signature) throws JMException {
		return application.getBean(MBeanServer.class)
			.invoke(new ObjectName("llmfallback.test:type=Endpoint,name=Llmfallback"), operation, arguments, signature);
	}

	private static JsonNode withoutTimes(JsonNode provider) {
		if (provider.get("name").asString().equals("backup")) {
			JsonNode spend = ((ObjectNode) provider).remove("spend");
			assertThat(spend.get("today").decimalValue()).isPositive()
				.isEqualByComparingTo(spend.get("month").decimalValue());
			assertThat(spend.get("reserved").decimalValue()).isZero();
		}
		if (provider.get("status").asString().equals("COOLING")) {
			withoutAvailableAt(provider);
			withoutAvailableAt(provider.get("models").get(0));
		}
		return withoutLatency(provider);
	}

	private static void withoutAvailableAt(JsonNode part) {
		String availableAt = ((ObjectNode) part).remove("availableAt").asString();
		assertThat(Instant.parse(availableAt)).isBetween(Instant.now(), Instant.now().plusSeconds(7));
	}

	private static JsonNode withoutLatency(JsonNode provider) {
		JsonNode latency = ((ObjectNode) provider).remove("latencyMs");
		assertThat(latency.propertyNames()).containsExactly("p50", "p95");
		assertThat(latency.valueStream()).allSatisfy((value) -> assertThat(value.isIntegralNumber()).isTrue());
		return provider;
	}

	private static JsonNode withoutElapsed(JsonNode attempt) {
		assertThat(((ObjectNode) attempt).remove("elapsedMs").isIntegralNumber()).isTrue();
		return attempt;
	}

	private static JsonNode json(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

	private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return get(application, path);
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
		return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
