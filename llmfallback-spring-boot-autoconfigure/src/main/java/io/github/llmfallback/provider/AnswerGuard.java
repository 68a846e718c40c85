package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.function.Supplier;

import io.github.llmfallback.failure.FailureKind;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import okio.Okio;

/**
 * Keeps answers with status 200 honest before the vendor's client reads them: a web page
 * is no answer, and a broken event does not end a stream.
 */
final class AnswerGuard implements Interceptor {

	private final Supplier<EventRules> rules;

	/**
	 * Creates a guard.
	 * @param rules what else makes a stream no answer; asked for each stream
	 */
	AnswerGuard(Supplier<EventRules> rules) {
		this.rules = rules;
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
		BufferedSource whole = Okio.buffer(new WholeEvents(body.source(), this.rules.get(), UpstreamScope.current()));
		return response.newBuilder().body(ResponseBody.create(whole, type, -1)).build();
	}

}
