package io.github.llmfallback.budget;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Warns about each thing once per minute at most.
 */
final class OncePerMinute {

	private static final Duration PAUSE = Duration.ofMinutes(1);

	private final InstantSource clock;

	private final Map<String, Instant> latest = new ConcurrentHashMap<>();

	OncePerMinute(InstantSource clock) {
		this.clock = clock;
	}

	void warn(Log logger, String subject, Supplier<String> message) {
		warn(logger, subject, message, null);
	}

	void warn(Log logger, String subject, Supplier<String> message, @Nullable Throwable cause) {
		Instant now = this.clock.instant();
		Instant before = this.latest.get(subject);
		boolean first = (before != null) ? isDue(before, now) && this.latest.replace(subject, before, now)
				: this.latest.putIfAbsent(subject, now) == null;
		if (first) {
			logger.warn(message.get(), cause);
		}
	}

	private static boolean isDue(Instant before, Instant now) {
		return !now.isBefore(before.plus(PAUSE));
	}

}
