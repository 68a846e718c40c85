package io.github.llmfallback.provider;

import java.io.IOException;

import io.github.llmfallback.failure.FailureKind;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * Keeps answers with status 200 honest before the vendor's client reads them: a web page
 * is no answer, and a broken event does not end a stream.
 */
final class AnswerGuard implements Interceptor {

	private final @Nullable String endMark;

	/**
	 * Creates a guard.
	 * @param endMark what the last event of a complete stream contains; {@code null} when
	 * the client itself tells a complete stream from a cut one
	 */
	AnswerGuard(@Nullable String endMark) {
		this.endMark = endMark;
	}

	@Override
	public Response intercept(Chain chain) throws IOException {
		Response response = chain.proceed(chain.request());
		ResponseBody body = response.body();
		MediaType type = (body != null && response.isSuccessful()) ? body.contentType() : null;
		if (body == null || type == null) {
			return response;
		}
		if (type.subtype().equals("html")) {
			response.close();
			throw new BrokenAnswerException(FailureKind.MALFORMED_RESPONSE, "the answer is a web page");
		}
		if (!type.subtype().equals("event-stream")) {
			return response;
		}
		BufferedSource whole = Okio.buffer(new WholeEvents(body.source(), this.endMark));
		return response.newBuilder().body(ResponseBody.create(whole, type, -1)).build();
	}

}
