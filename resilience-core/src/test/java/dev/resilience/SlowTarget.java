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

package dev.resilience;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.resilience.policy.ThrowingSupplier;

/**
 * A target whose executions last until they are let go. Safe for use by many threads.
 */
public final class SlowTarget implements ThrowingSupplier<String, InterruptedException> {

	private final boolean interruptible;

	private final AtomicInteger executions = new AtomicInteger();

	private final Semaphore begun = new Semaphore(0);

	private final CountDownLatch end = new CountDownLatch(1);

	private SlowTarget(boolean interruptible) {
		this.interruptible = interruptible;
	}

	public static SlowTarget interruptible() {
		return new SlowTarget(true);
	}

	public static SlowTarget uninterruptible() {
		return new SlowTarget(false);
	}

	@Override
	public String get() throws InterruptedException {
		this.executions.incrementAndGet();
		this.begun.release();
		if (this.interruptible) {
			this.end.await();
		}
		else {
			awaitEndUninterruptibly();
		}
		return "value";
	}

	private void awaitEndUninterruptibly() {
		boolean interrupted = false;
		while (this.end.getCount() > 0) {
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Waits for one more execution to begin than at the last call. */
	public void awaitBegun() {
		try {
			if (!this.begun.tryAcquire(30, TimeUnit.SECONDS)) {
				throw new AssertionError("The target was not called");
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	public void letGo() {
		this.end.countDown();
	}

	public int executions() {
		return this.executions.get();
	}

}
