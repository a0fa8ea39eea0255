-- One row per idempotency key. Times are microseconds since 1970-01-01 UTC by the clock of the database.
-- status: P in progress, T pending under a transaction, C completed, F failed, N completed without a result
CREATE TABLE IF NOT EXISTS resilience_idempotency (
	key_hash BYTEA NOT NULL,
	operation VARCHAR(200) NOT NULL,
	fingerprint BYTEA,
	owner VARCHAR(100) NOT NULL,
	token BIGINT NOT NULL,
	status CHAR(1) NOT NULL,
	claimed_at BIGINT NOT NULL,
	lease_until BIGINT NOT NULL,
	completed_at BIGINT,
	expires_at BIGINT NOT NULL,
	codec VARCHAR(200),
	result BYTEA,
	CONSTRAINT resilience_idempotency_pk PRIMARY KEY (key_hash)
) WITH (fillfactor = 70);

CREATE INDEX IF NOT EXISTS resilience_idempotency_ix ON resilience_idempotency (status, expires_at);
