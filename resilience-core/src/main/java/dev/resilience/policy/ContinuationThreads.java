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
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads on which asynchronous calls go on after a wait, named
 * {@code resilience-continuation-N}: a few daemon threads that start with the first step
 * and let go after a minute of idleness. Nothing is refused: after {@link #close()} steps
 * run on the thread that asks. Safe for use by many threads.
 */
public final class ContinuationThreads implements Executor, AutoCloseable {

	private static final long IDLE_SECONDS = 60;

	/** Steps begin asynchronous work, so few threads serve many calls. */
	private static final int THREADS = Math.max(4, Runtime.getRuntime().availableProcessors());

	private final ThreadPoolExecutor threads;

	/**
	 * Creates threads; none is started yet.
	 */
	public ContinuationThreads() {
		AtomicLong count = new AtomicLong();
		this.threads = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (work) -> {
					// What a thread inherits from whoever happens to start it would stay.
					Thread thread = new Thread(null, work, "resilience-continuation-" + count.getAndIncrement(), 0,
							false);
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
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
	 * Ends the threads once they have done what was asked of them.
	 */
	@Override
	public void close() {
		this.threads.shutdown();
	}

}
