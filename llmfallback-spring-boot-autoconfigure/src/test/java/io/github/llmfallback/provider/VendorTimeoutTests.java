package io.github.llmfallback.provider;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.github.llmfallback.testsupport.Answer;
import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A timeout bounds a blocking request as a whole and the pauses of a stream, unless they
 * have a longer one of their own, but never the length of a healthy stream.
 */
class VendorTimeoutTests {

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	private static final Duration LONGER = Duration.ofSeconds(3);

	private static final Duration LESS = Duration.ofSeconds(2);

	private static final Answer ANSWER = Answer.text("One two three four five six seven eight nine ten");

	private static final Prompt PROMPT = new Prompt("Count");

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aCallWithoutAnAnswerTimesOut(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingBeforeHeaders()) {
			ChatModel model = preset.model(server.url(), TIMEOUT);
			assertThat(CompletableFuture.supplyAsync(() -> model.call(PROMPT))).failsWithin(LONGER)
				.withThrowableOfType(ExecutionException.class);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aCallWhoseAnswerTricklesInTimesOut(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answersOver(LONGER.multipliedBy(3), ANSWER)) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, LESS));
			assertThat(CompletableFuture.supplyAsync(() -> model.call(PROMPT))).failsWithin(LONGER.plus(LESS))
				.withThrowableOfType(ExecutionException.class);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aStreamMayFlowForLongerThanTheTimeout(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answersOver(LONGER, ANSWER)) {
			ChatModel model = preset.create(preset.settings(server.baseUrl(), Preset.KEY, null, null, LESS));
			String text = model.stream(PROMPT)
				.filter((response) -> response.getResult() != null)
				.mapNotNull((response) -> response.getResult().getOutput().getText())
				.reduce("", String::concat)
				.block(LONGER.multipliedBy(3));
			assertThat(text).isEqualTo(ANSWER.text());
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aStreamThatDoesNotBeginTimesOut(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingBeforeHeaders()) {
			ChatModel model = preset.model(server.url(), TIMEOUT);
			assertThat(model.stream(PROMPT).collectList().toFuture()).failsWithin(LONGER)
				.withThrowableOfType(ExecutionException.class);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aStreamThatPausesForTooLongTimesOut(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingInStream(preset.vendor())) {
			ChatModel model = preset.model(server.url(), TIMEOUT);
			assertThat(model.stream(PROMPT).collectList().toFuture()).failsWithin(LONGER)
				.withThrowableOfType(ExecutionException.class);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aStreamMayPauseForLongerThanTheTimeout(Preset preset) throws Exception {
		try (FaultyServer server = FaultyServer.stallingInStream(preset.vendor())) {
			ChatModel model = preset.create(new ChatModelSettings("test", preset.type(),
					preset.vendor().baseUrl(server.url()), Preset.KEY, Preset.MODEL, null, null, TIMEOUT, LESS));
			long start = System.nanoTime();
			assertThat(model.stream(PROMPT).collectList().toFuture()).failsWithin(LONGER.plus(LESS))
				.withThrowableOfType(ExecutionException.class);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LESS);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "GEMINI", "OLLAMA" })
	void aPauseMayBeLongerThanClientsCanCount(Preset preset) {
		try (VendorServer server = VendorServer.start(preset.vendor()).answers(ANSWER)) {
			ChatModel model = preset.create(new ChatModelSettings("test", preset.type(), server.baseUrl(), Preset.KEY,
					Preset.MODEL, null, null, LONGER, ChronoUnit.FOREVER.getDuration()));
			assertThat(model.stream(PROMPT).collectList().block(LONGER)).isNotEmpty();
		}
	}

}
