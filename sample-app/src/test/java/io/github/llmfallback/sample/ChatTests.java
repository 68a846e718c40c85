package io.github.llmfallback.sample;

import java.net.http.HttpResponse;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedChatModel;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
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

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ChatTests {

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
	void everyAttemptIsPartOfTheAnswer() {
		provider("flagship").failWith(FailureKind.CONTENT_FILTERED);
		provider("economy").failWith(FailureKind.UNKNOWN);

		JsonNode answer = Visitor.json(this.visitor.ask("Who are you?"));

		assertThat(answer.path("provider").asString()).isEqualTo("local");
		assertThat(answer.path("model").asString()).isEqualTo("local-tiny");
		assertThat(answer.path("fallbacks").asInt()).isEqualTo(2);
		assertThat(answer.path("attempts").findValuesAsString("outcome")).containsExactly("CONTENT_FILTERED", "UNKNOWN",
				"SUCCESS");
	}

	@Test
	void failureOfEveryProviderIsAProblemThatHoldsEveryAttempt() {
		provider("flagship").failWith(FailureKind.CONTENT_FILTERED);
		provider("economy").failWith(FailureKind.UNKNOWN);
		provider("local").failWith(FailureKind.CONTENT_FILTERED);

		HttpResponse<String> response = this.visitor.ask("Is anybody there?");

		assertProblem(response, 503);
		JsonNode problem = Visitor.json(response);
		assertThat(problem.path("title").asString()).isEqualTo("No answer");
		assertThat(problem.path("kind").asString()).isEqualTo("CONTENT_FILTERED");
		assertThat(problem.path("attempts").findValuesAsString("provider")).containsExactly("flagship", "economy",
				"local");
		assertThat(problem.path("attempts").findValuesAsString("outcome")).containsExactly("CONTENT_FILTERED",
				"UNKNOWN", "CONTENT_FILTERED");
	}

	@Test
	void wrongRequestIsTheVisitorsProblemAndNoOtherProviderIsAsked() {
		provider("flagship").failWith(FailureKind.INVALID_REQUEST);

		HttpResponse<String> response = this.visitor.ask("What is wrong?");

		assertProblem(response, 400);
		JsonNode problem = Visitor.json(response);
		assertThat(problem.path("kind").asString()).isEqualTo("INVALID_REQUEST");
		assertThat(problem.path("attempts")).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"message\": null}", "{\"message\": \" \"}", "", "Hello" })
	void questionWithoutMessageIsAProblem(String body) {
		assertProblem(this.visitor.post("/chat", body), 400);
	}

	@Test
	void bareAddressTellsWhatThereIs() {
		HttpResponse<String> response = this.visitor.get("/");

		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("/chat", "/chat/stream?message=", "/actuator/llmfallback");
	}

	@Test
	void unknownAddressIsAProblem() {
		assertProblem(this.visitor.get("/unknown"), 404);
	}

	@Test
	void healthNamesEveryProvider() {
		JsonNode health = Visitor.json(this.visitor.get("/actuator/health"));

		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.path("components").path("llmFallback").path("details").path("providers").propertyNames())
			.containsExactly("flagship", "economy", "local");
	}

	private static void assertProblem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(Visitor.json(response).path("status").asInt()).isEqualTo(status);
	}

	private SimulatedChatModel provider(String name) {
		return this.simulated.get(name).orElseThrow();
	}

}
