package io.github.llmfallback.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys from an {@code .env} file. Where it is looked for depends on the working
 * directory, which for {@code spring-boot:run} is that of the module, so the application
 * runs in a process of its own.
 */
class DotEnvTests {

	@TempDir
	private Path top;

	private Path module;

	@BeforeEach
	void createModule() throws IOException {
		this.module = Files.createDirectory(this.top.resolve("sample-app"));
	}

	@Test
	void keyIsReadFromTheFileBesideTheReadme() throws Exception {
		Files.writeString(this.top.resolve(".env"), "OPENAI_API_KEY=dummy\n");

		assertThat(run()).contains("Started SampleApplication");
	}

	@Test
	void keyIsReadFromTheFileInTheModule() throws Exception {
		Files.writeString(this.module.resolve(".env"), "OPENAI_API_KEY=dummy\n");

		assertThat(run()).contains("Started SampleApplication");
	}

	@Test
	void startupWithoutKeySaysWhatIsMissing() throws Exception {
		assertThat(run())
			.contains("APPLICATION FAILED TO START", "llm.fallback.providers.openai.api-key:",
					"its placeholder 'OPENAI_API_KEY' has no value")
			.doesNotContain("Started SampleApplication", "\tat ");
	}

	private String run() throws IOException, InterruptedException {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", classPath, SampleApplication.class.getName(),
				"--spring.profiles.active=openai", "--spring.main.web-application-type=none")
			.directory(this.module.toFile())
			.redirectErrorStream(true);
		builder.environment().remove("OPENAI_API_KEY");
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor();
		return output;
	}

}
