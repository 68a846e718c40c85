/**
 * The ledger and the audit log that keep budgets in a database.
 */
@NullMarked
package io.github.llmfallback.budget.jdbc;

import org.jspecify.annotations.NullMarked;
