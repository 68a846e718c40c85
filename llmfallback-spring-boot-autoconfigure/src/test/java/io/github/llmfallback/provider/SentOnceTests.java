package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Retrying is decided in one place, with the budget and the deadline in view, and never
 * behind its back in a client.
 */
class SentOnceTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final Prompt PROMPT = new Prompt("Hello");

	@ParameterizedTest
	@MethodSource("presetsAndStatuses")
	void aFailedCallIsNotRepeated(Preset preset, int status, Map<String, String> headers) {
		try (VendorServer server = VendorServer.start(preset.vendor()).fails(status, headers)) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			assertThatException().isThrownBy(() -> model.call(PROMPT));
			assertThat(server.count()).isOne();
		}
	}

	@ParameterizedTest
	@MethodSource("presetsAndStatuses")
	void aFailedStreamIsNotRepeated(Preset preset, int status, Map<String, String> headers) {
		try (VendorServer server = VendorServer.start(preset.vendor()).fails(status, headers)) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			assertThatException().isThrownBy(() -> model.stream(PROMPT).blockLast(TIMEOUT));
			assertThat(server.count()).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aCallWhoseConnectionIsLostIsNotRepeated(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.resettingBeforeHeaders()) {
			ChatModel model = preset.model(server.url(), TIMEOUT);
			assertThatException().isThrownBy(() -> model.call(PROMPT));
			assertThat(server.requests()).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aStreamWhoseConnectionIsLostIsNotRepeated(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.resettingBeforeHeaders()) {
			ChatModel model = preset.model(server.url(), TIMEOUT);
			assertThatException().isThrownBy(() -> model.stream(PROMPT).blockLast(TIMEOUT));
			assertThat(server.requests()).isOne();
		}
	}

	@ParameterizedTest
	@EnumSource
	void aRedirectIsNotFollowedWithTheKey(Preset preset) {
		try (VendorServer elsewhere = VendorServer.start(preset.vendor()).answers("Gotcha");
				VendorServer server = VendorServer.start(preset.vendor())
					.responds(302, Map.of("Location", elsewhere.baseUrl() + "/chat/completions"), "{}")) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, TIMEOUT));
			assertThatException().isThrownBy(() -> model.call(PROMPT));
			assertThat(elsewhere.count()).isZero();
		}
	}

	static Stream<Arguments> presetsAndStatuses() {
		return Stream.of(Preset.OPENAI, Preset.GROQ, Preset.CEREBRAS, Preset.ANTHROPIC, Preset.GEMINI, Preset.OLLAMA)
			.flatMap((preset) -> Stream.of(Arguments.of(preset, 408, Map.of()), Arguments.of(preset, 429, Map.of()),
					Arguments.of(preset, 500, Map.of()), Arguments.of(preset, 503, Map.of()),
					Arguments.of(preset, 503, Map.of("Retry-After", "0"))));
	}

}
