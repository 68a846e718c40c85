package io.github.llmfallback.provider;

import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.ai.retry.TransientAiException;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A client sees every line that can be read.
 */
class WholeLinesTests {

	private static final VendorServer SERVER = VendorServer.start(Vendor.OLLAMA);

	private static final String LINES = "application/x-ndjson";

	@AfterAll
	static void stopServer() {
		SERVER.close();
	}

	@Test
	void wholeLinesPass() {
		assertThat(body(LINES, "{\"a\":1}\n{\"a\":2}\n")).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
	}

	@Test
	void brokenLineIsLeftOut() {
		assertThat(body(LINES, "{\"a\":1}\n{\"a\n{\"a\":2}")).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
	}

	@Test
	void brokenLinesAloneAreMalformed() {
		assertThat(catchThrowable(() -> body(LINES, "{\"a\n{\"a\n")))
			.hasRootCauseInstanceOf(BrokenAnswerException.class)
			.rootCause()
			.satisfies((ex) -> assertThat(((BrokenAnswerException) ex).failure().kind())
				.isEqualTo(FailureKind.MALFORMED_RESPONSE));
	}

	@Test
	void emptyStreamPasses() {
		assertThat(body(LINES, "")).isEmpty();
	}

	@Test
	void errorLineIsAnError() {
		Throwable failure = catchThrowable(() -> body(LINES, "{\"a\":1}\n{\"error\":\"busy\"}\n"));
		assertThat(failure).hasRootCauseInstanceOf(TransientAiException.class).hasStackTraceContaining("busy");
	}

	@Test
	void messageAboutAnErrorIsNone() {
		String line = "{\"message\":{\"content\":\"error\",\"error\":null}}\n";
		assertThat(body(LINES, line)).isEqualTo(line);
	}

	@Test
	void otherContentPasses() {
		assertThat(body("text/plain", "{\"a")).isEqualTo("{\"a");
	}

	private static String body(String type, String body) {
		SERVER.reset();
		SERVER.responds(200, Map.of("Content-Type", type), body);
		String received = WebClient.builder()
			.filter(WholeLines.filter(new SentKey(null)))
			.build()
			.post()
			.uri(SERVER.baseUrl() + "/api/chat")
			.retrieve()
			.bodyToMono(String.class)
			.block();
		return (received != null) ? received : "";
	}

}
