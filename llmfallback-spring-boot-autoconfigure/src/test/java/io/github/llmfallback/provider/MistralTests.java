package io.github.llmfallback.provider;

import java.time.Duration;

import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Mistral rejects what it does not know, {@code stream_options} for one.
 */
class MistralTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@ParameterizedTest
	@CsvSource({ "MISTRAL, false", "GROQ, true", "OPENAI, true" })
	void onlyMistralIsNotAskedForTheUsageOfAStream(Preset preset, boolean asked) {
		try (VendorServer server = VendorServer.start(Vendor.OPENAI).answers("Hi")) {
			preset.create(preset.settings(server.baseUrl(), Preset.KEY, 0.5, 50, TIMEOUT))
				.stream(new Prompt("Hello"))
				.blockLast(TIMEOUT);
			assertThat(server.lastRequest().body().has("stream_options")).isEqualTo(asked);
			assertThat(server.lastRequest().body().path("max_tokens").isInt()
					|| server.lastRequest().body().path("max_completion_tokens").isInt())
				.isTrue();
			assertThat(server.lastRequest().body().path("stream").asBoolean()).isTrue();
		}
	}

}
