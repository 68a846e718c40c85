package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.Objects;

import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.ByteString;
import okio.Okio;

/**
 * Takes the key out of error answers and out of streams, in the middle of which an error
 * may come.
 */
final class WithoutKey implements Interceptor {

	private final SentKey key;

	private final ByteString bytes;

	/**
	 * Creates the interceptor.
	 * @param key what requests carry; not so short that it may be a word
	 */
	WithoutKey(String key) {
		this.key = new SentKey(key);
		this.bytes = ByteString.encodeUtf8(key);
	}

	@Override
	public Response intercept(Chain chain) throws IOException {
		Response response = chain.proceed(chain.request());
		if (response.isSuccessful() && !(this.key.isUnmistakable() && isStream(response))) {
			return response;
		}
		ResponseBody body = Objects.requireNonNull(response.body());
		return response.newBuilder()
			.message(this.key.hide(response.message()))
			.headers(hide(response.headers()))
			.body(ResponseBody.create(Okio.buffer(new WithoutBytes(body.source(), this.bytes)), body.contentType(), -1))
			.build();
	}

	private static boolean isStream(Response response) {
		ResponseBody body = response.body();
		MediaType type = (body != null) ? body.contentType() : null;
		return type != null && type.subtype().equals("event-stream");
	}

	private Headers hide(Headers headers) {
		Headers.Builder hidden = new Headers.Builder();
		headers.forEach((header) -> hidden.addUnsafeNonAscii(header.getFirst(), this.key.hide(header.getSecond())));
		return hidden.build();
	}

}
