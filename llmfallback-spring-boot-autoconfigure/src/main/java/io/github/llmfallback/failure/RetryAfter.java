package io.github.llmfallback.failure;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How long a provider asks to wait. The most exact source wins: {@code retry-after-ms}
 * (OpenAI, Azure), {@code Retry-After} in seconds or as a date (RFC 9110, section
 * 10.2.3), {@code retryDelay} in the details of a Google error, and last the words "try
 * again in 1.5s" of a message. Anything longer than a day is a day; what cannot be read
 * or lies in the past counts as not said.
 */
final class RetryAfter {

	static final Duration LONGEST = Duration.ofDays(1);

	private static final int MAX_VALUE_LENGTH = 64;

	private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");

	private static final Pattern GOOGLE_DELAY = Pattern.compile("retrydelay[\"':= ]{1,6}(\\d{1,18}(?:\\.\\d{1,9})?)s");

	private static final String AMOUNT = "(\\d{1,9}(?:\\.\\d{1,9})?) ?"
			+ "(milliseconds?|ms|days?|d|hours?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z]) ?";

	private static final Pattern AMOUNTS = Pattern.compile(AMOUNT);

	private static final Pattern WORDS = Pattern
		.compile("\\b(?:try again|retry|wait) (?:in |after |for )?((?:" + AMOUNT + "){1,5})");

	private final Clock clock;

	RetryAfter(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Finds the wait an error answer asks for.
	 * @param headers the answer's headers
	 * @param text the answer's message and details
	 * @return the wait, between zero and {@link #LONGEST}; {@code null} when it asks for
	 * none that can be understood
	 */
	@Nullable Duration find(HeaderLookup headers, String text) {
		Duration wait = milliseconds(headers.first("retry-after-ms"));
		wait = (wait != null) ? wait : secondsOrDate(headers.first("retry-after"));
		return (wait != null) ? wait : find(text.toLowerCase(Locale.ROOT));
	}

	/**
	 * Looks for words that each of the patterns needs before it looks for the patterns,
	 * which takes longer.
	 */
	private static @Nullable Duration find(String text) {
		if (!text.contains("try") && !text.contains("wait")) {
			return null;
		}
		Duration wait = googleDelay(text);
		return (wait != null) ? wait : words(text);
	}

	private static @Nullable Duration milliseconds(@Nullable String value) {
		BigDecimal number = number(value);
		return (number != null) ? duration(number.movePointLeft(3)) : null;
	}

	private @Nullable Duration secondsOrDate(@Nullable String value) {
		BigDecimal number = number(value);
		if (number != null) {
			return duration(number);
		}
		return (value != null) ? date(value.trim()) : null;
	}

	private @Nullable Duration date(String value) {
		try {
			Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
			Duration wait = Duration.between(this.clock.instant(), date);
			if (wait.isNegative()) {
				return null;
			}
			return (wait.compareTo(LONGEST) < 0) ? wait : LONGEST;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable Duration googleDelay(String text) {
		Matcher delay = GOOGLE_DELAY.matcher(text);
		return delay.find() ? duration(new BigDecimal(delay.group(1))) : null;
	}

	private static @Nullable Duration words(String text) {
		Matcher words = WORDS.matcher(text);
		if (!words.find()) {
			return null;
		}
		BigDecimal seconds = BigDecimal.ZERO;
		Matcher amounts = AMOUNTS.matcher(words.group(1));
		while (amounts.find()) {
			seconds = seconds.add(new BigDecimal(amounts.group(1)).multiply(secondsPer(amounts.group(2))));
		}
		return duration(seconds);
	}

	private static BigDecimal secondsPer(String unit) {
		return switch (unit.charAt(0)) {
			case 'd' -> new BigDecimal(86_400);
			case 'h' -> new BigDecimal(3600);
			case 'm' ->
				(unit.startsWith("ms") || unit.startsWith("milli")) ? new BigDecimal("0.001") : new BigDecimal(60);
			default -> BigDecimal.ONE;
		};
	}

	private static @Nullable BigDecimal number(@Nullable String value) {
		if (value == null || value.length() > MAX_VALUE_LENGTH || !NUMBER.matcher(value.trim()).matches()) {
			return null;
		}
		return new BigDecimal(value.trim());
	}

	private static Duration duration(BigDecimal seconds) {
		BigDecimal longest = BigDecimal.valueOf(LONGEST.toSeconds());
		return Duration.ofNanos(seconds.min(longest).movePointRight(9).longValue());
	}

}
