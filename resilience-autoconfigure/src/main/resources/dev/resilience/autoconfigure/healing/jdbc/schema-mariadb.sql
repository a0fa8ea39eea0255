-- One row per event of the healing journal, in the order of seq. Times are milliseconds since 1970-01-01 UTC by the
-- clock of the application. event is the whole event as JSON; the other columns are what events are looked for by.
CREATE TABLE IF NOT EXISTS resilience_healing_event (
	seq BIGINT NOT NULL AUTO_INCREMENT,
	event_id VARCHAR(200) NOT NULL,
	happened_at BIGINT NOT NULL,
	subject VARCHAR(200) NOT NULL,
	category VARCHAR(40) NOT NULL,
	outcome VARCHAR(40) NOT NULL,
	action VARCHAR(200) NOT NULL,
	fingerprint VARCHAR(200) NOT NULL,
	event MEDIUMTEXT NOT NULL,
	CONSTRAINT resilience_healing_event_pk PRIMARY KEY (seq),
	INDEX resilience_healing_event_tx (happened_at),
	INDEX resilience_healing_event_sx (subject, seq)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
