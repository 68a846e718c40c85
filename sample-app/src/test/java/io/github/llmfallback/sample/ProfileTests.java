package io.github.llmfallback.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;

import io.github.llmfallback.FallbackChatClient;
import io.github.llmfallback.ProviderStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The profiles that put a real provider in front. Their servers are played by a socket on
 * which nobody may call.
 */
class ProfileTests {

	@ParameterizedTest
	@CsvSource({ "openai, openai#1", "anthropic, anthropic#1", "gemini, gemini#1", "ollama,", "groq, groq#1",
			"cerebras, cerebras#1" })
	void profilePutsItsProviderInFrontWithoutContactingIt(String profile, String alias) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				ConfigurableApplicationContext context = start(profile, "dummy",
						"http://localhost:" + server.getLocalPort())) {
			List<ProviderStatus> providers = context.getBean(FallbackChatClient.class).providers();

			assertThat(providers).extracting(ProviderStatus::name)
				.containsExactlyInAnyOrder(profile, "flagship", "economy", "local");
			ProviderStatus provider = providers.stream()
				.filter((status) -> status.name().equals(profile))
				.findAny()
				.get();
			assertThat(provider.type()).isEqualTo(profile);
			assertThat(provider.keys()).extracting(ProviderStatus.KeyStatus::alias)
				.isEqualTo((alias != null) ? List.of(alias) : List.of());
			assertThat(providers).filteredOn((status) -> status != provider)
				.allMatch((status) -> status.priority() < provider.priority());
			assertNobodyCalled(server);
		}
	}

	@ParameterizedTest
	@CsvSource({ "openai", "anthropic", "gemini", "groq", "cerebras" })
	void profileWithoutItsKeyDoesNotStart(String profile) {
		assertThatThrownBy(() -> start(profile, "", "http://localhost").close()).rootCause()
			.hasMessageContaining("llm.fallback.providers." + profile + ".api-key: no key is set");
	}

	private static ConfigurableApplicationContext start(String profile, String key, String baseUrl) {
		return new SpringApplicationBuilder(SampleApplication.class).web(WebApplicationType.NONE)
			.profiles(profile)
			.run("--" + profile.toUpperCase(Locale.ROOT) + "_API_KEY=" + key,
					"--llm.fallback.providers." + profile + ".base-url=" + baseUrl);
	}

	private static void assertNobodyCalled(ServerSocket server) throws IOException {
		server.setSoTimeout(1);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
	}

}
