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

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A limit on work that one thread begins and others go on with. It interrupts the thread
 * only while that thread is still at work, and tells when it expires.
 */
final class DetachableDeadline extends Deadline {

	private final Runnable onExpiry;

	/**
	 * Set to false once, by the thread that leaves or by the limit that interrupts it.
	 */
	private final AtomicBoolean attached = new AtomicBoolean(true);

	DetachableDeadline(TimeSource time, String owner, long expiresAt, Runnable onExpiry) {
		super(time, owner, expiresAt, false);
		this.onExpiry = onExpiry;
	}

	@Override
	protected void fire() {
		if (this.attached.compareAndSet(true, false)) {
			interruptThread();
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
		if (!this.attached.compareAndSet(true, false)) {
			awaitFired();
			clearInterrupt();
		}
	}

	@Override
	public void attach() {
		interrupts(Thread.currentThread());
		this.attached.set(true);
		// Too late to be interrupted: the work finds out by itself that it has ended.
		if (hasFired()) {
			this.attached.set(false);
		}
	}

}
