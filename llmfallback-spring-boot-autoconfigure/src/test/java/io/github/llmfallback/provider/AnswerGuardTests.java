package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.Map;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers with status 200 that are none, and those that only look like it.
 */
class AnswerGuardTests {

	private static final VendorServer SERVER = VendorServer.start(Vendor.GEMINI);

	private static final String BLOCKED = "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}";

	private final AnswerGuard guard = new AnswerGuard(OpenAiEvents::new);

	@AfterAll
	static void stopServer() {
		SERVER.close();
	}

	@Test
	void webPageIsMalformed() {
		assertFails(this.guard, "text/html", "<html></html>", FailureKind.MALFORMED_RESPONSE);
	}

	@Test
	void webPageThatTellsAnErrorPasses() throws IOException {
		assertThat(body(this.guard, 502, "text/html", "<html></html>")).isEqualTo("<html></html>");
	}

	@Test
	void cutStreamIsTruncated() {
		assertFails(this.guard, "text/event-stream", "data: {\"choices\":[]}\n\n", FailureKind.TRUNCATED);
	}

	@Test
	void eachStreamIsJudgedByItself() throws IOException {
		assertThat(body(this.guard, 200, "text/event-stream", "data: [DONE]\n\n")).contains("DONE");
		cutStreamIsTruncated();
	}

	@ParameterizedTest
	@CsvSource({ "application/json", "application/x-ndjson", "nonsense" })
	void otherContentPasses(String type) throws IOException {
		assertThat(body(this.guard, 200, type, "{\"broken")).isEqualTo("{\"broken");
	}

	@Test
	void blockedPromptIsFiltered() {
		assertFails(new GeminiBlocks(), "application/json; charset=UTF-8", BLOCKED, FailureKind.CONTENT_FILTERED);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			400 | application/json | {"promptFeedback":{"blockReason":"SAFETY"}}
			200 | text/plain       | {"promptFeedback":{"blockReason":"SAFETY"}}
			200 | nonsense         | {"promptFeedback":{"blockReason":"SAFETY"}}
			200 | application/json | {"candidates":[{"content":{"parts":[{"text":"\\"blockReason\\""}]}}]}
			200 | application/json | {"promptFeedback":{"blockReason":"SAFETY"},"candidates":[]}
			200 | application/json | {}
			""")
	void answerThatIsNotBlockedPasses(int status, String type, String body) throws IOException {
		assertThat(body(new GeminiBlocks(), status, type, body)).isEqualTo(body);
	}

	private static void assertFails(Interceptor interceptor, String type, String body, FailureKind kind) {
		assertThatExceptionOfType(BrokenAnswerException.class).isThrownBy(() -> body(interceptor, 200, type, body))
			.satisfies((ex) -> assertThat(ex.failure().kind()).isEqualTo(kind));
	}

	private static String body(Interceptor interceptor, int status, String type, String body) throws IOException {
		SERVER.reset();
		SERVER.responds(status, Map.of("Content-Type", type), body);
		Request request = new Request.Builder().url(SERVER.baseUrl() + "/v1beta/models/gemini:generateContent")
			.post(RequestBody.create(new byte[0]))
			.build();
		OkHttpClient client = new OkHttpClient.Builder().addInterceptor(interceptor).build();
		try (Response response = client.newCall(request).execute()) {
			return response.body().string();
		}
	}

}
