package io.github.llmfallback.actuate;

import java.time.Instant;
import java.util.Map;

import io.github.llmfallback.ProviderRegistry;
import io.github.llmfallback.actuate.Operator.Reply;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application whose readiness depends on its providers takes no more traffic when none
 * of them can serve, and only then.
 */
class LlmFallbackHealthTests {

	private static final String READINESS = "/actuator/health/readiness";

	private static VendorServer limited;

	private static VendorServer good;

	private static Operator operator;

	@BeforeAll
	static void start() {
		limited = VendorServer.start(Vendor.OPENAI).fails(429, Map.of("Retry-After", "600"));
		good = VendorServer.start(Vendor.ANTHROPIC).answers("OK");
		operator = Operator.of("""
				management.endpoint.health.probes.enabled: true
				management.endpoint.health.group.readiness:
				  include: readinessState,llmFallback
				  show-details: always
				llm.fallback:
				  strategy: declared-order
				  providers:
				    openai: { base-url: "%s", api-key: sk-secret-one, model: gpt-4.1 }
				    anthropic: { base-url: "%s", api-key: sk-secret-two, model: claude-haiku-4-5 }
				""".formatted(limited.baseUrl(), good.baseUrl()));
	}

	@AfterAll
	static void stop() {
		operator.close();
		limited.close();
		good.close();
	}

	@Test
	void readinessEndsWithTheLastProviderThatServes() {
		ProviderRegistry registry = operator.chatModel().registry();
		Reply well = operator.get(READINESS);
		assertThat(well.status()).isEqualTo(200);
		assertThat(details(well).get("availability").asString()).isEqualTo("UP");
		assertThat(details(well).get("providers").toString())
			.isEqualTo("{\"openai\":{\"status\":\"UP\"},\"anthropic\":{\"status\":\"UP\"}}");

		assertThat(operator.chatModel().call("Hi")).isEqualTo("OK");
		Reply degraded = operator.get(READINESS);
		assertThat(degraded.status()).isEqualTo(200);
		assertThat(details(degraded).get("availability").asString()).isEqualTo("DEGRADED");
		JsonNode resting = details(degraded).get("providers").get("openai");
		assertThat(resting.get("status").asString()).isEqualTo("COOLING");
		assertThat(Instant.parse(resting.get("availableAt").asString())).isBetween(Instant.now().plusSeconds(500),
				Instant.now().plusSeconds(600));

		registry.disable("anthropic");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> operator.chatModel().call("Hi"));
		Reply down = operator.get(READINESS);
		assertThat(down.status()).isEqualTo(503);
		assertThat(down.json().get("status").asString()).isEqualTo("DOWN");
		assertThat(details(down).get("availability").asString()).isEqualTo("DOWN");
		assertThat(down.json().get("components").get("readinessState").get("status").asString()).isEqualTo("UP");
		assertThat(down.body()).doesNotContain("sk-secret");
		assertThat(operator.get("/actuator/health/liveness").status()).isEqualTo(200);

		registry.enable("anthropic");
		assertThat(operator.get(READINESS).status()).isEqualTo(200);
	}

	private static JsonNode details(Reply reply) {
		return reply.json().get("components").get("llmFallback").get("details");
	}

}
