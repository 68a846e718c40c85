package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackMetadata;
import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.testsupport.DefaultLogging;
import io.github.llmfallback.testsupport.TestProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot's structured logging shows what a line says as fields.
 */
@ExtendWith(OutputCaptureExtension.class)
class StructuredLogTests {

	@AfterEach
	void logAsBefore() {
		DefaultLogging.restore();
	}

	@Test
	void linesHaveFields(CapturedOutput output) {
		FallbackMetadata metadata = failOver("logstash", false);
		List<JsonNode> lines = lines(output, "logger_name");
		JsonNode failover = line(lines, "logger_name", "calls", "INFO");
		assertThat(failover.get("from").asString()).isEqualTo("flagship");
		assertThat(failover.get("to").asString()).isEqualTo("backup");
		assertThat(failover.get("reason").asString()).isEqualTo("RATE_LIMITED");
		assertThat(failover.get("llm.fallback.call.id").asString()).isEqualTo(metadata.callId());
		JsonNode change = line(lines, "logger_name", "providers", "INFO");
		assertThat(change.get("provider").asString()).isEqualTo("flagship");
		assertThat(change.get("durationMs").asLong()).isEqualTo(7_000);
		assertThat(output).doesNotContain("the sky blue");
	}

	@Test
	void contentIsAFieldWhereTheApplicationAsksForIt(CapturedOutput output) {
		failOver("logstash", true);
		JsonNode asked = lines(output, "logger_name").stream().filter((line) -> line.has("prompt")).findFirst().get();
		assertThat(asked.get("prompt").asString()).isEqualTo("Why is the sky blue?");
		assertThat(asked.get("level").asString()).isEqualTo("DEBUG");
	}

	@Test
	void elasticCommonSchemaNestsTheCallId(CapturedOutput output) {
		FallbackMetadata metadata = failOver("ecs", false);
		JsonNode failover = lines(output, "log").stream().filter((line) -> line.has("from")).findFirst().get();
		assertThat(failover.at("/llm/fallback/call/id").asString()).isEqualTo(metadata.callId());
		assertThat(failover.at("/log/logger").asString()).isEqualTo("io.github.llmfallback.calls");
	}

	private static FallbackMetadata failOver(String format, boolean content) {
		try (ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.initializers(TestProperties.yaml("""
					llm.fallback:
					  strategy: declared-order
					  providers:
					    flagship: { type: simulated, model: large }
					    backup: { type: simulated, model: small }
					"""))
			.run("--logging.structured.format.console=" + format, "--logging.level.io.github.llmfallback=debug",
					"--llm.fallback.logging.content=" + content)) {
			application.getBean(SimulatedProviders.class)
				.get("flagship")
				.orElseThrow()
				.failWith(FailureKind.RATE_LIMITED, Duration.ofSeconds(7));
			FallbackMetadata metadata = FallbackMetadata
				.from(application.getBean(FallbackChatModel.class).call(new Prompt("Why is the sky blue?")));
			assertThat(metadata).isNotNull();
			return metadata;
		}
	}

	private static List<JsonNode> lines(CapturedOutput output, String field) {
		return output.getOut()
			.lines()
			.filter((line) -> line.startsWith("{"))
			.map(JsonMapper.shared()::readTree)
			.filter((line) -> line.has(field))
			.toList();
	}

	private static JsonNode line(List<JsonNode> lines, String field, String logger, String level) {
		List<JsonNode> found = lines.stream()
			.filter((line) -> line.get(field).asString().equals("io.github.llmfallback." + logger))
			.filter((line) -> line.get("level").asString().equals(level))
			.toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
