package io.github.llmfallback.testsupport;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/**
 * Logging as Spring Boot sets it up for an application that configures nothing, ready for
 * the next one to configure it.
 */
public final class DefaultLogging {

	private DefaultLogging() {
	}

	public static void restore() {
		LoggingSystem logging = LoggingSystem.get(DefaultLogging.class.getClassLoader());
		logging.cleanUp();
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
		logging.cleanUp();
	}

}
