package io.github.llmfallback.autoconfigure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.llmfallback.LlmProvider;

/**
 * Brings together who can answer: the configured providers, those added as beans, and
 * when there are neither, every chat model of the application.
 */
final class ProviderSource {

	private static final String PROPERTY = LlmFallbackProperties.PREFIX + ".providers";

	private final ProviderAssembler assembler;

	private final List<LlmProvider> beans;

	private final ChatModelBeans chatModels;

	private final Set<String> configuredNames;

	ProviderSource(ProviderAssembler assembler, Set<String> configuredNames, List<LlmProvider> beans,
			ChatModelBeans chatModels) {
		this.assembler = assembler;
		this.configuredNames = configuredNames;
		this.beans = beans;
		this.chatModels = chatModels;
	}

	void check(ConfigurationProblems problems) {
		this.assembler.check(problems);
		Set<String> names = new HashSet<>(this.configuredNames);
		for (LlmProvider bean : this.beans) {
			problems.addUnless(names.add(bean.name()), PROPERTY + "." + bean.name(),
					"an LlmProvider bean has the same name", "Give one of the two another name");
		}
		if (names.isEmpty()) {
			checkChatModels(problems);
		}
	}

	private void checkChatModels(ConfigurationProblems problems) {
		List<String> beans = this.chatModels.names();
		problems.addUnless(!beans.isEmpty(), PROPERTY,
				"no provider is listed and the application has no ChatModel bean",
				"List a provider, add a Spring AI model starter, or set llm.fallback.enabled=false");
		Set<String> names = new HashSet<>();
		for (String bean : beans) {
			String name = ChatModelBeans.providerName(bean);
			problems.addUnless(names.add(name), PROPERTY,
					"several ChatModel beans would become provider '" + name + "', the bean '" + bean + "' among them",
					"Rename the bean, or list the providers with 'chat-model'");
		}
	}

	List<LlmProvider> providers() {
		List<LlmProvider> providers = new ArrayList<>(this.assembler.assemble());
		providers.addAll(this.beans);
		return providers.isEmpty() ? this.chatModels.asProviders() : providers;
	}

}
