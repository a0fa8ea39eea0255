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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The short lock of a gate's queue. Waiters are settled while it is held and signalled
 * once it is released, so that no signal runs under it. Not reentrant.
 */
public final class QueueLock {

	private final ReentrantLock lock = new ReentrantLock();

	/** Who is to be signalled, made for the first; guarded by the lock. */
	private List<QueuedWaiter> settled = List.of();

	/**
	 * Takes the lock.
	 */
	public void lock() {
		this.lock.lock();
	}

	/**
	 * Settles a waiter that has not settled yet. To be called with the lock held.
	 * @param waiter the waiter
	 * @param outcome the permit or {@link Waiter#REFUSED}
	 */
	public void settle(QueuedWaiter waiter, long outcome) {
		waiter.settle(outcome);
		if (this.settled.isEmpty()) {
			this.settled = new ArrayList<>();
		}
		this.settled.add(waiter);
	}

	/**
	 * Releases the lock, then signals who has been settled under it.
	 */
	public void unlock() {
		List<QueuedWaiter> signals = this.settled;
		if (signals.isEmpty()) {
			this.lock.unlock();
			return;
		}
		this.settled = List.of();
		this.lock.unlock();
		for (QueuedWaiter waiter : signals) {
			waiter.signal();
		}
	}

}
