package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Decides {@link ConditionalOnStore}. Without a budget that outlives a call nothing is
 * written to a database or to Redis unasked.
 */
class OnStoreCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition(ConditionalOnStore.class);
		Store wanted = metadata.getAnnotations().get(ConditionalOnStore.class).getEnum("value", Store.class);
		LlmFallbackProperties properties = LenientProperties.all(context);
		Store configured = properties.getBudget().getStore();
		if (configured != Store.AUTO) {
			return new ConditionOutcome(configured == wanted, message.because("the store is " + configured));
		}
		boolean kept = properties.isBudgetLimited() || properties.getBudget().isAudit();
		return new ConditionOutcome(kept || wanted == Store.MEMORY,
				message.because(kept ? "there are budgets to keep" : "there is no budget to keep"));
	}

}
