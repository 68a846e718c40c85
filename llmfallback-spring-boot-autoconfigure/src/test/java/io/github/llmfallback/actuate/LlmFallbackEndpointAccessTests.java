package io.github.llmfallback.actuate;

import java.util.Arrays;

import javax.management.MBeanOperationInfo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody changes anything through an endpoint that was not opened for it.
 */
class LlmFallbackEndpointAccessTests {

	private static final String PATH = "/actuator/llmfallback";

	private static final String PROVIDERS = """
			llm.fallback.providers.simulated.model: tiny
			""";

	@ParameterizedTest
	@ValueSource(strings = { "", "management.endpoint.llmfallback.access: read-only",
			"management.endpoints.access.max-permitted: read-only\nmanagement.endpoint.llmfallback.access: unrestricted" })
	void readingIsAllThatIsAllowedUnlessOpened(String access) throws Exception {
		try (Operator operator = Operator.of(PROVIDERS + access)) {
			assertThat(operator.get(PATH).status()).isEqualTo(200);
			assertThat(operator.get(PATH + "/simulated").status()).isEqualTo(200);
			assertThat(operator.post(PATH + "/simulated", "{\"enabled\": false}").status()).isEqualTo(405);
			assertThat(operator.post(PATH + "/simulated", "{\"check\": true}").status()).isEqualTo(405);
			assertThat(operator.delete(PATH).status()).isEqualTo(405);
			assertThat(operator.delete(PATH + "/simulated").status()).isEqualTo(405);
			assertThat(operator.chatModel().registry().statuses().get(0).enabled()).isTrue();
			assertThat(operations(operator)).containsExactlyInAnyOrder("llmFallback", "provider");
		}
	}

	@Test
	void everyOperationIsThereOnceOpened() throws Exception {
		try (Operator operator = Operator.of(PROVIDERS + "management.endpoint.llmfallback.access: unrestricted")) {
			assertThat(operations(operator)).containsExactlyInAnyOrder("llmFallback", "provider", "change",
					"resetSpend", "resetProviderSpend");
			assertThat(operator.post(PATH + "/simulated", "{\"enabled\": false}").status()).isEqualTo(200);
		}
	}

	private static String[] operations(Operator operator) throws Exception {
		return Arrays.stream(operator.mBeans().getMBeanInfo(Operator.mBean()).getOperations())
			.map(MBeanOperationInfo::getName)
			.toArray(String[]::new);
	}

}
