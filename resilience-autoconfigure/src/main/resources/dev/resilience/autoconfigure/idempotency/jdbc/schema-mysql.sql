-- One row per idempotency key. Times are microseconds since 1970-01-01 UTC by the clock of the database.
-- status: P in progress, T pending under a transaction, C completed, F failed, N completed without a result
CREATE TABLE IF NOT EXISTS resilience_idempotency (
	key_hash BINARY(32) NOT NULL,
	operation VARCHAR(200) NOT NULL,
	fingerprint BINARY(32),
	owner VARCHAR(100) NOT NULL,
	token BIGINT NOT NULL,
	status CHAR(1) NOT NULL,
	claimed_at BIGINT NOT NULL,
	lease_until BIGINT NOT NULL,
	completed_at BIGINT,
	expires_at BIGINT NOT NULL,
	codec VARCHAR(200),
	result MEDIUMBLOB,
	CONSTRAINT resilience_idempotency_pk PRIMARY KEY (key_hash),
	INDEX resilience_idempotency_ix (status, expires_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
