package io.github.llmfallback.autoconfigure;

import java.time.Duration;

import io.github.llmfallback.provider.RetrySettings;

/**
 * Properties of asking the same target again.
 */
public class RetryProperties {

	/**
	 * How often a target is asked again after its first failure.
	 */
	private int maxRetries = RetrySettings.DEFAULT.maxRetries();

	/**
	 * Longest pause before the first retry.
	 */
	private Duration delay = RetrySettings.DEFAULT.delay();

	/**
	 * How much longer each further pause may be.
	 */
	private double multiplier = RetrySettings.DEFAULT.multiplier();

	/**
	 * No pause is longer, unless the provider asks for it and nobody else is ready.
	 */
	private Duration maxDelay = RetrySettings.DEFAULT.maxDelay();

	/**
	 * Which part of a pause is left to chance: 0 for none, 1 for all of it.
	 */
	private double jitter = RetrySettings.DEFAULT.jitter();

	/**
	 * Retries per call that all calls together may make, from 0 to 1.
	 */
	private double budget = 0.2;

	public int getMaxRetries() {
		return this.maxRetries;
	}

	public void setMaxRetries(int maxRetries) {
		this.maxRetries = maxRetries;
	}

	public Duration getDelay() {
		return this.delay;
	}

	public void setDelay(Duration delay) {
		this.delay = delay;
	}

	public double getMultiplier() {
		return this.multiplier;
	}

	public void setMultiplier(double multiplier) {
		this.multiplier = multiplier;
	}

	public Duration getMaxDelay() {
		return this.maxDelay;
	}

	public void setMaxDelay(Duration maxDelay) {
		this.maxDelay = maxDelay;
	}

	public double getJitter() {
		return this.jitter;
	}

	public void setJitter(double jitter) {
		this.jitter = jitter;
	}

	public double getBudget() {
		return this.budget;
	}

	public void setBudget(double budget) {
		this.budget = budget;
	}

	RetrySettings toSettings() {
		return new RetrySettings(this.maxRetries, this.delay, this.multiplier, this.maxDelay, this.jitter);
	}

}
