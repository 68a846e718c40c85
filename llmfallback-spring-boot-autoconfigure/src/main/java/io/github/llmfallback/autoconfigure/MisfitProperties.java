package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.BindHandler;

/**
 * Holds what the binder cannot make sense of until everything else is checked, so that
 * all problems are reported together. Once the application runs, a failed binding fails
 * at once.
 */
class MisfitProperties implements ConfigurationPropertiesBindHandlerAdvisor, SmartInitializingSingleton {

	private final List<ConfigurationProblem> found = new ArrayList<>();

	private boolean started;

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return this.started ? bindHandler : new MisfitBindHandler(bindHandler, this.found::add);
	}

	List<ConfigurationProblem> found() {
		return this.found;
	}

	/**
	 * Reports what nobody has asked for, where the application has a fallback of its own.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.started = true;
		ConfigurationProblems problems = new ConfigurationProblems();
		this.found.forEach(problems::add);
		problems.throwIfAny();
	}

}
