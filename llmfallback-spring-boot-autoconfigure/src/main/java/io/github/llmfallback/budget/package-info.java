/**
 * What may be spent: budgets, reservations and the ledger that keeps them.
 */
@NullMarked
package io.github.llmfallback.budget;

import org.jspecify.annotations.NullMarked;
