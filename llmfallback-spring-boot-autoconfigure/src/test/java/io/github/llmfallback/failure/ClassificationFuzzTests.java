package io.github.llmfallback.failure;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.openai.errors.OpenAIInvalidDataException;
import org.junit.jupiter.api.Test;

import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.web.client.RestClientException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a provider answers, classification neither throws nor repeats it.
 */
class ClassificationFuzzTests {

	private static final int ROUNDS = 5_000;

	private static final String SECRET = "sk-Zq7secretZq7";

	private static final List<String> PIECES = List.of("{", "}", "[", "]", "\"", ":", ",", "null", "0", "-1", "429",
			"1e999", "\\u0000", "\n", "\"error\":", "\"code\":", "\"type\":", "\"status\":", "\"message\":",
			"\"details\":", "\"innererror\":", "\"reason\":", "\"retryDelay\":\"", "s\"", "try again in ",
			"99999999999", "7m12s", "ms", "model ", " does not exist", "rate limit", "context length", "billing",
			"API_KEY_INVALID", "overloaded_error", "insufficient_quota", "{\"error\":{\"message\":\"", "\"}}", "<html>",
			"ß\uD83D", SECRET);

	private final FailureClassifiers classifiers = FailureClassifiers.builtIn();

	@Test
	void anyAnswerIsClassifiedSafely() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			ErrorFamily family = ErrorFamily.values()[random.nextInt(ErrorFamily.values().length)];
			int status = 200 + random.nextInt(400);
			String body = text(random, 30);
			Map<String, String> headers = Map.of("retry-after", text(random, 3), "retry-after-ms", text(random, 3));
			Throwable exception = exception(family, status, body, headers);
			Failure failure = this.classifiers.classify(exception);
			String described = "seed %s: %s %s %s %s".formatted(seed, family, status, body, headers);
			assertThat(failure.cause()).as(described).isSameAs(exception);
			assertThat(failure.message()).as(described).isNotBlank().hasSizeLessThan(100).doesNotContain("Zq7");
			if (failure.retryAfter() != null) {
				assertThat(failure.retryAfter()).as(described)
					.isGreaterThanOrEqualTo(Duration.ZERO)
					.isLessThanOrEqualTo(RetryAfter.LONGEST);
			}
		}
	}

	@Test
	void anyChainIsClassifiedSafely() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int round = 0; round < ROUNDS; round++) {
			Throwable exception = null;
			for (int length = 1 + random.nextInt(6); length > 0; length--) {
				exception = link(random, exception);
			}
			Failure failure = this.classifiers.classify(exception);
			assertThat(failure.cause()).as("seed %s", seed).isSameAs(exception);
			assertThat(failure.message()).as("seed %s", seed).isNotBlank().doesNotContain("Zq7");
		}
	}

	private static Throwable link(Random random, Throwable cause) {
		String text = random.nextBoolean() ? text(random, 10) : null;
		return switch (random.nextInt(7)) {
			case 0 -> new RuntimeException(text, cause);
			case 1 -> new IOException(text, cause);
			case 2 -> new SocketException(text).initCause(cause);
			case 3 -> new NonTransientAiException(400 + random.nextInt(200) + " - " + text, cause);
			case 4 -> new NullPointerException(text);
			case 5 -> new OpenAIInvalidDataException(text, cause);
			default -> new RestClientException(String.valueOf(text), cause);
		};
	}

	/**
	 * What a client library could not turn into an exception never reaches us.
	 */
	private static Throwable exception(ErrorFamily family, int status, String body, Map<String, String> headers) {
		try {
			return family.exception(status, body, headers);
		}
		catch (IllegalArgumentException ex) {
			return family.exception(status, "", Map.of());
		}
	}

	private static String text(Random random, int pieces) {
		StringBuilder text = new StringBuilder();
		for (int count = random.nextInt(pieces + 1); count > 0; count--) {
			text.append(PIECES.get(random.nextInt(PIECES.size())));
		}
		return text.toString();
	}

}
