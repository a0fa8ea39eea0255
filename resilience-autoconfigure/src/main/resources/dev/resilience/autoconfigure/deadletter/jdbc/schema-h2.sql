-- One row per dead letter. Times are milliseconds since 1970-01-01 UTC by the clock of the application.
-- status: NEW, REPLAYING, REPLAY_FAILED, RESOLVED, DISCARDED
CREATE TABLE IF NOT EXISTS resilience_dead_letter (
	id VARCHAR(64) NOT NULL,
	source VARCHAR(200) NOT NULL,
	operation VARCHAR(1000) NOT NULL,
	instance VARCHAR(200) NOT NULL,
	payload CLOB,
	payload_type CLOB NOT NULL,
	payload_state VARCHAR(20) NOT NULL,
	headers CLOB NOT NULL,
	exception_type VARCHAR(1000) NOT NULL,
	message CLOB NOT NULL,
	stack CLOB NOT NULL,
	fingerprint VARCHAR(200) NOT NULL,
	category VARCHAR(40) NOT NULL,
	subtype VARCHAR(200) NOT NULL,
	retryable VARCHAR(20) NOT NULL,
	effect VARCHAR(20) NOT NULL,
	severity VARCHAR(20) NOT NULL,
	confidence DOUBLE PRECISION NOT NULL,
	rule_id VARCHAR(200) NOT NULL,
	attempts INTEGER NOT NULL,
	first_failed_at BIGINT NOT NULL,
	last_failed_at BIGINT NOT NULL,
	status VARCHAR(20) NOT NULL,
	replays INTEGER NOT NULL,
	note VARCHAR(1000) NOT NULL,
	changed_at BIGINT NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT resilience_dead_letter_pk PRIMARY KEY (id)
);

CREATE INDEX IF NOT EXISTS resilience_dead_letter_ix ON resilience_dead_letter (status, changed_at);

CREATE INDEX IF NOT EXISTS resilience_dead_letter_fx ON resilience_dead_letter (fingerprint, id);
