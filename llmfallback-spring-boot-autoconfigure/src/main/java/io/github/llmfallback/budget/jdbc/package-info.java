/**
 * The ledger and the audit log in a relational database.
 */
@NullMarked
package io.github.llmfallback.budget.jdbc;

import org.jspecify.annotations.NullMarked;
