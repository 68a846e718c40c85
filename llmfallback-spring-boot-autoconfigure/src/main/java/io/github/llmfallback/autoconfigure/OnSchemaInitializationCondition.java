package io.github.llmfallback.autoconfigure;

import org.springframework.boot.sql.autoconfigure.init.OnDatabaseInitializationCondition;

/**
 * Matches unless the tables of budgets are never to be created.
 */
class OnSchemaInitializationCondition extends OnDatabaseInitializationCondition {

	OnSchemaInitializationCondition() {
		super("LLM Fallback", BudgetTable.INITIALIZE_SCHEMA);
	}

}
