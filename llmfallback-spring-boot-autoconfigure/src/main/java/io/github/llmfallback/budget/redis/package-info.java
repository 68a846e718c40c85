/**
 * The ledger that keeps budgets in Redis.
 */
@NullMarked
package io.github.llmfallback.budget.redis;

import org.jspecify.annotations.NullMarked;
