package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import io.micrometer.observation.ObservationRegistry;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Errors never repeat a key, and answers are never changed for a word that only stands
 * for one.
 */
class QuotedKeyTests {

	private static final String SECRET = "sk-live-4f9c2b7e11d84d0f";

	private static final Prompt PROMPT = new Prompt("Hello");

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final VendorServer server = VendorServer.start(Vendor.OPENAI);

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void errorsDoNotRepeatAKey() {
		this.server.responds(401, Map.of(), "{\"error\":{\"message\":\"Incorrect API key: " + SECRET + "\"}}");
		assertThat(catchThrowable(() -> chatModel(SECRET).call(PROMPT))).hasMessageContaining("Incorrect API key: ***");
	}

	@Test
	void wordThatStandsForAKeyIsNotTakenOutOfErrors() {
		this.server.responds(400, Map.of(), "{\"error\":{\"message\":\"none of these\"}}");
		assertThat(catchThrowable(() -> chatModel("none").call(PROMPT))).hasMessageContaining("none of these");
	}

	@Test
	void wordThatStandsForAKeyIsNotTakenOutOfStreams() {
		this.server.answers("A key is not-needed here");
		assertThat(streamed("not-needed")).isEqualTo("A key is not-needed here");
		assertThat(streamed("A")).isEqualTo("A key is not-needed here");
	}

	@ParameterizedTest
	@MethodSource("typesAndMisfits")
	void keyThatNoHeaderCanCarryIsNotRepeated(Preset preset, String misfit) {
		Throwable thrown = catchThrowable(
				() -> preset.create(preset.settings(this.server.baseUrl(), SECRET + misfit, null, null, TIMEOUT))
					.call(PROMPT));
		assertThat(Throwables.getStackTrace(thrown)).doesNotContain(SECRET).contains("character 25");
		assertThat(this.server.count()).isZero();
	}

	static Stream<Arguments> typesAndMisfits() {
		return Stream.of(Preset.values())
			.flatMap((preset) -> Stream.of("\u201d", "\u200b", "\n", "\u007f")
				.map((misfit) -> Arguments.of(preset, misfit)));
	}

	private String streamed(String key) {
		StringBuilder text = new StringBuilder();
		chatModel(key).stream(PROMPT).doOnNext((chunk) -> {
			if (chunk.getResult() != null && chunk.getResult().getOutput().getText() != null) {
				text.append(chunk.getResult().getOutput().getText());
			}
		}).blockLast();
		return text.toString();
	}

	private ChatModel chatModel(String key) {
		return new OpenAiChatModelFactory(ObservationRegistry.NOOP, null).create(new ChatModelSettings("test",
				ProviderType.OPENAI, this.server.baseUrl(), key, "model", null, null, TIMEOUT));
	}

}
