package io.github.llmfallback.provider;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UpstreamJdkHttpTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final HttpClient client = new UpstreamJdkHttp(TIMEOUT);

	@Test
	void itIsAnOrdinaryClientForHttp11() {
		assertThat(this.client.version()).isEqualTo(Version.HTTP_1_1);
		assertThat(this.client.connectTimeout()).contains(TIMEOUT);
		assertThat(this.client.followRedirects()).isEqualTo(Redirect.NEVER);
		assertThat(this.client.sslContext()).isNotNull();
		assertThat(this.client.sslParameters()).isNotNull();
		assertThat(this.client.cookieHandler()).isEmpty();
		assertThat(this.client.proxy()).isEmpty();
		assertThat(this.client.authenticator()).isEmpty();
		assertThat(this.client.executor()).isEmpty();
	}

	@Test
	void itSendsInAllThreeWays() throws IOException, InterruptedException {
		try (VendorServer server = VendorServer.start(Vendor.OLLAMA).answers("Hi")) {
			HttpRequest request = request(server.baseUrl());
			assertThat(this.client.send(request, BodyHandlers.ofString()).body()).contains("Hi");
			assertThat(this.client.sendAsync(request, BodyHandlers.ofString()).join().body()).contains("Hi");
			assertThat(this.client.sendAsync(request, BodyHandlers.ofString(), null).join().body()).contains("Hi");
			HttpResponse<String> scoped = new UpstreamScope()
				.call(() -> this.client.sendAsync(request, BodyHandlers.ofString()).join());
			assertThat(scoped.body()).contains("Hi");
		}
	}

	@Test
	void aLostConnectionIsReportedInsideAScopeAsWell() throws IOException {
		try (FaultyServer server = FaultyServer.resettingInBody(Vendor.OLLAMA)) {
			UpstreamScope scope = new UpstreamScope();
			assertThat(scope.call(
					() -> this.client.sendAsync(request(server.url()), BodyHandlers.ofString()).exceptionally((ex) -> {
						assertThat(ex).hasRootCauseInstanceOf(IOException.class);
						return null;
					}).join()))
				.isNull();
		}
	}

	@Test
	void aWholeAnswerIsWaitedForWhereItCanBeGivenUp() throws Exception {
		try (FaultyServer server = FaultyServer.stallingInBody(Vendor.OLLAMA)) {
			CountDownLatch begun = new CountDownLatch(1);
			CompletableFuture<?> response = new UpstreamJdkHttp(TIMEOUT).forWholeAnswers()
				.sendAsync(request(server.url()), (info) -> {
					begun.countDown();
					return BodySubscribers.ofInputStream();
				});
			assertThat(begun.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThatExceptionOfType(TimeoutException.class)
				.isThrownBy(() -> response.get(200, TimeUnit.MILLISECONDS));
			response.cancel(true);
			assertThat(server.awaitDisconnect(TIMEOUT)).isTrue();
		}
	}

	@Test
	void anErrorCountsBeforeItsBodyHasArrived() throws Exception {
		try (FaultyServer server = FaultyServer.stallingInError(429)) {
			HttpResponse<InputStream> response = new UpstreamJdkHttp(TIMEOUT).forWholeAnswers()
				.sendAsync(request(server.url()), BodyHandlers.ofInputStream())
				.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
			assertThat(response.statusCode()).isEqualTo(429);
			response.body().close();
			assertThat(server.awaitDisconnect(TIMEOUT)).isTrue();
		}
	}

	@Test
	void aWholeAnswerIsTheSame() throws Exception {
		HttpClient whole = new UpstreamJdkHttp(TIMEOUT).forWholeAnswers();
		try (VendorServer server = VendorServer.start(Vendor.OLLAMA).answers("Hi".repeat(100_000))) {
			HttpRequest request = request(server.baseUrl());
			String expected = this.client.sendAsync(request, BodyHandlers.ofString()).join().body();
			assertThat(whole.sendAsync(request, BodyHandlers.ofString()).join().body()).isEqualTo(expected);
			assertThat(whole.sendAsync(request, BodyHandlers.ofInputStream()).join().body())
				.hasBinaryContent(expected.getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void aWholeAnswerMayBeEmpty() throws Exception {
		HttpClient whole = new UpstreamJdkHttp(TIMEOUT).forWholeAnswers();
		try (VendorServer server = VendorServer.start(Vendor.OLLAMA).responds(200, Map.of(), "")) {
			assertThat(whole.sendAsync(request(server.baseUrl()), BodyHandlers.ofInputStream()).join().body())
				.isEmpty();
		}
	}

	private static HttpRequest request(String server) {
		return HttpRequest.newBuilder(URI.create(server + "/api/chat")).POST(BodyPublishers.ofString("{}")).build();
	}

}
