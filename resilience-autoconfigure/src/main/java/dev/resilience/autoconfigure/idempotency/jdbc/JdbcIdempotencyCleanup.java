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
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes old records of a store from time to time while the application runs, on a
 * daemon thread. That a record is over is known without, so a cleanup that is late or
 * fails costs space only. Every pause is jittered, so that many processes do not delete
 * in step. Safe for use by many threads.
 */
public final class JdbcIdempotencyCleanup implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(JdbcIdempotencyCleanup.class);

	private static final Duration PAUSE_BETWEEN_BATCHES = Duration.ofMillis(20);

	private final Duration interval;

	private final int batch;

	private @Nullable JdbcIdempotencyStore store;

	private boolean running;

	private @Nullable ScheduledExecutorService thread;

	/** Whether the last cleanup failed, so that a long outage is told once. */
	private volatile boolean failing;

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
		this.store = store;
	}

	JdbcIdempotencyCleanup(Duration interval, int batch) {
		if (interval.isZero() || interval.isNegative()) {
			throw new IllegalArgumentException("interval must be positive, not " + interval);
		}
		if (batch < 1) {
			throw new IllegalArgumentException("batch must be at least 1, not " + batch);
		}
		this.interval = interval;
		this.batch = batch;
	}

	// Takes on a store that comes into being when it is needed, if ever.
	synchronized void adopt(JdbcIdempotencyStore adopted) {
		this.store = adopted;
		begin();
	}

	@Override
	public synchronized void start() {
		this.running = true;
		begin();
	}

	private void begin() {
		JdbcIdempotencyStore cleaned = this.store;
		if (!this.running || cleaned == null || this.thread != null) {
			return;
		}
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread created = new Thread(task, "resilience-idempotency-cleanup");
			created.setDaemon(true);
			return created;
		});
		this.thread = executor;
		schedule(executor, new RecordCleaner(cleaned, this.batch), this.interval);
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		if (this.thread != null) {
			this.thread.shutdownNow();
			this.thread = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	private void schedule(ScheduledExecutorService executor, RecordCleaner cleaner, Duration pause) {
		long nanos = pause.toNanos();
		long jittered = ThreadLocalRandom.current().nextLong(nanos / 2, nanos + nanos / 2 + 1);
		try {
			executor.schedule(() -> run(executor, cleaner), jittered, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The cleanup of idempotency records has been stopped", ex);
		}
	}

	private void run(ScheduledExecutorService executor, RecordCleaner cleaner) {
		boolean more = false;
		try {
			more = cleaner.clean();
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!executor.isShutdown()) {
				report(ex);
			}
		}
		schedule(executor, cleaner, more ? PAUSE_BETWEEN_BATCHES : this.interval);
	}

	private void report(RuntimeException ex) {
		if (this.failing) {
			logger.debug("Old idempotency records still cannot be deleted", ex);
		}
		else {
			this.failing = true;
			logger.warn("Old idempotency records could not be deleted; it is tried again", ex);
		}
	}

}
