package io.github.llmfallback.actuate;

import java.util.List;
import java.util.Map;

import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.ReflectionException;

import io.github.llmfallback.actuate.Operator.Reply;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What operators change over HTTP and JMX in an application that lets them.
 */
class LlmFallbackEndpointWriteTests {

	private static final Class<?>[] CHANGE = { String.class, Boolean.class, String.class, Boolean.class };

	private static final Class<?>[] NAME = { String.class };

	private static final String PATH = "/actuator/llmfallback";

	private static VendorServer good;

	private static VendorServer bad;

	private static Operator operator;

	@BeforeAll
	static void start() {
		good = VendorServer.start(Vendor.OPENAI).answers("OK");
		bad = VendorServer.start(Vendor.ANTHROPIC).fails(401);
		operator = Operator
			.of("""
					management.endpoint.llmfallback.access: unrestricted
					llm.fallback:
					  strategy: quality-optimized
					  retry.max-retries: 0
					  budget: { store: memory, daily: 100, monthly: 1000 }
					  providers:
					    openai:
					      base-url: %s
					      api-keys: [ sk-secret-one, sk-secret-two ]
					      models: [ gpt-4.1, gpt-4.1-mini ]
					      priority: 2
					      cost.per-request: 1
					    anthropic: { base-url: "%s", api-key: sk-secret-three, model: claude-haiku-4-5, cost.per-request: 2 }
					    spare: { type: openai, base-url: "%s", api-key: sk-secret-four, model: gpt-4.1, cost.per-request: 4, enabled: false }
					"""
				.formatted(good.baseUrl(), bad.baseUrl(), good.baseUrl()));
	}

	@AfterAll
	static void stop() {
		operator.close();
		good.close();
		bad.close();
	}

	@AfterEach
	void undo() {
		operator.post(PATH + "/openai", "{\"enabled\": true}");
		operator.post(PATH + "/openai", "{\"reset\": \"health\"}");
		operator.post(PATH + "/anthropic", "{\"reset\": \"health\"}");
		operator.delete(PATH);
	}

	@Test
	void providerIsDisabledAndEnabled() {
		Reply disabled = operator.post(PATH + "/openai", "{\"enabled\": false}");
		assertThat(disabled.status()).isEqualTo(200);
		assertThat(disabled.json()).isEqualTo(operator.get(PATH + "/openai").json());
		assertThat(disabled.json().get("enabled").asBoolean()).isFalse();
		assertThat(disabled.json().get("status").asString()).isEqualTo("DISABLED");
		assertThat(operator.chatModel().registry().statuses().get(0).enabled()).isFalse();
		Reply enabled = operator.post(PATH + "/openai", "{\"enabled\": true}");
		assertThat(enabled.json().get("status").asString()).isEqualTo("UP");
	}

