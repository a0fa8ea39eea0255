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

package dev.resilience.ratelimiter;

import dev.resilience.policy.QueuedWaiter;

/**
 * A call that waits for permits.
 */
final class PermitWaiter extends QueuedWaiter {

	private final PermitClock clock;

	private final int weight;

	PermitWaiter(PermitClock clock, int weight, long maxWaitNanos) {
		super(maxWaitNanos);
		this.clock = clock;
		this.weight = weight;
	}

	int weight() {
		return this.weight;
	}

	@Override
	public long cancel() {
		if (poll() == WAITING) {
			this.clock.leaveQueue(this);
		}
		return poll();
	}

}
