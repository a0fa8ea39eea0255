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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in a queue that a gate guards by a {@link QueueLock}. The signal runs for every
 * way of settling, {@link #cancel()} by the waiting caller included.
 */
public abstract class QueuedWaiter implements Waiter {

	private static final Logger logger = LoggerFactory.getLogger(QueuedWaiter.class);

	private static final VarHandle SIGNAL;

	static {
		try {
			SIGNAL = MethodHandles.lookup().findVarHandle(QueuedWaiter.class, "signal", Runnable.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Stands in the place of the signal once the gate has signalled. */
	private static final Runnable SIGNALLED = () -> {
	};

	private final long maxWaitNanos;

	private volatile long outcome = WAITING;

	private volatile @Nullable Runnable signal;

	/**
	 * Creates a place.
	 * @param maxWaitNanos the longest wait in nanoseconds
	 */
	protected QueuedWaiter(long maxWaitNanos) {
		this.maxWaitNanos = maxWaitNanos;
	}

	@Override
	public final long poll() {
		return this.outcome;
	}

	@Override
	public final long maxWaitNanos() {
		return this.maxWaitNanos;
	}

	@Override
	public final void onSettled(Runnable signal) {
		if (SIGNAL.compareAndSet(this, null, signal)) {
			return;
		}
		if (this.signal != SIGNALLED) {
			throw new IllegalStateException("A signal is registered already");
		}
		run(signal);
	}

	/**
	 * Settles this place. To be called once, by the gate that holds the lock of the
	 * queue.
	 * @param outcome the permit or {@link #REFUSED}
	 */
	final void settle(long outcome) {
		this.outcome = outcome;
	}

	/**
	 * Runs the signal, now or as soon as it is registered. To be called once, after
	 * {@link #settle} and without any lock.
	 */
	final void signal() {
		Runnable registered = (Runnable) SIGNAL.getAndSet(this, SIGNALLED);
		if (registered != null) {
			run(registered);
		}
	}

	private static void run(Runnable signal) {
		try {
			signal.run();
		}
		catch (RuntimeException | Error ex) {
			// The thread that settles is not the one that waits: it must go on
			// undisturbed.
			logger.error("Signal {} failed", signal, ex);
		}
	}

}
