package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.health.CircuitSettings;

/**
 * Properties of when a provider counts as unwell.
 */
public class CircuitBreakerProperties {

	/**
	 * Share of failed calls, in percent, from which on the provider is left alone.
	 */
	private float failureRateThreshold = CircuitSettings.DEFAULT.failureRateThreshold();

	/**
	 * Fewer calls than these say nothing about the provider.
	 */
	private int minimumCalls = CircuitSettings.DEFAULT.minimumCalls();

	/**
	 * How far back calls count.
	 */
	private Duration slidingWindow = CircuitSettings.DEFAULT.slidingWindow();

	/**
	 * How long the provider is left alone before one call tries it again. Longer each
	 * time that fails.
	 */
	private Duration openDuration = CircuitSettings.DEFAULT.openDuration();

	public float getFailureRateThreshold() {
		return this.failureRateThreshold;
	}

	public void setFailureRateThreshold(float failureRateThreshold) {
		this.failureRateThreshold = failureRateThreshold;
	}

	public int getMinimumCalls() {
		return this.minimumCalls;
	}

	public void setMinimumCalls(int minimumCalls) {
		this.minimumCalls = minimumCalls;
	}

	public Duration getSlidingWindow() {
		return this.slidingWindow;
	}

	public void setSlidingWindow(Duration slidingWindow) {
		this.slidingWindow = slidingWindow;
	}

	public Duration getOpenDuration() {
		return this.openDuration;
	}

	public void setOpenDuration(Duration openDuration) {
		this.openDuration = openDuration;
	}

	CircuitSettings toSettings() {
		return new CircuitSettings(this.failureRateThreshold, this.minimumCalls, this.slidingWindow, this.openDuration);
	}

}
