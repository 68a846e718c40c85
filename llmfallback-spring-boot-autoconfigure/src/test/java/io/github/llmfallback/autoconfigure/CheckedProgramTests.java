package io.github.llmfallback.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in a Java virtual machine of its own checks its keys, and its exit code
 * says how they are.
 */
class CheckedProgramTests {

	private final VendorServer openAi = VendorServer.start(Vendor.OPENAI);

	private final VendorServer anthropic = VendorServer.start(Vendor.ANTHROPIC);

	@TempDir
	Path directory;

	@BeforeEach
	void answer() {
		this.openAi.answers("OK");
		this.anthropic.answers("OK");
	}

	@AfterEach
	void stop() {
		this.openAi.close();
		this.anthropic.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "servlet" })
	void exitCodeIsZeroWhenEveryKeyAnswers(String type) throws Exception {
		assertThat(run("exit", "--spring.main.web-application-type=" + type)).isZero();
		assertThat(this.directory.resolve("output.txt")).content()
			.contains("Live check: 3 of 3 answered", CheckedProgram.CLOSED)
			.doesNotContain("sk-secret");
		assertThat(this.openAi.requests()).extracting((request) -> request.header("Authorization"))
			.containsExactlyInAnyOrder("Bearer sk-secret-one", "Bearer sk-secret-two");
		assertThat(this.anthropic.count()).isOne();
	}

	@Test
	void exitCodeIsOneWhenAKeyIsRefused() throws Exception {
		this.anthropic.fails(401);
		assertThat(run("exit", "--spring.main.web-application-type=none")).isOne();
		assertThat(this.directory.resolve("output.txt")).content()
			.contains("Live check: 2 of 3 answered", CheckedProgram.CLOSED)
			.containsPattern("openai +gpt-4.1 +openai#1 +SUCCESS +\\d+ ms\n")
			.containsPattern("openai +gpt-4.1 +openai#2 +SUCCESS +\\d+ ms\n")
			.containsPattern("anthropic +claude-haiku-4-5 +anthropic#1 +AUTHENTICATION +\\d+ ms +"
					+ "Check llm.fallback.providers.anthropic.api-key")
			.doesNotContain("sk-secret", "Exception");
	}

	@Test
	void programThatIsOnlyToLogEndsByItselfAfterTheCheck() throws Exception {
		this.anthropic.fails(401);
		assertThat(run("true", "--spring.main.web-application-type=none")).isZero();
		assertThat(this.directory.resolve("output.txt")).content()
			.contains("Live check: 2 of 3 answered", CheckedProgram.CLOSED);
	}

	private int run(String mode, String argument) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), CheckedProgram.class.getName()));
		command.addAll(List.of("--llm.fallback.check=" + mode, argument, "--server.port=0",
				"--llm.fallback.providers.openai.base-url=" + this.openAi.baseUrl(),
				"--llm.fallback.providers.openai.api-keys=sk-secret-one,sk-secret-two",
				"--llm.fallback.providers.openai.model=gpt-4.1",
				"--llm.fallback.providers.anthropic.base-url=" + this.anthropic.baseUrl(),
				"--llm.fallback.providers.anthropic.api-key=sk-secret-three",
				"--llm.fallback.providers.anthropic.model=claude-haiku-4-5"));
		File output = this.directory.resolve("output.txt").toFile();
		Process program = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
		try {
			assertThat(program.waitFor(100, TimeUnit.SECONDS)).as("ends").isTrue();
			return program.exitValue();
		}
		finally {
			program.destroyForcibly();
		}
	}

}
