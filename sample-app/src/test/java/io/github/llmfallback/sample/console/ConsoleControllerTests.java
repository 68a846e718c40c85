package io.github.llmfallback.sample.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.ProviderStatus.Status;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.sample.Visitor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page asks of the server, without a browser.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "llm.fallback.providers.real.type=ollama", "llm.fallback.providers.real.model=llama3.2",
				"llm.fallback.providers.real.priority=9",
				"llm.fallback.providers.flagship.simulated.failures.server-error=0",
				"llm.fallback.providers.flagship.simulated.failures.rate-limited=0",
				"llm.fallback.providers.flagship.simulated.failures.overloaded=0" })
class ConsoleControllerTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SimulatedProviders simulated;

	@Autowired
	private FallbackChatModel chatModel;

	@Autowired
	private Workbench workbench;

	@Autowired
	private LoadGenerator load;

	private final HttpClient http = HttpClient.newHttpClient();

	private Visitor visitor;

	@BeforeEach
	void visit() {
		this.visitor = new Visitor(this.port);
	}

	@AfterEach
	void tidyUp() {
		this.load.stop();
		model("flagship").heal();
		this.chatModel.registry().resetHealth("flagship");
	}

	@ParameterizedTest
	@CsvSource({ "SERVER_ERROR, SERVER_ERROR", "RATE_LIMIT, RATE_LIMITED", "HANG, TIMEOUT",
			"GARBAGE, MALFORMED_RESPONSE", "CUT, CONNECTION" })
	void brokenProviderFailsUntilItIsHealed(Fault fault, FailureKind kind) {
		command("flagship", "{\"action\": \"BREAK\", \"fault\": \"" + fault + "\"}", 204);
		assertThat(model("flagship").forcedFailure()).hasValue(kind);
		assertThat(this.workbench.simulations()).containsExactly(new Simulation("economy", null),
				new Simulation("flagship", fault), new Simulation("local", null));

		command("flagship", "{\"action\": \"HEAL\"}", 204);
		assertThat(model("flagship").forcedFailure()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "CONTENT_FILTERED", "UNKNOWN" })
	void faultOfSomebodyElseIsNone(FailureKind kind) {
		model("flagship").failWith(kind);

		assertThat(Fault.of(model("flagship"))).isNull();
	}

	@Test
	void providerIsSwitchedOffAndOn() {
		command("real", "{\"action\": \"DISABLE\"}", 204);
		assertThat(status("real")).isEqualTo(Status.DISABLED);

		command("real", "{\"action\": \"ENABLE\"}", 204);
		assertThat(status("real")).isEqualTo(Status.UP);
	}

	@Test
	void healthIsForgotten() {
		model("flagship").failWith(FailureKind.RATE_LIMITED);
		this.visitor.ask("Are you busy?");
		assertThat(status("flagship")).isEqualTo(Status.COOLING);

		command("flagship", "{\"action\": \"RESET\"}", 204);

		assertThat(status("flagship")).isEqualTo(Status.UP);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"action\": null}", "{\"action\": \"BREAK\"}", "{\"action\": \"EXPLODE\"}", "" })
	void unclearCommandIsAProblem(String command) {
		command("flagship", command, 400);
	}

	@Test
	void onlySimulatedProvidersCanBeBroken() {
		command("real", "{\"action\": \"BREAK\", \"fault\": \"HANG\"}", 400);
		command("nobody", "{\"action\": \"RESET\"}", 404);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 51 })
	void loadHasBounds(int callsPerSecond) {
		assertThat(load(callsPerSecond)).isEqualTo(400);
	}

	@Test
	void loadAsksSimulatedProvidersOnlyAndEndsWithTheLastPage() throws IOException {
		long before = failuresOfTheRealOne();
		try (Stream<String> page = page()) {
			assertThat(page.anyMatch("event:snapshot"::equals)).isTrue();
			assertThat(load(50)).isEqualTo(204);
			Awaitility.await().until(() -> model("flagship").requests() > 10);
			assertThat(this.load.report().callsPerSecond()).isEqualTo(50);
		}

		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> this.load.report().callsPerSecond() == 0);
		Awaitility.await().until(() -> this.load.report().inFlight() == 0);
		assertThat(this.load.report().failed()).isZero();
		assertThat(failuresOfTheRealOne()).isEqualTo(before);
	}

	private long failuresOfTheRealOne() {
		return this.chatModel.registry().status("real").orElseThrow().calls().failed();
	}

	@Test
	void formOfAnotherSiteChangesNothing() throws Exception {
		for (String path : List.of("/console/load", "/console/providers/flagship")) {
			HttpRequest request = HttpRequest.newBuilder(address(path))
				.header("Content-Type", "text/plain")
				.POST(HttpRequest.BodyPublishers.ofString("{\"action\": \"DISABLE\", \"callsPerSecond\": 5}"))
				.build();

			assertThat(this.http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(415);
		}
		assertThat(status("flagship")).isEqualTo(Status.UP);
	}

	@Test
	void spendBeginsAnew() throws Exception {
		this.visitor.ask("What do you cost?");
		assertThat(this.chatModel.spend().total().today()).isPositive();

		HttpRequest request = HttpRequest.newBuilder(address("/console/spend")).DELETE().build();

		assertThat(this.http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
		assertThat(this.chatModel.spend().total().today()).isZero();
	}

	@Test
	void pageBeginsWithThePastAndSharesOneLook() throws IOException {
		try (Stream<String> one = page(); Stream<String> other = page()) {
			Iterator<String> lines = one.iterator();
			assertThat(lines.next()).isEqualTo("event:history");
			List<String> looks = new ArrayList<>();
			looks.add(firstSnapshot(lines));
			looks.add(firstSnapshot(lines));

			assertThat(looks).contains(firstSnapshot(other.iterator()));
			JsonNode look = Visitor.json(looks.get(1));
			assertThat(look.path("fallback").propertyNames()).contains("status", "strategy", "currency", "providers",
					"budgets", "recentCalls");
			assertThat(look.path("moment").path("answersPerSecond").propertyNames()).containsExactlyInAnyOrder("real",
					"flagship", "economy", "local");
		}
	}

	@Test
	void browserGetsThePageAndItsPolicy() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(address("/")).header("Accept", "text/html,*/*;q=0.8").build();

		HttpResponse<String> response = this.http.send(request, BodyHandlers.ofString());

		assertThat(response.body()).startsWith("<!doctype html>").doesNotContain("http://", "https://");
		assertThat(response.headers().firstValue("Content-Type"))
			.hasValueSatisfying((type) -> assertThat(type).startsWith("text/html"));
		assertThat(response.headers().firstValue("Content-Security-Policy"))
			.hasValueSatisfying((policy) -> assertThat(policy).startsWith("default-src 'self';"));
	}

	@Test
	void pageBelongsToTheSampleAndNotToTheStarter() throws IOException {
		ClassLoader classes = getClass().getClassLoader();

		assertThat(Collections.list(classes.getResources("static/index.html"))).singleElement()
			.asString()
			.doesNotContain("llmfallback-spring-boot");
		assertThat(Collections.list(classes.getResources("META-INF/resources")))
			.noneMatch((directory) -> directory.getPath().contains("llmfallback-spring-boot"));
	}

	private static String firstSnapshot(Iterator<String> lines) {
		while (!lines.next().equals("event:snapshot")) {
			continue;
		}
		return lines.next().substring("data:".length());
	}

	private Stream<String> page() throws IOException {
		try {
			return this.http.send(HttpRequest.newBuilder(address("/console/live")).build(), BodyHandlers.ofLines())
				.body();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private URI address(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

	private void command(String provider, String command, int status) {
		assertThat(this.visitor.post("/console/providers/" + provider, command).statusCode()).isEqualTo(status);
	}

	private int load(int callsPerSecond) {
		return this.visitor.post("/console/load", "{\"callsPerSecond\": " + callsPerSecond + "}").statusCode();
	}

	private Status status(String provider) {
		return this.chatModel.registry().status(provider).orElseThrow().status();
	}

	private SimulatedChatModel model(String name) {
		return this.simulated.get(name).orElseThrow();
	}

}
