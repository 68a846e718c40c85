package io.github.llmfallback.observation;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.health.HealthChange;
import io.github.llmfallback.provider.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Logs a line at INFO when a provider, or one of its keys or models, becomes unwell or
 * well.
 */
public final class AvailabilityLog implements AvailabilityListener {

	/** The name of the logger. */
	public static final String LOGGER = "io.github.llmfallback.providers";

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	@Override
	public void unavailable(Provider provider, HealthChange change) {
		if (!logger.isInfoEnabled()) {
			return;
		}
		String reason = (change.kind() != null) ? change.kind().name() : "CIRCUIT_OPEN";
		about(provider, change).addKeyValue("reason", reason)
			.addKeyValue("durationMs", change.duration().toMillis())
			.log("{} is left alone for {}: {}", Unwell.name(provider, change), text(change.duration()), reason);
	}

	@Override
	public void recovered(Provider provider, HealthChange change) {
		if (logger.isInfoEnabled()) {
			about(provider, change).log("{} is well again", Unwell.name(provider, change));
		}
	}

	private static LoggingEventBuilder about(Provider provider, HealthChange change) {
		LoggingEventBuilder event = logger.atInfo().addKeyValue("provider", provider.name());
		String model = Unwell.model(provider, change);
		if (model != null) {
			event = event.addKeyValue("model", model);
		}
		String key = Unwell.keyAlias(provider, change);
		return (key != null) ? event.addKeyValue("key", key) : event;
	}

	private static String text(Duration duration) {
		Duration shown = duration
			.truncatedTo((duration.compareTo(Duration.ofSeconds(1)) < 0) ? ChronoUnit.MILLIS : ChronoUnit.SECONDS);
		return DurationFormatterUtils.print(shown, Style.COMPOSITE);
	}

}
