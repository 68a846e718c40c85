package io.github.llmfallback.autoconfigure;

/**
 * One thing wrong with the configuration.
 *
 * @param property the full name of the property to change
 * @param reason what is wrong, without quoting secrets
 * @param remedy how to mend it
 */
record ConfigurationProblem(String property, String reason, String remedy) {

	@Override
	public String toString() {
		return this.property + ": " + this.reason + ". " + this.remedy + ".";
	}

}
