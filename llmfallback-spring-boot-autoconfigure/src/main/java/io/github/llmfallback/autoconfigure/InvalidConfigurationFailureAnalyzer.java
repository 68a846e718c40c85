package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports all problems of the configuration together.
 */
class InvalidConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationException cause) {
		List<ConfigurationProblem> problems = cause.problems();
		return new FailureAnalysis(
				"LLM Fallback cannot start with this configuration:\n\n"
						+ list(problems, (problem) -> problem.property() + ": " + problem.reason()),
				"Mend each of these:\n\n" + list(problems, (problem) -> problem.property() + ": " + problem.remedy()),
				cause);
	}

	private static String list(List<ConfigurationProblem> problems, Function<ConfigurationProblem, String> line) {
		return problems.stream().map(line).collect(Collectors.joining("\n    - ", "    - ", ""));
	}

}
