package io.github.llmfallback.provider;

import java.io.IOException;

import io.github.llmfallback.failure.FailureKind;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A client sees every event that can be read, and learns what its stream lacks.
 */
class WholeEventsTests {

	private static final String WHOLE = "event: a\ndata: {\"a\":1}\n\n";

	private static final String BROKEN = "data: {\"a\n\n";

	@Test
	void wholeEventsPassUnchanged() throws IOException {
		String events = ": comment\n" + WHOLE + "data: [DONE]\n\n";
		assertThat(read(events, EventRules.NONE)).isEqualTo(events);
	}

	@Test
	void brokenEventIsLeftOut() throws IOException {
		assertThat(read(WHOLE + BROKEN + WHOLE, EventRules.NONE)).isEqualTo(WHOLE + "\n" + WHOLE);
	}

	@Test
	void streamOfBrokenEventsIsMalformed() {
		assertFails(BROKEN + BROKEN, EventRules.NONE, FailureKind.MALFORMED_RESPONSE);
	}

	@Test
	void emptyStreamPasses() throws IOException {
		assertThat(read("", new OpenAiEvents())).isEmpty();
	}

	@Test
	void rulesThatRejectAnEventCloseTheStream() {
		Buffer events = new Buffer().writeUtf8("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n");
		ClosingSource source = new ClosingSource(events);
		assertThatExceptionOfType(BrokenAnswerException.class)
			.isThrownBy(() -> Okio.buffer(new WholeEvents(Okio.buffer(source), new GeminiEvents(), null)).readUtf8());
		assertThat(source.closed).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: {\"choices\":[{\"finish_reason\": \"stop\"}]}\n\n", "data: [DONE]\n\n" })
	void openAiStreamThatSaysItsEndIsComplete(String end) throws IOException {
		String events = "data: {\"choices\":[{\"finish_reason\":null}]}\n\n" + end;
		assertThat(read(events, new OpenAiEvents())).isEqualTo(events);
	}

	@Test
	void openAiStreamThatDoesNotSayItsEndIsTruncated() {
		assertFails("data: {\"choices\":[{\"finish_reason\":null}]}\n\n", new OpenAiEvents(), FailureKind.TRUNCATED);
	}

	@Test
	void openAiTextThatTalksAboutAFinishReasonIsNone() {
		assertFails("data: {\"choices\":[{\"delta\":{\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"}}]}\n\n",
				new OpenAiEvents(), FailureKind.TRUNCATED);
	}

	@Test
	void geminiCandidateWithoutContentIsGivenSome() throws IOException {
		assertThat(read("data: {\"candidates\":[{\"finishReason\":\"SAFETY\"}]}\n\n", new GeminiEvents()))
			.isEqualTo("data:{\"candidates\":[{\"finishReason\":\"SAFETY\",\"content\":{\"parts\":[]}}]}\n\n");
	}

	@Test
	void streamThatItsReaderGaveUpIsNotTruncated() throws IOException {
		UpstreamScope scope = new UpstreamScope();
		scope.abandon();
		BufferedSource events = new Buffer().writeUtf8("data: {\"choices\":[]}\n\n");
		assertThat(Okio.buffer(new WholeEvents(events, new OpenAiEvents(), scope)).readUtf8()).isNotEmpty();
	}

	@Test
	void timeoutIsThatOfTheStream() {
		Buffer events = new Buffer();
		assertThat(new WholeEvents(events, EventRules.NONE, null).timeout()).isSameAs(events.timeout());
	}

	private static void assertFails(String events, EventRules rules, FailureKind kind) {
		assertThatExceptionOfType(BrokenAnswerException.class).isThrownBy(() -> read(events, rules))
			.satisfies((ex) -> assertThat(ex.failure().kind()).isEqualTo(kind));
	}

	private static String read(String events, EventRules rules) throws IOException {
		return Okio.buffer(new WholeEvents(new Buffer().writeUtf8(events), rules, null)).readUtf8();
	}

	private static final class ClosingSource extends ForwardingSource {

		private boolean closed;

		ClosingSource(Buffer events) {
			super(events);
		}

		@Override
		public void close() throws IOException {
			this.closed = true;
			super.close();
		}

	}

}
