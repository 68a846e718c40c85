package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration is wrong. Holds every problem found, not just the first.
 */
@SuppressWarnings("serial")
class InvalidConfigurationException extends RuntimeException {

	private final List<ConfigurationProblem> problems;

	InvalidConfigurationException(List<ConfigurationProblem> problems) {
		super("Invalid LLM Fallback configuration: "
				+ problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining(" ")));
		this.problems = List.copyOf(problems);
	}

	List<ConfigurationProblem> problems() {
		return this.problems;
	}

}
