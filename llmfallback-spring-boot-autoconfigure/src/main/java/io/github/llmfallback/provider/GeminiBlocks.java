package io.github.llmfallback.provider;

import java.io.IOException;

import io.github.llmfallback.failure.FailureKind;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Finds blocked prompts: Gemini answers them with status 200, a {@code blockReason} and
 * no candidates, which looks like an answer without choices once the client has read it
 * (Gemini API reference, {@code PromptFeedback}, November 2026).
 */
final class GeminiBlocks implements Interceptor {

	/** A blocked prompt's answer is far shorter. */
	private static final long PEEKED_BYTES = 4096;

	@Override
	public Response intercept(Chain chain) throws IOException {
		Response response = chain.proceed(chain.request());
		if (response.isSuccessful() && isBlocked(response)) {
			response.close();
			throw new BrokenAnswerException(FailureKind.CONTENT_FILTERED, "the provider blocked the prompt");
		}
		return response;
	}

	private static boolean isBlocked(Response response) throws IOException {
		if (!"json".equals(subtype(response))) {
			return false;
		}
		String start = response.peekBody(PEEKED_BYTES).string();
		return start.contains("\"blockReason\"") && !start.contains("\"candidates\"");
	}

	private static String subtype(Response response) {
		var body = response.body();
		var type = (body != null) ? body.contentType() : null;
		return (type != null) ? type.subtype() : "";
	}

}
