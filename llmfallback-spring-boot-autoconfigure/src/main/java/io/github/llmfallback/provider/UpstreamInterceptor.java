package io.github.llmfallback.provider;

import java.io.IOException;
import java.util.Objects;

import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSink;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * Lets the current {@link UpstreamScope} abort the call, and marks the body as one that
 * cannot be sent twice: OkHttp would otherwise repeat a request by itself after a 408,
 * after a 503 with {@code Retry-After: 0} and after a lost connection.
 */
final class UpstreamInterceptor implements Interceptor {

	@Override
	public Response intercept(Chain chain) throws IOException {
		UpstreamScope scope = UpstreamScope.current();
		if (scope == null) {
			return chain.proceed(sentOnce(chain.request()));
		}
		Call call = chain.call();
		scope.onCancel(call::cancel);
		Response response = chain.proceed(sentOnce(chain.request()));
		String contentType = response.header("Content-Type");
		if (contentType == null || !contentType.startsWith("text/event-stream")) {
			return response;
		}
		scope.onAbandon(call::cancel);
		return quiet(response, scope);
	}

	private static Request sentOnce(Request request) {
		RequestBody body = request.body();
		return (body != null) ? request.newBuilder().method(request.method(), new SentOnce(body)).build() : request;
	}

	/**
	 * Ends an abandoned stream instead of failing it, because vendors' clients and Spring
	 * AI would log the failure as an error.
	 */
	private static Response quiet(Response response, UpstreamScope scope) {
		ResponseBody body = Objects.requireNonNull(response.body());
		Source source = new ForwardingSource(body.source()) {

			@Override
			public long read(Buffer sink, long count) throws IOException {
				try {
					return super.read(sink, count);
				}
				catch (IOException ex) {
					if (scope.isAbandoned()) {
						return -1;
					}
					throw ex;
				}
			}

		};
		return response.newBuilder()
			.body(ResponseBody.create(Okio.buffer(source), body.contentType(), body.contentLength()))
			.build();
	}

	private static final class SentOnce extends RequestBody {

		private final RequestBody body;

		private SentOnce(RequestBody body) {
			this.body = body;
		}

		@Override
		public @Nullable MediaType contentType() {
			return this.body.contentType();
		}

		@Override
		public long contentLength() throws IOException {
			return this.body.contentLength();
		}

		@Override
		public boolean isOneShot() {
			return true;
		}

		@Override
		public void writeTo(BufferedSink sink) throws IOException {
			this.body.writeTo(sink);
		}

	}

}
