package io.github.llmfallback.provider;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link RepairedAnswers}.
 */
class RepairedAnswersTests {

	private final RepairedAnswers answers = new RepairedAnswers((answer) -> answer.replace("[]", "[1]"));

	@ParameterizedTest
	@ValueSource(strings = { "{\"choices\": []}", " \n{\"choices\": []}" })
	void objectIsRepaired(String body) throws IOException {
		assertThat(intercepted(new Buffer().writeUtf8(body)).readUtf8()).isEqualTo(body.replace("[]", "[1]"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "[]" })
	void whatIsNoObjectIsLeftAlone(String body) throws IOException {
		assertThat(intercepted(new Buffer().writeUtf8(body)).readUtf8()).isEqualTo(body);
	}

	@Test
	void streamThatIsCalledJsonArrivesBitByBit() throws IOException {
		Pipe pipe = new Pipe(1_000);
		pipe.sink().write(new Buffer().writeUtf8("data: {}\n"), 9);
		CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
			try {
				return intercepted(Okio.buffer(pipe.source())).readUtf8Line();
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
		assertThat(line).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("data: {}");
		pipe.sink().close();
	}

	private BufferedSource intercepted(BufferedSource body) throws IOException {
		Request request = new Request.Builder().url("http://localhost").build();
		Response response = new Response.Builder().request(request)
			.protocol(Protocol.HTTP_1_1)
			.code(200)
			.message("OK")
			.body(ResponseBody.create(body, MediaType.get("application/json"), -1))
			.build();
		Interceptor.Chain chain = mock(Interceptor.Chain.class);
		given(chain.request()).willReturn(request);
		given(chain.proceed(any())).willReturn(response);
		return this.answers.intercept(chain).body().source();
	}

}
