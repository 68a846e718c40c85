package io.github.llmfallback.benchmark;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.helpers.NOPAppender;
import org.slf4j.LoggerFactory;

/**
 * A log at INFO whose lines go nowhere: an application pays for them what its appenders
 * cost.
 */
final class SilentLog {

	private SilentLog() {
	}

	/**
	 * Takes the console from a logger.
	 * @param name the logger's name
	 */
	static void of(String name) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		NOPAppender<ILoggingEvent> nowhere = new NOPAppender<>();
		nowhere.setContext(logger.getLoggerContext());
		nowhere.start();
		logger.setLevel(Level.INFO);
		logger.setAdditive(false);
		logger.addAppender(nowhere);
	}

}
