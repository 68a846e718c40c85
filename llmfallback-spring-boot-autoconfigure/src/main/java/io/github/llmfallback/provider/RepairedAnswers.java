package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.function.UnaryOperator;

import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;

/**
 * Mends blocking answers that lack what Spring AI takes for granted, before the vendor's
 * client reads them.
 */
final class RepairedAnswers implements Interceptor {

	private final UnaryOperator<String> repair;

	/**
	 * Creates the interceptor.
	 * @param repair takes the body of an answer, JSON or not, and returns what the client
	 * sees
	 */
	RepairedAnswers(UnaryOperator<String> repair) {
		this.repair = repair;
	}

	@Override
	public Response intercept(Chain chain) throws IOException {
		Response response = chain.proceed(chain.request());
		ResponseBody body = response.body();
		MediaType type = (body != null && response.isSuccessful()) ? body.contentType() : null;
		if (body == null || type == null || !type.subtype().equals("json") || !isObject(body.source().peek())) {
			return response;
		}
		String sent = response.peekBody(Long.MAX_VALUE).string();
		String seen = this.repair.apply(sent);
		if (seen.equals(sent)) {
			return response;
		}
		response.close();
		return response.newBuilder().body(ResponseBody.create(seen, type)).build();
	}

	/**
	 * Some servers call a stream of events JSON, which has to arrive bit by bit.
	 */
	private static boolean isObject(BufferedSource body) throws IOException {
		while (!body.exhausted()) {
			int read = body.readByte();
			if (!Character.isWhitespace(read)) {
				return read == '{';
			}
		}
		return false;
	}

}
