package io.github.llmfallback.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.github.llmfallback.CheckResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CheckTable}.
 */
class CheckTableTests {

	@Test
	void columnsAreAligned() {
		assertThat(CheckTable.of(List.of(
				new CheckResult("openai", true, "gpt-4.1", "openai#1", "SUCCESS", Duration.ofMillis(412), null, null),
				new CheckResult("openai", true, "gpt-4.1", "openai#2", "AUTHENTICATION", Duration.ofMillis(98),
						"HTTP 401", "Check the key"),
				new CheckResult("ollama", false, "llama3.2", null, "TIMEOUT", Duration.ofSeconds(30), null,
						"Check the network"))))
			.isEqualTo("""
					Live check: 1 of 2 answered, disabled providers not counted
					PROVIDER           MODEL     KEY       OUTCOME         LATENCY   REMEDY
					openai             gpt-4.1   openai#1  SUCCESS         412 ms
					openai             gpt-4.1   openai#2  AUTHENTICATION  98 ms     Check the key (HTTP 401)
					ollama (disabled)  llama3.2  -         TIMEOUT         30000 ms  Check the network""");
	}

}
