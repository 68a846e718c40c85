package io.github.llmfallback.provider;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import com.anthropic.backends.Backend;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpRequestBody;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.errors.AnthropicIoException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * Sends the Anthropic SDK's requests: blocking ones on the caller's thread, asynchronous
 * ones, which the SDK uses for streams, on an executor and within the scope of the
 * subscriber. The SDK's own timeouts are not used.
 */
final class AnthropicHttpClient implements HttpClient {

	private final Backend backend;

	private final UpstreamOkHttp http;

	private final Executor executor;

	private final @Nullable UpstreamScope scope;

	AnthropicHttpClient(Backend backend, UpstreamOkHttp http, Executor executor) {
		this(backend, http, executor, null);
	}

	private AnthropicHttpClient(Backend backend, UpstreamOkHttp http, Executor executor,
			@Nullable UpstreamScope scope) {
		this.backend = backend;
		this.http = http;
		this.executor = executor;
		this.scope = scope;
	}

	/**
	 * A client whose asynchronous requests belong to the given scope.
	 */
	AnthropicHttpClient in(@Nullable UpstreamScope scope) {
		return new AnthropicHttpClient(this.backend, this.http, this.executor, scope);
	}

	@Override
	public HttpResponse execute(HttpRequest request, RequestOptions options) {
		return send(this.http.blocking(), authorized(request));
	}

	@Override
	public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
		CompletableFuture<HttpResponse> response = new CompletableFuture<>();
		Supplier<HttpResponse> send = () -> send(this.http.streaming(), authorized(request));
		this.executor.execute(() -> {
			try {
				response.complete((this.scope != null) ? this.scope.within(send) : send.get());
			}
			catch (Throwable ex) {
				response.completeExceptionally(ex);
			}
		});
		return response;
	}

	/**
	 * Adds the API's version and the key.
	 */
	private HttpRequest authorized(HttpRequest request) {
		return this.backend.authorizeRequest(this.backend.prepareRequest(request));
	}

	private static HttpResponse send(OkHttpClient client, HttpRequest request) {
		HttpRequestBody body = request.body();
		try (body) {
			return new OkHttpResponse(client.newCall(okHttpRequest(request, body)).execute());
		}
		catch (IOException ex) {
			throw new AnthropicIoException("Request failed", ex);
		}
	}

	private static Request okHttpRequest(HttpRequest request, @Nullable HttpRequestBody body) {
		Request.Builder builder = new Request.Builder().url(request.url())
			.method(request.method().name(), (body != null) ? new OkHttpBody(body) : null);
		for (String name : request.headers().names()) {
			request.headers().values(name).forEach((value) -> builder.addHeader(name, value));
		}
		return builder.build();
	}

	@Override
	public void close() {
		// Idle connections and threads end by themselves.
	}

	private static final class OkHttpBody extends RequestBody {

		private final HttpRequestBody body;

		private OkHttpBody(HttpRequestBody body) {
			this.body = body;
		}

		@Override
		public @Nullable MediaType contentType() {
			String contentType = this.body.contentType();
			return (contentType != null) ? MediaType.parse(contentType) : null;
		}

		@Override
		public long contentLength() {
			return this.body.contentLength();
		}

		@Override
		public void writeTo(BufferedSink sink) {
			this.body.writeTo(sink.outputStream());
		}

	}

	private static final class OkHttpResponse implements HttpResponse {

		private final Response response;

		private final ResponseBody body;

		private OkHttpResponse(Response response) {
			this.response = response;
			this.body = Objects.requireNonNull(response.body());
		}

		@Override
		public int statusCode() {
			return this.response.code();
		}

		@Override
		public Headers headers() {
			Headers.Builder headers = Headers.builder();
			this.response.headers().forEach((header) -> headers.put(header.getFirst(), header.getSecond()));
			return headers.build();
		}

		@Override
		public InputStream body() {
			return this.body.byteStream();
		}

		@Override
		public void close() {
			this.body.close();
		}

	}

}
