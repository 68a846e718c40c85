package io.github.llmfallback.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

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

	private static HttpRequest request(String server) {
		return HttpRequest.newBuilder(URI.create(server + "/api/chat")).POST(BodyPublishers.ofString("{}")).build();
	}

}