	@Test
	void healthIsReset() {
		operator.chatModel().registry().disable("openai");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> operator.chatModel().call("Hi"));
		assertThat(status("anthropic")).isEqualTo("COOLING");
		Reply reset = operator.post(PATH + "/anthropic", "{\"reset\": \"health\"}");
		assertThat(reset.status()).isEqualTo(200);
		assertThat(reset.json().get("status").asString()).isEqualTo("UP");
		assertThat(status("anthropic")).isEqualTo("UP");
	}

	@Test
	void checkReportsEveryKeyAndModel() {
		Reply reply = operator.post(PATH + "/openai", "{\"check\": true}");
		assertThat(reply.status()).isEqualTo(200);
		JsonNode body = reply.json();
		assertThat(body.propertyNames()).containsExactly("provider", "checks");
		assertThat(body.get("checks").valueStream().map(LlmFallbackEndpointWriteTests::withoutLatency)).containsExactly(
				answered("gpt-4.1", "openai#1"), answered("gpt-4.1", "openai#2"), answered("gpt-4.1-mini", "openai#1"),
				answered("gpt-4.1-mini", "openai#2"));
		assertThat(good.lastRequest().body().toString()).contains("Reply with OK");
	}

	@Test
	void checkThatFailsSaysWhatToDo() {
		Reply reply = operator.post(PATH + "/anthropic", "{\"check\": true}");
		assertThat(reply.status()).isEqualTo(200);
		JsonNode check = reply.json().get("checks").get(0);
		assertThat(check.get("outcome").asString()).isEqualTo("AUTHENTICATION");
		assertThat(check.get("key").asString()).isEqualTo("anthropic#1");
		assertThat(check.get("message").asString()).contains("401");
		assertThat(check.get("remedy").asString()).contains("llm.fallback.providers.anthropic.api-key");
		assertThat(reply.body()).doesNotContain("sk-secret");
		assertThat(status("anthropic")).as("nothing is learned").isEqualTo("UP");
		assertThat(operator.get(PATH).json().get("recentCalls")).noneMatch((call) -> call.toString().contains("check"));
	}

	@Test
	void providerThatIsSwitchedOffIsCheckedAsWell() {
		JsonNode body = operator.post(PATH + "/spare", "{\"check\": true}").json();
		assertThat(body.get("checks").get(0).get("outcome").asString()).isEqualTo("SUCCESS");
		assertThat(status("spare")).isEqualTo("DISABLED");
	}

	@Test
	void spendIsResetForAllOrForOne() {
		operator.delete(PATH);
		operator.post(PATH + "/openai", "{\"check\": true}");
		operator.post(PATH + "/spare", "{\"check\": true}");
		assertThat(spent("openai")).isEqualTo(4);
		assertThat(spent("spare")).isEqualTo(4);
		Reply one = operator.delete(PATH + "/spare");
		assertThat(one.status()).isEqualTo(200);
		assertThat(one.json().get("spend").get("today").decimalValue()).isZero();
		assertThat(spent("openai")).isEqualTo(4);
		assertThat(operator.get(PATH).json().get("budgets").get(0).get("spent").asInt()).isEqualTo(8);
		Reply all = operator.delete(PATH);
		assertThat(all.status()).isEqualTo(204);
		assertThat(all.body()).isEmpty();
		assertThat(spent("openai")).isZero();
		assertThat(operator.get(PATH).json().get("budgets").get(0).get("spent").decimalValue()).isZero();
	}

	@Test
	void unknownProviderIsNotFound() {
		assertThat(operator.get(PATH + "/nobody").status()).isEqualTo(404);
		for (Reply reply : List.of(operator.post(PATH + "/nobody", "{\"enabled\": true}"),
				operator.post(PATH + "/nobody", "{\"check\": true}"), operator.post(PATH + "/nobody", "{}"),
				operator.delete(PATH + "/nobody"))) {
			assertThat(reply.status()).isEqualTo(404);
			assertThat(reply.json().get("error").asString()).contains("'nobody'");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"enable\": true}", "{\"reset\": \"spend\"}", "{\"check\": false}",
			"{\"enabled\": true, \"check\": true}", "{\"enabled\": false, \"reset\": \"health\"}" })
	void requestThatAsksForNotExactlyOneChangeIsRefused(String json) {
		Reply reply = operator.post(PATH + "/openai", json);
		assertThat(reply.status()).isEqualTo(400);
		assertThat(reply.json().get("error").asString()).startsWith("Send one of");
		assertThat(status("openai")).isEqualTo("UP");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"enabled\": \"perhaps\"}", "{\"enabled\": ", "[]" })
	void requestThatCannotBeReadIsRefused(String json) {
		assertThat(operator.post(PATH + "/openai", json).status()).isEqualTo(400);
		assertThat(status("openai")).isEqualTo("UP");
	}

	@Test
	@SuppressWarnings("unchecked")
	void jmxDoesTheSame() throws Exception {
		operator.delete(PATH);
		assertThat((Map<String, Object>) operator.invoke("change", CHANGE, "openai", false, null, null))
			.containsEntry("status", "DISABLED");
		assertThat(status("openai")).isEqualTo("DISABLED");
		operator.invoke("change", CHANGE, "openai", true, null, null);
		Map<String, Object> checked = (Map<String, Object>) operator.invoke("change", CHANGE, "openai", null, null,
				true);
		assertThat((List<Map<String, Object>>) checked.get("checks")).hasSize(4)
			.allSatisfy((check) -> assertThat(check).containsEntry("outcome", "SUCCESS"));
		assertThat(spent("openai")).isEqualTo(4);
		assertThat((Map<String, Object>) operator.invoke("resetProviderSpend", NAME, "openai")).containsEntry("name",
				"openai");
		assertThat(spent("openai")).isZero();
		assertThat(operator.get(PATH).json().get("budgets").get(0).get("spent").asInt()).isEqualTo(4);
		assertThat(operator.invoke("resetSpend", new Class<?>[0])).isNull();
		assertThat(operator.get(PATH).json().get("budgets").get(0).get("spent").decimalValue()).isZero();
	}

	@Test
	void jmxSaysWhatIsWrong() throws JMException {
		assertThatExceptionOfType(ReflectionException.class)
			.isThrownBy(() -> operator.invoke("change", CHANGE, "openai", null, "spend", null))
			.withMessageContaining("Send one of");
		assertThatExceptionOfType(MBeanException.class)
			.isThrownBy(() -> operator.invoke("change", CHANGE, "nobody", true, null, null))
			.withMessageContaining("There is no provider 'nobody'");
		assertThatExceptionOfType(MBeanException.class)
			.isThrownBy(() -> operator.invoke("resetProviderSpend", NAME, "nobody"))
			.withMessageContaining("There is no provider 'nobody'");
		assertThat(operator.invoke("provider", NAME, "nobody")).isNull();
	}

	private static JsonNode answered(String model, String key) {
		return JsonMapper.shared()
			.createObjectNode()
			.put("model", model)
			.put("key", key)
			.put("outcome", "SUCCESS")
			.putNull("message")
			.putNull("remedy");
	}

	private static JsonNode withoutLatency(JsonNode check) {
		assertThat(check.propertyNames()).containsExactly("model", "key", "outcome", "latencyMs", "message", "remedy");
		assertThat(((ObjectNode) check).remove("latencyMs").isIntegralNumber()).isTrue();
		return check;
	}

	private static String status(String provider) {
		return operator.get(PATH + "/" + provider).json().get("status").asString();
	}

	private static int spent(String provider) {
		return operator.get(PATH + "/" + provider).json().get("spend").get("today").asInt();
	}

}
