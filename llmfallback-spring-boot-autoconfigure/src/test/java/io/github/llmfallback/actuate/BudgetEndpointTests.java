package io.github.llmfallback.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see over HTTP after two calls that were paid for and one that was not.
 */
class BudgetEndpointTests {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private static final JsonMapper JSON = new JsonMapper();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Application.class).initializers(TestProperties.yaml("""
				server.port: 0
				management:
				  endpoints.web.exposure.include: llmfallback
				  health.redis.enabled: false
				llm.fallback:
				  strategy: quality-optimized
				  budget:
				    currency: EUR
				    store: memory
				    daily: 2
				    monthly: 20
				    alert-thresholds: [ 0.1, 0.5 ]
				  providers:
				    paid: { type: simulated, model: large, priority: 2, cost.per-request: 1, budget.monthly: 7.5 }
				    free: { type: simulated, model: small }
				""")).run();
		FallbackChatModel chatModel = application.getBean(FallbackChatModel.class);
		chatModel.call("One");
		chatModel.call("Two");
		chatModel.call("Three");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void everyBudgetIsShown() throws Exception {
		JsonNode body = get();
		assertThat(body.get("currency").asString()).isEqualTo("EUR");
		JsonNode budgets = body.get("budgets");
		assertThat(budgets).hasSize(3).allSatisfy((budget) -> {
			assertThat(budget.propertyNames()).containsExactly("scope", "window", "limit", "spent", "reserved",
					"remaining", "resetsAt", "alertThresholds", "alerted");
			assertReset(budget);
		});
		assertThat(budgets.valueStream().map(BudgetEndpointTests::withoutReset)).containsExactly(JSON.readTree("""
				{ "scope": "global", "window": "DAILY", "limit": 2, "spent": 2, "reserved": 0, "remaining": 0,
				  "alertThresholds": [ 0.1, 0.5 ], "alerted": [ 0.1, 0.5 ] }"""), JSON.readTree("""
				{ "scope": "global", "window": "MONTHLY", "limit": 20, "spent": 2, "reserved": 0, "remaining": 18,
				  "alertThresholds": [ 0.1, 0.5 ], "alerted": [ 0.1 ] }"""), JSON.readTree("""
				{ "scope": "provider:paid", "window": "MONTHLY", "limit": 7.5, "spent": 2, "reserved": 0,
				  "remaining": 5.5, "alertThresholds": [ 0.1, 0.5 ], "alerted": [ 0.1 ] }"""));
	}

	@Test
	void providersShowWhatWasSpentOnThem() throws Exception {
		JsonNode providers = get().get("providers");
		assertThat(providers.get(0).get("spend")).isEqualTo(JSON.readTree("""
				{ "today": 2, "month": 2, "reserved": 0 }"""));
		assertThat(providers.get(1).get("spend")).isEqualTo(JSON.readTree("""
				{ "today": 0, "month": 0, "reserved": 0 }"""));
	}

	@Test
	void providerThatMayNotBePaidForIsOverBudgetUntilTheReset() throws Exception {
		JsonNode body = get();
		JsonNode resetsAt = body.get("budgets").get(0).get("resetsAt");
		JsonNode paid = body.get("providers").get(0);
		assertThat(paid.get("status").asString()).isEqualTo("OVER_BUDGET");
		assertThat(paid.get("availableAt")).isEqualTo(resetsAt);
		assertThat(body.get("providers").get(1).get("status").asString()).isEqualTo("UP");
		assertThat(body.get("providers").get(1).get("availableAt").isNull()).isTrue();
		assertThat(body.get("status").asString()).isEqualTo("DEGRADED");
	}

	@Test
	void attemptThatWasNotPaidForIsShown() throws Exception {
		JsonNode latest = get().get("recentCalls").get(0);
		assertThat(latest.get("provider").asString()).isEqualTo("free");
		assertThat(latest.get("cost").decimalValue()).isZero();
		JsonNode passedOver = latest.get("attempts").get(0);
		assertThat(passedOver.propertyNames()).containsExactly("provider", "model", "key", "outcome", "elapsedMs",
				"retryAfterMs", "cost");
		assertThat(passedOver.get("provider").asString()).isEqualTo("paid");
		assertThat(passedOver.get("outcome").asString()).isEqualTo("OVER_BUDGET");
		assertThat(passedOver.get("elapsedMs").asLong()).isZero();
		assertThat(passedOver.get("cost").decimalValue()).isZero();
		assertThat(get().get("recentCalls").get(1).get("cost").decimalValue()).isEqualByComparingTo("1");
	}

	private static void assertReset(JsonNode budget) {
		Instant resetsAt = Instant.parse(budget.get("resetsAt").asString());
		assertThat(resetsAt).isEqualTo(resetsAt.truncatedTo(ChronoUnit.DAYS));
		if (budget.get("window").asString().equals("DAILY")) {
			assertThat(resetsAt).isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(1)));
		}
		else {
			assertThat(resetsAt).isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(31)));
			assertThat(resetsAt.atOffset(ZoneOffset.UTC).getDayOfMonth()).isOne();
		}
	}

	private static JsonNode withoutReset(JsonNode budget) {
		((ObjectNode) budget).remove("resetsAt");
		return budget;
	}

	private static JsonNode get() throws IOException, InterruptedException {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		URI uri = URI.create("http://localhost:" + port + "/actuator/llmfallback");
		HttpResponse<String> response = HTTP.send(HttpRequest.newBuilder(uri).build(),
				HttpResponse.BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return JSON.readTree(response.body());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
