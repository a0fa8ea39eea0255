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

package dev.resilience.idempotency;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Wakes one waiting thread. As a condition it holds once it has been sent.
 */
final class Signal implements Runnable, BooleanSupplier {

	private final Thread waiter;

	private volatile boolean sent;

	Signal(Thread waiter) {
		this.waiter = waiter;
	}

	@Override
	public void run() {
		this.sent = true;
		LockSupport.unpark(this.waiter);
	}

	@Override
	public boolean getAsBoolean() {
		return this.sent;
	}

	void reset() {
		this.sent = false;
	}

}
