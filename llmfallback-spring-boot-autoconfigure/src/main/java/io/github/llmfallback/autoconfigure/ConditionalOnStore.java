package io.github.llmfallback.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.github.llmfallback.autoconfigure.BudgetProperties.Store;

import org.springframework.context.annotation.Conditional;

/**
 * Matches when spending may be kept in a store: when it is the configured one, or the
 * store is chosen automatically and there is something worth keeping there. To find that
 * out all budgets are read, so other conditions are better asked first.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnStoreCondition.class)
@interface ConditionalOnStore {

	Store value();

}
