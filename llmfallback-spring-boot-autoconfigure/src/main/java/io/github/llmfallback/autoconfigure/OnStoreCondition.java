package io.github.llmfallback.autoconfigure;

import java.util.Map;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Decides {@link ConditionalOnStore}. Without a budget that outlives a call nothing is
 * written to a database or to Redis unasked.
 */
class OnStoreCondition extends SpringBootCondition implements ConfigurationCondition {

	private static final String BUDGET = LlmFallbackProperties.PREFIX + ".budget";

	private static final String PROVIDERS = LlmFallbackProperties.PREFIX + ".providers";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnStore.class);
		Store wanted = metadata.getAnnotations().get(ConditionalOnStore.class).getEnum("value", Store.class);
		Environment environment = context.getEnvironment();
		Store configured = LenientProperties.get(environment, BUDGET + ".store", Store.AUTO);
		if (configured != Store.AUTO || wanted == Store.MEMORY) {
			return new ConditionOutcome(configured == Store.AUTO || configured == wanted,
					message.because("the store is " + configured));
		}
		boolean kept = isKept(environment);
		return new ConditionOutcome(kept,
				message.because(kept ? "there are budgets to keep" : "there is no budget to keep"));
	}

	private static boolean isKept(Environment environment) {
		BudgetProperties budget = LenientProperties.get(environment, BUDGET, new BudgetProperties());
		if (budget.isLimited() || budget.isAudit()) {
			return true;
		}
		Map<String, LimitedProvider> providers = LenientProperties.get(environment, PROVIDERS,
				Bindable.mapOf(String.class, LimitedProvider.class), Map.of());
		return providers.values().stream().anyMatch((provider) -> provider.getBudget().isSet());
	}

	/**
	 * All that matters here of a provider.
	 */
	static class LimitedProvider {

		private final WindowLimitsProperties budget = new WindowLimitsProperties();

		public WindowLimitsProperties getBudget() {
			return this.budget;
		}

	}

}
