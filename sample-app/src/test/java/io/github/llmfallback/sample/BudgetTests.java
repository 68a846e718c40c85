package io.github.llmfallback.sample;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample with a budget that pays for nothing and without the provider that is free.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "llm.fallback.budget.daily=0.000001", "llm.fallback.providers.local.enabled=false" })
class BudgetTests {

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void visit() {
		this.visitor = new Visitor(this.port);
	}

	@Test
	void spentBudgetIsAProblemThatTellsWhenToComeBack() {
		assertBudgetProblem(this.visitor.ask("What may I spend?"));
	}

	@Test
	void streamOnASpentBudgetIsTheSameProblem() {
		assertBudgetProblem(this.visitor.stream("What may I spend?"));
	}

	private static void assertBudgetProblem(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		JsonNode problem = Visitor.json(response);
		assertThat(problem.path("status").asInt()).isEqualTo(429);
		assertThat(problem.path("kind").asString()).isEqualTo("BUDGET_EXCEEDED");
		assertThat(problem.path("scope").asString()).isEqualTo("global");
		assertThat(problem.path("window").asString()).isEqualTo("DAILY");
		assertThat(problem.path("attempts").findValuesAsString("provider")).startsWith("flagship", "economy");
		assertThat(problem.path("attempts").path(0).path("outcome").asString()).isEqualTo("OVER_BUDGET");
		assertThat(problem.path("attempts").path(1).path("outcome").asString()).isEqualTo("OVER_BUDGET");
		Instant resetsAt = Instant.parse(problem.path("resetsAt").asString());
		assertThat(response.headers().firstValueAsLong("Retry-After")).hasValue(resetsAt.getEpochSecond());
	}

	/**
	 * At the beginning of time the seconds to wait are those of the moment itself.
	 */
	@TestConfiguration
	static class BeginningOfTime {

		@Bean
		@Primary
		InstantSource beginningOfTime() {
			return InstantSource.fixed(Instant.EPOCH);
		}

	}

}
