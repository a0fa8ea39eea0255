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

package dev.resilience.time;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A limit on work that one thread begins and others go on with. It interrupts the thread
 * only while that thread is still at work, and tells when it expires.
 */
final class DetachableDeadline extends Deadline {

	private final Runnable onExpiry;

	private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.WORKING);

	DetachableDeadline(TimeSource time, String owner, long expiresAt, Runnable onExpiry) {
		super(time, owner, expiresAt, false);
		this.onExpiry = onExpiry;
	}

	@Override
	protected void fire() {
		if (this.hold.compareAndSet(Hold.WORKING, Hold.INTERRUPTING)) {
			interruptThread();
			this.hold.set(Hold.INTERRUPTED);
		}
		this.onExpiry.run();
	}

	@Override
	public boolean end() {
		boolean inTime = cancel() || !hasFired();
		detach();
		return !inTime;
	}

	@Override
	public void detach() {
		leave();
		if (!this.hold.compareAndSet(Hold.WORKING, Hold.NONE) && hasInterrupted()) {
			this.hold.set(Hold.NONE);
			clearInterrupt();
		}
	}

	@Override
	public boolean attach() {
		interrupts(Thread.currentThread());
		this.hold.set(Hold.WORKING);
		boolean inTime = !hasFired();
		if (!inTime) {
			// Unless the limit has just found this thread at work it never interrupts it.
			this.hold.compareAndSet(Hold.WORKING, Hold.NONE);
		}
		return inTime;
	}

	// What is done on expiry may take longer than the interrupt: nobody waits for that.
	@Override
	boolean hasInterrupted() {
		for (int spins = 0; this.hold.get() == Hold.INTERRUPTING; spins++) {
			pause(spins);
		}
		return this.hold.get() == Hold.INTERRUPTED;
	}

	/** What this limit has to do with the thread that was last attached to it. */
	private enum Hold {

		/** The thread has left. */
		NONE,

		/** The thread is at work, to be interrupted at the limit. */
		WORKING,

		/** The limit has expired and is about to interrupt the thread. */
		INTERRUPTING,

		/** The thread has been interrupted and has not left yet. */
		INTERRUPTED

	}

}
