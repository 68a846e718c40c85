package io.github.llmfallback.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample as the build processed it ahead of time, in a process of its own.
 */
class AheadOfTimeTests {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	@TempDir
	private Path directory;

	@Test
	void processedSampleStartsAndAnswers() throws Exception {
		Process process = start();
		try (BufferedReader output = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			Visitor visitor = new Visitor(port(output));
			HttpResponse<String> answer = visitor.ask("Why is the sky blue?");

			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(Visitor.json(answer).path("answer").asString()).isNotBlank();
			JsonNode endpoint = Visitor.json(visitor.get("/actuator/llmfallback"));
			assertThat(endpoint.path("providers")).isNotEmpty();
		}
		finally {
			process.destroy();
			process.waitFor();
		}
	}

	private Process start() throws IOException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", "-cp", classPath,
				SampleApplication.class.getName(), "--server.port=0")
			.directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
	}

	private static int port(BufferedReader output) throws IOException {
		StringBuilder log = new StringBuilder();
		String line;
		while ((line = output.readLine()) != null) {
			log.append(line).append('\n');
			Matcher port = PORT.matcher(line);
			if (port.find()) {
				assertThat(log).contains("Starting AOT-processed SampleApplication");
				return Integer.parseInt(port.group(1));
			}
		}
		throw new AssertionError("Not started:\n" + log);
	}

}
