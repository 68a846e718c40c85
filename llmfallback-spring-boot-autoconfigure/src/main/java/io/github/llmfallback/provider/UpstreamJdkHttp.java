package io.github.llmfallback.provider;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's HTTP client, whose requests belong to the current {@link UpstreamScope}.
 * Spring's adapters hand out neither the request's future nor the subscription to its
 * body, the two things whose cancellation closes the connection. HTTP/1.1 only: an
 * upgrade to HTTP/2 without TLS confuses some servers, and a connection of its own is
 * what a request can be aborted with.
 */
final class UpstreamJdkHttp extends HttpClient {

	private final HttpClient client;

	private final boolean whole;

	UpstreamJdkHttp(Duration connectTimeout) {
		this(HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(connectTimeout).build(), false);
	}

	private UpstreamJdkHttp(HttpClient client, boolean whole) {
		this.client = client;
		this.whole = whole;
	}

	/**
	 * The same client for requests whose answer is read at once: their future completes
	 * when all of it has arrived.
	 */
	UpstreamJdkHttp forWholeAnswers() {
		return new UpstreamJdkHttp(this.client, true);
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		BodyHandler<T> body = this.whole ? WholeBody.of(handler) : handler;
		UpstreamScope scope = UpstreamScope.current();
		if (scope == null) {
			return this.client.sendAsync(request, body);
		}
		CompletableFuture<HttpResponse<T>> response = this.client.sendAsync(request,
				(info) -> new ScopedBody<>(body.apply(info), scope));
		scope.onCancel(() -> response.cancel(true));
		return response;
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			@Nullable PushPromiseHandler<T> pushPromises) {
		return sendAsync(request, handler);
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		return this.client.send(request, handler);
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	/**
	 * Tells the reader of a cancelled body that nothing more will come: the JDK closes
	 * the connection, but does not always wake up a thread that waits for bytes.
	 */
	private static final class ScopedBody<T> implements BodySubscriber<T> {

		private final BodySubscriber<T> body;

		private final UpstreamScope scope;

		private final AtomicBoolean ended = new AtomicBoolean();

		ScopedBody(BodySubscriber<T> body, UpstreamScope scope) {
			this.body = body;
			this.scope = scope;
		}

		@Override
		public CompletionStage<T> getBody() {
			return this.body.getBody();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.scope.onCancel(() -> {
				subscription.cancel();
				onError(new IOException("the request was cancelled"));
			});
			this.body.onSubscribe(subscription);
		}

		@Override
		public void onNext(List<ByteBuffer> item) {
			if (!this.ended.get()) {
				this.body.onNext(item);
			}
		}

		@Override
		public void onError(Throwable error) {
			if (this.ended.compareAndSet(false, true)) {
				this.body.onError(error);
			}
		}

		@Override
		public void onComplete() {
			if (this.ended.compareAndSet(false, true)) {
				this.body.onComplete();
			}
		}

	}

}
