package io.github.llmfallback.provider;

import java.io.IOException;

import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes {@code stream_options} out of a request. Spring AI always asks for the usage of a
 * stream; Mistral reports it unasked and rejects the question.
 */
final class WithoutStreamOptions implements Interceptor {

	private static final JsonMapper JSON = JsonMapper.shared();

	@Override
	public Response intercept(Chain chain) throws IOException {
		Request request = chain.request();
		RequestBody body = request.body();
		if (body == null || !"text/event-stream".equals(request.header("Accept"))) {
			return chain.proceed(request);
		}
		Buffer content = new Buffer();
		body.writeTo(content);
		ObjectNode json = (ObjectNode) JSON.readTree(content.inputStream());
		json.remove("stream_options");
		return chain.proceed(request.newBuilder()
			.method(request.method(), RequestBody.create(JSON.writeValueAsBytes(json), body.contentType()))
			.build());
	}

}
