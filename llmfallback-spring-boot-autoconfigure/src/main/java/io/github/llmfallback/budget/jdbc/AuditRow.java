package io.github.llmfallback.budget.jdbc;

import io.github.llmfallback.budget.AuditEntry;

/**
 * An entry with the key of its row, so that writing it again changes nothing.
 */
record AuditRow(String id, AuditEntry entry) {

}
