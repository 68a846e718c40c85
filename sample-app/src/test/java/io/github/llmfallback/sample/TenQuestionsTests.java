package io.github.llmfallback.sample;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.github.llmfallback.admission.SkipReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as a newcomer meets it, nothing forced and nothing changed. The seeds of its
 * providers decide the first two answers. From then on health decides who is asked, and
 * with it the pace of the machine, so the rest holds for any pace.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext(classMode = ClassMode.BEFORE_CLASS)
class TenQuestionsTests {

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void visit() {
		this.visitor = new Visitor(this.port);
	}

	@Test
	void tenQuestionsGetTenAnswersAndTheEndpointCountsEveryAttempt() {
		List<JsonNode> answers = new ArrayList<>();
		for (int i = 1; i <= 10; i++) {
			HttpResponse<String> response = this.visitor.ask("Question " + i);
			assertThat(response.statusCode()).isEqualTo(200);
			answers.add(Visitor.json(response));
		}

		assertThat(answers).allSatisfy((answer) -> {
			assertThat(answer.propertyNames()).containsExactly("answer", "provider", "model", "attempts", "fallbacks",
					"cost", "elapsedMs");
			assertThat(answer.path("answer").asString()).contains(answer.path("provider").asString());
			assertThat(answer.path("attempts").path(0).path("provider").asString()).isEqualTo("flagship");
		});
		assertThat(answers.get(0).path("provider").asString()).isEqualTo("flagship");
		assertThat(answers.get(0).path("fallbacks").asInt()).isZero();
		assertThat(answers.get(1).path("provider").asString()).isEqualTo("economy");
		assertThat(answers.get(1).path("fallbacks").asInt()).isEqualTo(1);
		assertThat(answers).flatExtracting((answer) -> List.copyOf(answer.path("attempts").values()))
			.filteredOn((attempt) -> attempt.path("outcome").asString().equals("RATE_LIMITED"))
			.isNotEmpty()
			.allMatch((attempt) -> attempt.path("retryAfterMs").asInt() == 2000);
		JsonNode endpoint = Visitor.json(this.visitor.get("/actuator/llmfallback"));
		assertThat(countedBy(endpoint)).isEqualTo(countedIn(answers));
		assertThat(endpoint.path("recentCalls")).hasSize(10);
	}

	private static Map<String, Long> countedIn(List<JsonNode> answers) {
		Map<String, Long> counts = new TreeMap<>();
		for (JsonNode answer : answers) {
			for (JsonNode attempt : answer.path("attempts")) {
				String outcome = attempt.path("outcome").asString();
				counts.merge(attempt.path("provider").asString() + " " + (isSkip(outcome) ? "skipped" : outcome), 1L,
						Long::sum);
			}
		}
		return counts;
	}

	private static boolean isSkip(String outcome) {
		return Stream.of(SkipReason.values()).map(SkipReason::name).anyMatch(outcome::equals);
	}

	private static Map<String, Long> countedBy(JsonNode endpoint) {
		Map<String, Long> counts = new TreeMap<>();
		for (JsonNode provider : endpoint.path("providers")) {
			String name = provider.path("name").asString();
			JsonNode calls = provider.path("calls");
			counts.put(name + " SUCCESS", calls.path("succeeded").asLong());
			counts.put(name + " skipped", calls.path("skipped").asLong());
			calls.path("failures").forEachEntry((kind, count) -> counts.put(name + " " + kind, count.asLong()));
		}
		counts.values().removeIf((count) -> count == 0);
		return counts;
	}

}
