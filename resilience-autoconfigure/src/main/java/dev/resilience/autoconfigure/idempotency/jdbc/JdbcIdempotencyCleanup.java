/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.resilience.autoconfigure.idempotency.jdbc;

import java.time.Duration;

import org.springframework.context.SmartLifecycle;

import dev.resilience.autoconfigure.jdbc.RowCleanup;

/**
 * Deletes old records of a store from time to time while the application runs, on a
 * daemon thread. That a record is over is known without, so a cleanup that is late or
 * fails costs space only. Every pause is jittered, so that many processes do not delete
 * in step. Safe for use by many threads.
 */
public final class JdbcIdempotencyCleanup implements SmartLifecycle {

	private final RowCleanup cleanup;

	private final int batch;

	/**
	 * Creates a cleanup.
	 * @param store whose records are deleted
	 * @param interval the time between two cleanups, give or take half of it
	 * @param batch how many rows a statement deletes at most, at least 1
	 * @throws IllegalArgumentException if the interval is not positive or the batch is
	 * less than 1
	 */
	public JdbcIdempotencyCleanup(JdbcIdempotencyStore store, Duration interval, int batch) {
		this(interval, batch);
		adopt(store);
	}

	JdbcIdempotencyCleanup(Duration interval, int batch) {
		if (batch < 1) {
			throw new IllegalArgumentException("batch must be at least 1, not " + batch);
		}
		this.cleanup = new RowCleanup("resilience-idempotency-cleanup", "idempotency records", interval);
		this.batch = batch;
	}

	// Takes on a store that comes into being when it is needed, if ever.
	void adopt(JdbcIdempotencyStore adopted) {
		this.cleanup.adopt(new RecordCleaner(adopted, this.batch)::clean);
	}

	@Override
	public void start() {
		this.cleanup.start();
	}

	@Override
	public void stop() {
		this.cleanup.stop();
	}

	@Override
	public boolean isRunning() {
		return this.cleanup.isRunning();
	}

}
