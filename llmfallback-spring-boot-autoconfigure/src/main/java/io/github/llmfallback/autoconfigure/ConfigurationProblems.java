package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects everything wrong with the configuration, so that it can be reported at once.
 */
final class ConfigurationProblems {

	private final List<ConfigurationProblem> found = new ArrayList<>();

	void add(ConfigurationProblem problem) {
		this.found.add(problem);
	}

	void add(String property, String reason, String remedy) {
		this.found.add(new ConfigurationProblem(property, reason, remedy));
	}

	void addUnless(boolean valid, String property, String reason, String remedy) {
		if (!valid) {
			add(property, reason, remedy);
		}
	}

	void throwIfAny() {
		if (!this.found.isEmpty()) {
			throw new InvalidConfigurationException(this.found);
		}
	}

}
