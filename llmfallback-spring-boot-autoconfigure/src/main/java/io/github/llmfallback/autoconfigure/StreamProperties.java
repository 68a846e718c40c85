package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.attempt.StreamSettings;
import io.github.llmfallback.attempt.StreamSettings.AfterContent;

/**
 * Properties of streams.
 */
public class StreamProperties {

	/**
	 * Longest wait for the first content or thought.
	 */
	private Duration firstTokenTimeout = StreamSettings.DEFAULT.firstTokenTimeout();

	/**
	 * Longest pause between two chunks after that.
	 */
	private Duration idleTimeout = StreamSettings.DEFAULT.idleTimeout();

	/**
	 * What follows a failure after content was delivered: error ends the stream, restart
	 * begins the answer anew, continue goes on where it stopped.
	 */
	private AfterContent afterContent = AfterContent.ERROR;

	public Duration getFirstTokenTimeout() {
		return this.firstTokenTimeout;
	}

	public void setFirstTokenTimeout(Duration firstTokenTimeout) {
		this.firstTokenTimeout = firstTokenTimeout;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public AfterContent getAfterContent() {
		return this.afterContent;
	}

	public void setAfterContent(AfterContent afterContent) {
		this.afterContent = afterContent;
	}

	StreamSettings toSettings() {
		return new StreamSettings(this.firstTokenTimeout, this.idleTimeout, this.afterContent);
	}

}
