package io.github.llmfallback.autoconfigure;

import java.util.List;
import java.util.Map;

import io.github.llmfallback.BudgetTagResolver;
import io.github.llmfallback.FallbackChatModel;
import io.github.llmfallback.FallbackChatModelBuilder;
import io.github.llmfallback.LlmProvider;
import io.github.llmfallback.admission.AvailabilityListener;
import io.github.llmfallback.attempt.CallListener;
import io.github.llmfallback.attempt.CallObserver;
import io.github.llmfallback.budget.AuditLog;
import io.github.llmfallback.budget.BudgetLedger;
import io.github.llmfallback.observation.ProviderEvents;
import io.github.llmfallback.autoconfigure.LlmFallbackProperties.Execution.Mode;
import io.github.llmfallback.budget.BudgetListener;
import io.github.llmfallback.failure.FailureClassifier;
import io.github.llmfallback.failure.FailureClassifiers;
import io.github.llmfallback.provider.ChatModelFactory;
import io.github.llmfallback.provider.simulated.SimulatedProviders;
import io.github.llmfallback.routing.RoutingStrategies;
import io.github.llmfallback.routing.RoutingStrategy;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.retry.RetryListener;

/**
 * Auto-configuration for {@link FallbackChatModel}.
 */
@AutoConfiguration(after = { ChatModelFactoryAutoConfiguration.class, BudgetAutoConfiguration.class },
		beforeName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration",
		afterName = { "org.springframework.ai.model.openai.autoconfigure.OpenAiChatAutoConfiguration",
				"org.springframework.ai.model.anthropic.autoconfigure.AnthropicChatAutoConfiguration",
				"org.springframework.ai.model.google.genai.autoconfigure.chat.GoogleGenAiChatAutoConfiguration",
				"org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration" })
@ConditionalOnClass(ChatModel.class)
@Conditional(OnEnabledCondition.class)
@EnableConfigurationProperties(LlmFallbackProperties.class)
@ImportRuntimeHints(LlmFallbackRuntimeHints.class)
@Import({ MisfitProperties.class, FallbackChatModelConfiguration.PrimaryModel.class,
		FallbackChatModelConfiguration.SecondaryModel.class })
public final class LlmFallbackAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	SimulatedProviders simulatedProviders() {
		return new SimulatedProviders();
	}

	@Bean
	@ConditionalOnMissingBean
	FailureClassifiers failureClassifiers(ObjectProvider<FailureClassifier> classifiers) {
		return FailureClassifiers.builtIn(classifiers.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	ProviderEvents llmFallbackProviderEvents(ApplicationEventPublisher publisher) {
		return new ProviderEvents(publisher::publishEvent);
	}

	/**
	 * Lazy, because an application with a {@link FallbackChatModel} of its own may have
	 * nothing to configure.
	 */
	@Bean
	@Lazy
	@ConditionalOnMissingBean
	FallbackChatModelBuilder fallbackChatModelBuilder(LlmFallbackProperties properties, MisfitProperties misfits,
			Environment environment, ConfigurableListableBeanFactory beanFactory, SimulatedProviders simulated,
			FailureClassifiers classifiers, ObjectProvider<ChatModelFactory> factories,
			ObjectProvider<LlmProvider> providers, Map<String, RoutingStrategy> strategies,
			ObjectProvider<CallListener> listeners, ObjectProvider<AvailabilityListener> availabilityListeners,
			ObjectProvider<BudgetListener> budgetListeners, ObjectProvider<RetryListener> retryListeners,
			ObjectProvider<BudgetLedger> ledgers, ObjectProvider<AuditLog> auditLogs,
			ObjectProvider<BudgetTagResolver> tagResolvers, ObjectProvider<CallObserver> observers) {
		InnerRetries innerRetries = new InnerRetries(environment);
		ChatModelBeans chatModels = new ChatModelBeans(beanFactory, innerRetries);
		Map<String, ProviderProperties> declared = DeclaredProviders.of(properties.getProviders(), environment);
		ProviderAssembler assembler = new ProviderAssembler(declared, properties, chatModels,
				factories.orderedStream().toList(), simulated);
		List<LlmProvider> beans = providers.orderedStream().toList();
		ProviderSource source = new ProviderSource(assembler, declared.keySet(), beans, chatModels);
		ConfigurationProblems problems = new ConfigurationProblems();
		misfits.found().forEach(problems::add);
		new GeneralCheck(problems).check(properties, new RoutingStrategies(strategies));
		source.check(problems);
		new BudgetCheck(problems).check(properties, declared, beans);
		new BudgetStoreCheck(beanFactory, problems).check(properties.getBudget());
		problems.throwIfAny();
		FallbackChatModelBuilder builder = FallbackChatModel.builder()
			.strategy(properties.getStrategy())
			.maxAttempts(properties.getMaxAttempts())
			.timeout(properties.getTimeout())
			.settings(properties.toCallSettings())
			.retryBudget(properties.getRetry().getBudget())
			.retryListeners(retryListeners.orderedStream().toList())
			.callerThread(properties.getExecution().getMode() == Mode.CALLER_THREAD)
			.defaults(properties.getDefaults().toChatDefaults())
			.classifiers(classifiers)
			.budgets(properties.getBudget().toSettings(declared))
			.cache(properties.getCache().toSettings())
			.logContent(properties.getLogging().isContent());
		strategies.forEach(builder::strategy);
		listeners.orderedStream().forEach(builder::listener);
		availabilityListeners.orderedStream().forEach(builder::availabilityListener);
		budgetListeners.orderedStream().forEach(builder::budgetListener);
		ledgers.ifAvailable(builder::ledger);
		auditLogs.ifAvailable(builder::auditLog);
		tagResolvers.ifAvailable(builder::tagResolver);
		observers.ifAvailable(builder::observer);
		source.providers().forEach(builder::provider);
		innerRetries.warnIfAny();
		return builder;
	}

}
