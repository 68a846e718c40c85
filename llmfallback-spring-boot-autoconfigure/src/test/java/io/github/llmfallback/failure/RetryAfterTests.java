package io.github.llmfallback.failure;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	private final RetryAfter retryAfter = new RetryAfter(
			Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC));

	@ParameterizedTest
	@CsvSource({ "0, PT0S", "7, PT7S", "' 7 ', PT7S", "1.5, PT1.5S", "0.25, PT0.25S", "86399, PT23H59M59S",
			"86400, PT24H", "86401, PT24H", "99999999999999999999999999999999999999999999999, PT24H" })
	void secondsAreRead(String value, Duration wait) {
		assertThat(header("retry-after", value)).isEqualTo(wait);
	}

	@ParameterizedTest
	@CsvSource({ "'Sat, 21 Nov 2026 10:00:30 GMT', PT30S", "'Sat, 21 Nov 2026 10:00:00 GMT', PT0S",
			"'Sun, 22 Nov 2026 09:59:59 GMT', PT23H59M59S", "'Sun, 22 Nov 2026 11:00:00 GMT', PT24H",
			"'Sat, 21 Nov 2099 10:00:00 GMT', PT24H" })
	void datesAreReadByTheClock(String value, Duration wait) {
		assertThat(header("retry-after", value)).isEqualTo(wait);
	}

	@ParameterizedTest
	@CsvSource({ "0, PT0S", "1500, PT1.5S", "12.5, PT0.0125S", "999999999999, PT24H" })
	void millisecondsAreRead(String value, Duration wait) {
		assertThat(header("retry-after-ms", value)).isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "-0.5", "+1", "1e9", "NaN", "Infinity", "0x10", "soon", "1,5", "1.", ".5",
			"Sat, 21 Nov 2026 09:59:59 GMT", "Sat, 35 Nov 2026 10:00:00 GMT", "Mon, 21 Nov 2026 10:00:30 GMT",
			"2026-11-21T10:00:30Z", "11111111111111111111111111111111111111111111111111111111111111111" })
	void garbageAndThePastCountAsNotSaid(String value) {
		assertThat(header("retry-after", value)).isNull();
		assertThat(header("retry-after-ms", value)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "'\"retryDelay\":\"34s\"', PT34S", "'{retryDelay=1.5s}', PT1.5S",
			"'\"retryDelay\": \"99999999s\"', PT24H" })
	void googlesDelayIsRead(String text, Duration wait) {
		assertThat(text(text)).isEqualTo(wait);
	}

	@ParameterizedTest
	@CsvSource({ "Please try again in 20s., PT20S", "Please try again in 1.5s, PT1.5S", "try again in 120ms, PT0.12S",
			"Please try again in 7m12s. Need more?, PT7M12S", "Try again in 6m0s, PT6M",
			"try again in 1h2m3.5s, PT1H2M3.5S", "Please retry in 34.074824224s., PT34.074824224S",
			"Please retry after 12 seconds, PT12S", "wait 2 minutes, PT2M", "wait for 1 hour 5 min, PT1H5M",
			"retry in 250 milliseconds, PT0.25S", "try again in 3 days, PT24H" })
	void wordsOfAMessageAreRead(String text, Duration wait) {
		assertThat(text(text)).isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "try again later", "try again in a moment", "retry in 5 sheep", "in 20s", "20s",
			"entry in 5s", "try again in -5s", "retryDelay", "\"retryDelay\":\"soon\"", "\"retryDelay\":\"-3s\"" })
	void otherWordsSayNothing(String text) {
		assertThat(text(text)).isNull();
	}

	@Test
	void exactSourcesWinAndUnreadableOnesAreSkipped() {
		String text = "\"retryDelay\":\"3s\" try again in 4s";
		Map<String, String> both = Map.of("retry-after-ms", "1000", "retry-after", "2");
		assertThat(this.retryAfter.find(both::get, text)).isEqualTo(Duration.ofSeconds(1));
		Map<String, String> one = Map.of("retry-after-ms", "?", "retry-after", "2");
		assertThat(this.retryAfter.find(one::get, text)).isEqualTo(Duration.ofSeconds(2));
		assertThat(this.retryAfter.find(HeaderLookup.NONE, text)).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.retryAfter.find(HeaderLookup.NONE, "try again in 4s")).isEqualTo(Duration.ofSeconds(4));
	}

	private Duration header(String name, String value) {
		return this.retryAfter.find(Map.of(name, value)::get, "");
	}

	private Duration text(String text) {
		return this.retryAfter.find(HeaderLookup.NONE, text);
	}

}
