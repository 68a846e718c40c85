package io.github.llmfallback.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a YAML file that cannot be read: a key that is there twice, an indentation that
 * is off. Names the place and quotes no line, because a key may be in it.
 */
class UnreadableYamlFailureAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
		return new FailureAnalysis("A YAML file of the configuration cannot be read: " + cause.getProblem()
				+ place(cause.getProblemMark()) + ".", "Correct the file there, or just before.", cause);
	}

	private static String place(@Nullable Mark mark) {
		return (mark != null) ? " in line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) : "";
	}

}
