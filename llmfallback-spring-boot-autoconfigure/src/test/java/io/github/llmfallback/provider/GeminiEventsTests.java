package io.github.llmfallback.provider;

import java.io.IOException;

import com.google.genai.errors.ApiException;
import io.github.llmfallback.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GeminiEventsTests {

	private static final String WORD = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}]}";

	private static final String END = "{\"candidates\":[{\"finishReason\":\"STOP\"}]}";

	private final GeminiEvents events = new GeminiEvents();

	@Test
	void streamWithAFinishReasonIsComplete() {
		assertThatCode(() -> read(WORD, END, "{\"usageMetadata\":{}}")).doesNotThrowAnyException();
	}

	@Test
	void streamWithoutAFinishReasonIsTruncated() {
		assertThatExceptionOfType(BrokenAnswerException.class).isThrownBy(() -> read(WORD))
			.satisfies((ex) -> assertThat(ex.failure().kind()).isEqualTo(FailureKind.TRUNCATED));
	}

	@Test
	void streamWithoutCandidatesIsLeftToTheJudge() {
		assertThatCode(() -> read("{\"usageMetadata\":{}}")).doesNotThrowAnyException();
	}

	@Test
	void blockedPromptIsFiltered() {
		assertThatExceptionOfType(BrokenAnswerException.class)
			.isThrownBy(() -> read("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}"))
			.satisfies((ex) -> assertThat(ex.failure().kind()).isEqualTo(FailureKind.CONTENT_FILTERED));
	}

	@Test
	void errorKeepsItsCodeStatusAndMessage() {
		assertThatExceptionOfType(ApiException.class)
			.isThrownBy(() -> read("{\"error\":{\"code\":503,\"message\":\"Busy\",\"status\":\"UNAVAILABLE\"}}"))
			.satisfies((ex) -> {
				assertThat(ex.code()).isEqualTo(503);
				assertThat(ex.status()).isEqualTo("UNAVAILABLE");
				assertThat(ex.message()).isEqualTo("Busy");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"error\":{}}", "{\"error\":{\"code\":[],\"message\":{},\"status\":7}}" })
	void errorThatSaysNothingIsAnErrorAllTheSame(String event) {
		assertThatExceptionOfType(ApiException.class).isThrownBy(() -> read(event));
	}

	@Test
	void textAboutErrorsIsNone() {
		assertThatCode(() -> read("{\"error\":null}", "[\"error\"]", WORD, END)).doesNotThrowAnyException();
	}

	private void read(String... stream) throws IOException {
		for (String event : stream) {
			this.events.event(event);
		}
		this.events.end();
	}

}
