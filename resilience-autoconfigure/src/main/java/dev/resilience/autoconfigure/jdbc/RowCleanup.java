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

package dev.resilience.autoconfigure.jdbc;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes old rows from time to time while the application runs, on a daemon thread that
 * begins with the first table to be cleaned. A cleanup that is late or fails costs space
 * only. Every pause is jittered, so that many processes do not delete in step. Safe for
 * use by many threads.
 */
public final class RowCleanup implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RowCleanup.class);

	private static final Duration PAUSE_BETWEEN_BATCHES = Duration.ofMillis(20);

	private final ReentrantLock lock = new ReentrantLock();

	private final String threadName;

	private final String subject;

	private final Duration interval;

	private @Nullable BooleanSupplier task;

	private boolean running;

	private @Nullable ScheduledExecutorService thread;

	/** Whether the last cleanup failed, so that a long outage is told once. */
	private volatile boolean failing;

	/**
	 * Creates a cleanup that cleans nothing so far.
	 * @param threadName the name of the thread
	 * @param subject what is deleted, such as {@code idempotency records}, for messages
	 * @param interval the time between two cleanups, give or take half of it
	 * @throws IllegalArgumentException if the interval is not positive
	 */
	public RowCleanup(String threadName, String subject, Duration interval) {
		if (interval.isZero() || interval.isNegative()) {
			throw new IllegalArgumentException("interval must be positive, not " + interval);
		}
		this.threadName = threadName;
		this.subject = subject;
		this.interval = interval;
	}

	/**
	 * Takes on a table that comes into being when it is needed, if ever.
	 * @param cleaning deletes a batch of its old rows and returns whether there may be
	 * more
	 */
	public void adopt(BooleanSupplier cleaning) {
		this.lock.lock();
		try {
			this.task = cleaning;
			begin();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void start() {
		this.lock.lock();
		try {
			this.running = true;
			begin();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void begin() {
		BooleanSupplier cleaning = this.task;
		if (!this.running || cleaning == null || this.thread != null) {
			return;
		}
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((work) -> {
			Thread created = new Thread(work, this.threadName);
			created.setDaemon(true);
			return created;
		});
		this.thread = executor;
		schedule(executor, cleaning, this.interval);
	}

	@Override
	public void stop() {
		this.lock.lock();
		try {
			this.running = false;
			if (this.thread != null) {
				this.thread.shutdownNow();
				this.thread = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean isRunning() {
		this.lock.lock();
		try {
			return this.running;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void schedule(ScheduledExecutorService executor, BooleanSupplier cleaning, Duration pause) {
		long nanos = pause.toNanos();
		long jittered = ThreadLocalRandom.current().nextLong(nanos / 2, nanos + nanos / 2 + 1);
		try {
			executor.schedule(() -> run(executor, cleaning), jittered, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("The cleanup of {} has been stopped", this.subject, ex);
		}
	}

	private void run(ScheduledExecutorService executor, BooleanSupplier cleaning) {
		boolean more = false;
		try {
			more = cleaning.getAsBoolean();
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!executor.isShutdown()) {
				report(ex);
			}
		}
		schedule(executor, cleaning, more ? PAUSE_BETWEEN_BATCHES : this.interval);
	}

	private void report(RuntimeException ex) {
		if (this.failing) {
			logger.debug("Old {} still cannot be deleted", this.subject, ex);
		}
		else {
			this.failing = true;
			logger.warn("Old {} could not be deleted; it is tried again", this.subject, ex);
		}
	}

}
