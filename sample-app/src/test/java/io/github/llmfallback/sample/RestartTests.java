package io.github.llmfallback.sample;

import java.math.BigDecimal;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample started twice on the same file.
 */
class RestartTests {

	@TempDir
	private Path directory;

	@Test
	void spendOutlivesARestartAndCountsDoNot() {
		BigDecimal spent;
		try (ConfigurableApplicationContext context = start()) {
			Visitor visitor = visitor(context);
			assertThat(spentThisMonth(visitor)).isZero();
			assertThat(visitor.ask("Why is the sky blue?").statusCode()).isEqualTo(200);
			spent = spentThisMonth(visitor);
		}

		assertThat(this.directory.resolve("data/spend.mv.db")).isNotEmptyFile();
		try (ConfigurableApplicationContext context = start()) {
			Visitor visitor = visitor(context);
			JsonNode flagship = Visitor.json(visitor.get("/actuator/llmfallback/flagship"));

			assertThat(spentThisMonth(visitor)).isPositive().isEqualByComparingTo(spent);
			assertThat(flagship.path("calls").path("succeeded").asLong()).isZero();
		}
	}

	private static BigDecimal spentThisMonth(Visitor visitor) {
		return Visitor.json(visitor.get("/actuator/llmfallback"))
			.path("budgets")
			.valueStream()
			.filter((budget) -> budget.path("window").asString().equals("MONTHLY"))
			.map((budget) -> budget.path("spent").asDecimal())
			.findFirst()
			.orElseThrow();
	}

	private static Visitor visitor(ConfigurableApplicationContext context) {
		return new Visitor(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(SampleApplication.class).run("--server.port=0",
				"--spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("data/spend")
						+ ";DB_CLOSE_ON_EXIT=FALSE");
	}

}
