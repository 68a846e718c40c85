package io.github.llmfallback.provider;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.binder.okhttp3.OkHttpObservationInterceptor;
import io.micrometer.observation.ObservationRegistry;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The HTTP clients under the vendors' SDKs that are built on OkHttp. HTTP/1.1 only, so
 * that every request has a connection of its own: aborting one request closes its
 * connection and cannot hurt another. Redirects are not followed, because the vendors'
 * key headers would travel to wherever they point.
 */
final class UpstreamOkHttp {

	private static final int IDLE_CONNECTIONS = 32;

	private final OkHttpClient blocking;

	private final OkHttpClient streaming;

	/**
	 * Creates the clients of one chat model.
	 * @param settings hold the timeout, which bounds connecting and a blocking request as
	 * a whole, the longest wait for more bytes of a stream, and the key, which errors
	 * must not repeat
	 * @param observations where blocking requests are observed, as Spring AI does it
	 * @param interceptors run for every request
	 */
	UpstreamOkHttp(ChatModelSettings settings, ObservationRegistry observations, List<Interceptor> interceptors) {
		Duration timeout = settings.timeout();
		OkHttpClient.Builder builder = new OkHttpClient.Builder().protocols(List.of(Protocol.HTTP_1_1))
			.socketFactory(new InterruptibleSocketFactory())
			.connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
			.followRedirects(false)
			.connectTimeout(timeout)
			.readTimeout(settings.longestPause())
			.writeTimeout(timeout);
		interceptors.forEach(builder::addInterceptor);
		if (settings.apiKey() != null && new SentKey(settings.apiKey()).isSecret()) {
			builder.addInterceptor(new WithoutKey(settings.apiKey()));
		}
		builder.addInterceptor(new UpstreamInterceptor());
		this.streaming = builder.build();
		this.blocking = builder.callTimeout(timeout)
			.readTimeout(timeout)
			.addInterceptor(OkHttpObservationInterceptor.builder(observations, "okhttp.requests").build())
			.build();
	}

	/**
	 * For requests whose answer is read at once.
	 */
	OkHttpClient blocking() {
		return this.blocking;
	}

	/**
	 * For requests whose answer may flow for as long as it does not pause.
	 */
	OkHttpClient streaming() {
		return this.streaming;
	}

}
