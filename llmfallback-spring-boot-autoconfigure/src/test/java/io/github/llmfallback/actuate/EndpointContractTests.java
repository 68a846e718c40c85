package io.github.llmfallback.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Dashboards and scripts read the endpoint: its fields keep their names, their order and
 * their types.
 */
class EndpointContractTests {

	/**
	 * Each value stands for its type; a time for any time. What may be missing is named
	 * in {@link #OPTIONAL}.
	 */
	private static final String DOCUMENTED = """
			{ "status": "UP", "strategy": "smart", "currency": "USD",
			  "providers": [ {
			      "name": "openai", "type": "openai", "enabled": true, "priority": 2, "status": "UP",
			      "availableAt": "2026-11-21T00:00:00Z",
			      "models": [ { "name": "gpt-4.1", "status": "UP", "availableAt": "2026-11-21T00:00:00Z" } ],
			      "keys": [ { "alias": "openai#1", "status": "UP", "availableAt": "2026-11-21T00:00:00Z",
			                  "lastFailure": "RATE_LIMITED" } ],
			      "circuit": { "state": "CLOSED", "failureRate": 0.0, "bufferedCalls": 12 },
			      "calls": { "succeeded": 10, "failed": 2, "skipped": 0, "failures": { "RATE_LIMITED": 2 } },
			      "latencyMs": { "p50": 412, "p95": 980 },
			      "inFlight": 0,
			      "rateLimit": { "requestsPerMinute": 60, "requestsAvailable": 58, "tokensPerMinute": 60000,
			                     "tokensAvailable": 59200 },
			      "cost": { "inputPer1kTokens": 0.03, "outputPer1kTokens": 0.03 },
			      "spend": { "today": 0.0123, "month": 0.51, "reserved": 0.0 } } ],
			  "budgets": [ { "scope": "global", "window": "DAILY", "limit": 50.0, "spent": 0.0123, "reserved": 0.0,
			                 "remaining": 49.9877, "resetsAt": "2026-11-21T00:00:00Z", "alertThresholds": [ 0.8 ],
			                 "alerted": [ 0.8 ] } ],
			  "recentCalls": [ { "id": "1", "at": "2026-11-21T00:00:00Z", "outcome": "SUCCESS", "provider": "openai",
			                     "model": "gpt-4.1", "elapsedMs": 512, "cost": 0.0021,
			                     "attempts": [ { "provider": "ollama", "model": "llama3", "key": "openai#1",
			                                     "outcome": "CONNECTION", "elapsedMs": 3, "retryAfterMs": 7000,
			                                     "cost": 0.0 } ] } ] }
			""";

	private static final List<String> OPTIONAL = List.of("availableAt", "lastFailure", "rateLimit", "key",
			"retryAfterMs");

	@Test
	void everyFieldIsAsDocumented() {
		try (VendorServer limited = VendorServer.start(Vendor.OPENAI).fails(429, Map.of("Retry-After", "7"));
				VendorServer good = VendorServer.start(Vendor.OLLAMA).answers("OK");
				Operator operator = Operator.of("""
						llm.fallback:
						  budget: { daily: 1, alert-thresholds: [ 0.1 ], store: memory }
						  strategy: declared-order
						  providers:
						    openai:
						      base-url: %s
						      api-key: sk-secret
						      model: gpt-4.1
						      cost-per-1k-tokens: 0.001
						      rate-limit: { requests-per-minute: 60, tokens-per-minute: 60000 }
						    ollama: { base-url: "%s", model: llama3.2, cost.per-request: 0.5 }
						""".formatted(limited.baseUrl(), good.baseUrl()))) {
			FallbackMetadata metadata = FallbackMetadata.from(operator.chatModel().call(new Prompt("Hi")));
			assertThat(metadata).isNotNull();
			JsonNode body = operator.get("/actuator/llmfallback").json();
			List<String> differences = new ArrayList<>();
			compare("", JsonMapper.shared().readTree(DOCUMENTED), body, differences);
			assertThat(differences).isEmpty();
			JsonNode openai = body.get("providers").get(0);
			assertThat(openai.get("keys").get(0).get("lastFailure").asString()).isEqualTo("RATE_LIMITED");
			assertThat(openai.get("keys").get(0).get("availableAt").isNull()).isFalse();
			assertThat(openai.get("rateLimit").valueStream()).noneMatch(JsonNode::isNull);
			assertThat(body.get("budgets").get(0).get("alerted")).isNotEmpty();
			assertThat(body.get("recentCalls").get(0).get("id").asString()).isEqualTo(metadata.callId());
			assertThat(body.get("recentCalls").get(0).get("attempts").get(0).get("retryAfterMs").asLong())
				.isEqualTo(7000);
			assertThat(body.toString()).doesNotContain("sk-secret");
		}
	}

	private static void compare(String path, JsonNode documented, JsonNode actual, List<String> differences) {
		String name = path.substring(path.lastIndexOf('.') + 1);
		if (actual.isNull() && OPTIONAL.contains(name)) {
			return;
		}
		if (!type(documented).equals(type(actual))) {
			differences.add(path + " is " + actual + " instead of a " + type(documented));
		}
		else if (documented.isArray()) {
			actual.forEach((item) -> compare(path + "[]", documented.get(0), item, differences));
		}
		else if (documented.isObject() && !name.equals("failures")) {
			if (!List.copyOf(documented.propertyNames()).equals(List.copyOf(actual.propertyNames()))) {
				differences.add(path + " has " + actual.propertyNames() + " instead of " + documented.propertyNames());
				return;
			}
			documented.propertyStream()
				.forEach((field) -> compare(path + "." + field.getKey(), field.getValue(), actual.get(field.getKey()),
						differences));
		}
	}

	private static String type(JsonNode node) {
		if (node.isString()) {
			return isTime(node.asString()) ? "time" : "text";
		}
		return node.isNumber() ? "number" : node.getNodeType().toString();
	}

	private static boolean isTime(String text) {
		try {
			Instant.parse(text);
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

}
