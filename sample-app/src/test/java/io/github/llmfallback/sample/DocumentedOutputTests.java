package io.github.llmfallback.sample;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answer that the README shows.
 */
class DocumentedOutputTests {

	@Test
	void outputIsTheSecondAnswerOfTheSample() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class)
			.run("--server.port=0")) {
			Visitor visitor = new Visitor(
					context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			visitor.ask("Why is the sky blue?");

			JsonNode second = withoutTimes(visitor.ask("Why is the sky blue?").body());

			assertThat(second).isEqualTo(withoutTimes(Documentation.snippets("json").get(0)));
		}
	}

	private static JsonNode withoutTimes(String json) {
		ObjectNode answer = (ObjectNode) Visitor.json(json);
		answer.remove("elapsedMs");
		answer.path("attempts").forEach((attempt) -> ((ObjectNode) attempt).remove("elapsedMs"));
		return answer;
	}

}
