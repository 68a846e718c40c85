package io.github.llmfallback.autoconfigure;

import io.github.llmfallback.autoconfigure.JdbcBudgetProperties.SchemaInitialization;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches unless the tables of budgets are never to be created.
 */
class OnSchemaInitializationCondition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		SchemaInitialization mode = LenientProperties.get(context.getEnvironment(), BudgetTable.INITIALIZE_SCHEMA,
				SchemaInitialization.EMBEDDED);
		return new ConditionOutcome(mode != SchemaInitialization.NEVER,
				ConditionMessage.forCondition("Tables of budgets")
					.because(BudgetTable.INITIALIZE_SCHEMA + " is " + mode));
	}

}
