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

package dev.resilience.timeout;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.VirtualThreads;

/**
 * Threads for calls that must not hold up their caller, named
 * {@code resilience-offload-N}: a virtual thread for each call where the JVM has them
 * (Java 21 and later), else one pool of daemon threads that starts with the first call,
 * holds at most {@value #MAX_POOLED} threads, queues nothing, and lets go of threads that
 * were idle for a minute. Closing it refuses new calls; those that run finish. Safe for
 * use by many threads.
 */
public final class OffloadThreads implements Executor, AutoCloseable {

	/**
	 * The largest number of pooled threads: what ten instances with the default limit of
	 * a bulkhead can keep busy, rounded up. Virtual threads are not bounded here.
	 */
	public static final int MAX_POOLED = 256;

	private static final String NAME = "resilience-offload-";

	private static final long IDLE_SECONDS = 60;

	private final Executor threads;

	private volatile boolean closed;

	/**
	 * Creates threads of the best kind that the JVM has; none is started yet.
	 */
	public OffloadThreads() {
		this(VirtualThreads.factory(NAME), MAX_POOLED);
	}

	OffloadThreads(@Nullable ThreadFactory virtualThreads, int maxPooled) {
		this.threads = (virtualThreads != null) ? (work) -> virtualThreads.newThread(work).start()
				: new ThreadPoolExecutor(0, maxPooled, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
						daemonThreadFactory());
	}

	/**
	 * Runs work on another thread, soon.
	 * @param work the work
	 * @throws RejectedExecutionException if all threads are busy, or after
	 * {@link #close()}
	 */
	@Override
	public void execute(Runnable work) {
		if (this.closed) {
			throw new RejectedExecutionException("the threads for offloaded calls have been closed");
		}
		try {
			this.threads.execute(work);
		}
		catch (RejectedExecutionException ex) {
			throw new RejectedExecutionException("all threads for offloaded calls are busy or closed", ex);
		}
	}

	/**
	 * Refuses new calls and ends idle threads. Calls that run finish undisturbed.
	 */
	@Override
	public void close() {
		this.closed = true;
		if (this.threads instanceof ThreadPoolExecutor pool) {
			pool.shutdown();
		}
	}

	private static ThreadFactory daemonThreadFactory() {
		AtomicLong count = new AtomicLong();
		return (work) -> {
			// What a thread inherits from whoever happens to start it would stay.
			Thread thread = new Thread(null, work, NAME + count.getAndIncrement(), 0, false);
			thread.setDaemon(true);
			return thread;
		};
	}

}
