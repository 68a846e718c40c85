package io.github.llmfallback.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.sample.ServerSentEvents.Event;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "llm.fallback.providers.local.simulated.pace=100ms")
class ChatStreamTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SimulatedProviders simulated;

	private Visitor visitor;

	@BeforeEach
	void visit() {
		this.visitor = new Visitor(this.port);
	}

	@AfterEach
	void heal() {
		this.simulated.names().forEach((name) -> provider(name).heal());
	}

	@Test
	void tokensAreFollowedByOneDoneEventWithTheMetadata() {
		provider("flagship").failWith(FailureKind.CONTENT_FILTERED);
		provider("economy").failWith(FailureKind.UNKNOWN);

		HttpResponse<String> response = this.visitor.stream("Who are you?");

		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		List<Event> events = ServerSentEvents.parse(response.body());
		List<Event> tokens = events.subList(0, events.size() - 1);
		assertThat(tokens).hasSizeGreaterThan(5).extracting(Event::name).containsOnly("token");
		assertThat(text(tokens)).contains("local-tiny", "\"Who are you?\"");
		Event done = events.get(events.size() - 1);
		assertThat(done.name()).isEqualTo("done");
		JsonNode metadata = Visitor.json(done.data());
		assertThat(metadata.propertyNames()).containsExactly("provider", "model", "attempts", "fallbacks", "cost",
				"elapsedMs");
		assertThat(metadata.path("provider").asString()).isEqualTo("local");
		assertThat(metadata.path("fallbacks").asInt()).isEqualTo(2);
		assertThat(metadata.path("attempts").findValuesAsString("outcome")).containsExactly("CONTENT_FILTERED",
				"UNKNOWN", "SUCCESS");
	}

	@Test
	void streamThatNeverBeginsIsAProblemWithItsStatus() {
		this.simulated.names().forEach((name) -> provider(name).failWith(FailureKind.UNKNOWN));

		HttpResponse<String> response = this.visitor.stream("Is anybody there?");

		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = Visitor.json(response);
		assertThat(problem.path("kind").asString()).isEqualTo("UNKNOWN");
		assertThat(problem.path("attempts").findValuesAsString("provider")).containsExactly("flagship", "economy",
				"local");
	}

	@Test
	void streamThatBreaksOffEndsWithAnErrorEvent() {
		provider("flagship").breakAfter(3);

		HttpResponse<String> response = this.visitor.stream("How does it end?");

		assertThat(response.statusCode()).isEqualTo(200);
		List<Event> events = ServerSentEvents.parse(response.body());
		assertThat(events).extracting(Event::name).containsExactly("token", "token", "token", "error");
		JsonNode problem = Visitor.json(events.get(3).data());
		assertThat(problem.path("status").asInt()).isEqualTo(502);
		assertThat(problem.path("kind").asString()).isEqualTo("CONNECTION");
		assertThat(problem.path("attempts").findValuesAsString("provider")).containsExactly("flagship");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/chat/stream", "/chat/stream?message=", "/chat/stream?message=%20" })
	void questionWithoutMessageIsAProblem(String path) {
		HttpResponse<String> response = this.visitor.get(path);

		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	void visitorWhoLeavesCancelsTheStream() throws IOException {
		provider("flagship").failWith(FailureKind.UNKNOWN);
		provider("economy").failWith(FailureKind.UNKNOWN);

		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoLinger(true, 0);
			socket.getOutputStream()
				.write("GET /chat/stream?message=Hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			assertThat(reader.lines().filter("event:token"::equals).findFirst()).isPresent();
		}

		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			JsonNode latest = Visitor.json(this.visitor.get("/actuator/llmfallback")).path("recentCalls").path(0);
			assertThat(latest.path("outcome").asString()).isEqualTo("CANCELLED");
			assertThat(latest.path("attempts").findValuesAsString("outcome")).containsExactly("UNKNOWN", "UNKNOWN",
					"CANCELLED");
		});
		JsonNode local = Visitor.json(this.visitor.get("/actuator/llmfallback/local"));
		assertThat(local.path("inFlight").asInt()).isZero();
	}

	private static String text(List<Event> tokens) {
		return tokens.stream()
			.map((token) -> Visitor.json(token.data()).path("text").asString())
			.collect(Collectors.joining());
	}

	private SimulatedChatModel provider(String name) {
		return this.simulated.get(name).orElseThrow();
	}

}
