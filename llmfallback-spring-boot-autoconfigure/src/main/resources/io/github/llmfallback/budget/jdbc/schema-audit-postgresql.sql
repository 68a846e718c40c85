-- Times are UTC; costs are billionths of the currency's main unit.
CREATE TABLE IF NOT EXISTS llm_fallback_audit (
	entry_id VARCHAR(60) NOT NULL PRIMARY KEY,
	charged_at TIMESTAMP(6) NOT NULL,
	call_id VARCHAR(255) NOT NULL,
	provider VARCHAR(255) NOT NULL,
	model VARCHAR(255) NOT NULL,
	key_alias VARCHAR(255),
	input_tokens BIGINT,
	cached_tokens BIGINT,
	output_tokens BIGINT,
	cost_nanos BIGINT NOT NULL,
	estimated BOOLEAN NOT NULL,
	outcome VARCHAR(255) NOT NULL,
	tags TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS llm_fallback_audit_charged_at ON llm_fallback_audit (charged_at);
