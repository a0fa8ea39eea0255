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

package dev.resilience.policy;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Threads on which asynchronous calls go on after a wait, named
 * {@code resilience-continuation-N}: a virtual thread for each step where the JVM has
 * them (Java 21 and later), else a pool of daemon threads that start when needed and let
 * go after ten seconds of idleness. Steps begin the user's work, which may block before
 * it returns its stage, so there may be many: no step of one call shall wait for another.
 * Nothing is refused: what finds no thread of a closed pool runs on the thread that asks.
 * Safe for use by many threads.
 */
public final class ContinuationThreads implements Executor, AutoCloseable {

	/** The largest number of pooled threads; further steps wait for one of them. */
	static final int MAX_POOLED = 256;

	private static final String NAME = "resilience-continuation-";

	private static final long IDLE_SECONDS = 10;

	private final Executor threads;

	/**
	 * Creates threads of the best kind that the JVM has; none is started yet.
	 */
	public ContinuationThreads() {
		this(VirtualThreads.factory(NAME));
	}

	ContinuationThreads(@Nullable ThreadFactory virtualThreads) {
		this.threads = (virtualThreads != null) ? (step) -> virtualThreads.newThread(step).start() : pool();
	}

	private static ThreadPoolExecutor pool() {
		AtomicLong count = new AtomicLong();
		ThreadPoolExecutor pool = new ThreadPoolExecutor(MAX_POOLED, MAX_POOLED, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (work) -> {
					// What a thread inherits from whoever happens to start it would stay.
					Thread thread = new Thread(null, work, NAME + count.getAndIncrement(), 0, false);
					thread.setDaemon(true);
					return thread;
				});
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	@Override
	public void execute(Runnable step) {
		try {
			this.threads.execute(step);
		}
		catch (RejectedExecutionException ex) {
			step.run();
		}
	}

	/**
	 * Ends pooled threads once they have done what was asked of them.
	 */
	@Override
	public void close() {
		if (this.threads instanceof ThreadPoolExecutor pool) {
			pool.shutdown();
		}
	}

}
