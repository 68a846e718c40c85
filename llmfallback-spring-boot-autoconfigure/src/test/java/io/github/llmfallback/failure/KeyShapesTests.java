package io.github.llmfallback.failure;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message never shows a key, whoever wrote it.
 */
class KeyShapesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Incorrect API key provided: sk-proj-Ab1_2345678.     | Incorrect API key provided: ***.
			key sk-ant-api03-x_Y-1234567 is revoked              | key *** is revoked
			gsk_abcdefghijklmno and csk-0123456789               | *** and ***
			AIzaSyA-1234567890_abcdefg was reported as leaked    | *** was reported as leaked
			Authorization: Bearer eyJhbGciOi.abc, sent           | Authorization: Bearer ***, sent
			GET https://example.org/v1?key=abc123&alt=sse failed | GET https://example.org/v1?key=***&alt=sse failed
			/v1?a=b&api_key=abc123                               | /v1?a=b&api_key=***
			/v1?apikey=abc123                                    | /v1?apikey=***
			BEARER  token                                        | BEARER  ***
			hf_abcdef                                            | ***
			xai-abcdef                                           | ***
			AIzaabcdef                                           | ***""")
	void keysAreHidden(String message, String shown) {
		assertThat(Failure.of(FailureKind.UNKNOWN, message).message()).isEqualTo(shown);
		assertThat(Failure.of(FailureKind.UNKNOWN, message)).hasToString("UNKNOWN: " + shown);
	}

	@ParameterizedTest
	@ValueSource(strings = { "HTTP 429 rate_limit_exceeded", "error inside HTTP 200", "task-scheduler-timeout",
			"the response holds no choices", "model llama-risk-assessment not found" })
	void otherWordsAreNot(String message) {
		assertThat(KeyShapes.hide(message)).isEqualTo(message);
	}

}
