package io.github.llmfallback.provider;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only shows in a process of its own: the environment, and whether it ends.
 */
class VendorProgramTests {

	private static final String LEAK = "leaked-from-environment";

	private static final List<String> VARIABLES = List.of("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID",
			"OPENAI_PROJECT_ID", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "GOOGLE_API_KEY", "GEMINI_API_KEY",
			"GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION");

	private static final Map<String, String> MORE_VARIABLES = Map.of("OPENAI_BASE_URL", "http://127.0.0.1:9",
			"ANTHROPIC_BASE_URL", "http://127.0.0.1:9", "GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9",
			"OPENAI_CUSTOM_HEADERS", "X-Leak: " + LEAK, "ANTHROPIC_CUSTOM_HEADERS", "X-Leak: " + LEAK,
			"GOOGLE_GENAI_USE_VERTEXAI", "true", "OPENAI_LOG", "debug", "ANTHROPIC_LOG", "debug");

	private final List<VendorServer> servers = new ArrayList<>();

	@BeforeEach
	void startServers() {
		for (Vendor vendor : Vendor.values()) {
			this.servers.add(VendorServer.start(vendor).answers("a private answer"));
		}
	}

	@AfterEach
	void stopServers() {
		this.servers.forEach(VendorServer::close);
	}

	@Test
	void theVendorsEnvironmentVariablesDoNotMatterAndTheProgramEnds(@TempDir Path directory)
			throws IOException, InterruptedException {
		Path output = directory.resolve("output.txt");
		Process program = program(output).start();
		assertThat(program.waitFor(50, TimeUnit.SECONDS)).as("ends before idle threads would").isTrue();
		assertThat(output).content().doesNotContain("a private", LEAK);
		assertThat(program.exitValue()).as(() -> read(output)).isZero();
		for (VendorServer server : this.servers) {
			assertThat(server.requests()).hasSize(4).allSatisfy((request) -> {
				assertThat(request.headers().toString()).doesNotContain(LEAK);
				assertThat(request.path()).doesNotContain(LEAK);
			});
			assertThat(server.requests()).filteredOn((request) -> request.headers().toString().contains(Preset.KEY))
				.hasSize(2);
		}
	}

	private ProcessBuilder program(Path output) {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
						"-Dlogging.level.root=debug", "-cp", System.getProperty("java.class.path"),
						VendorProgram.class.getName()));
		for (VendorServer server : this.servers) {
			command.add(server.vendor().name());
			command.add(server.baseUrl());
		}
		ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		VARIABLES.forEach((variable) -> program.environment().put(variable, LEAK));
		program.environment().putAll(MORE_VARIABLES);
		return program;
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
