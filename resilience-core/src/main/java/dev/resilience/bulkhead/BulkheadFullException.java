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

package dev.resilience.bulkhead;

import java.time.Duration;

import dev.resilience.classification.Classification;
import dev.resilience.policy.CallRejectedException;

/**
 * Thrown when a bulkhead has neither a permit nor a place in its queue, or no permit in
 * time. When a permit comes back is not known, so {@link #retryAfter()} is zero.
 */
public final class BulkheadFullException extends CallRejectedException {

	private static final long serialVersionUID = 1L;

	private final int limit;

	private final int queueSize;

	BulkheadFullException(String instance, int limit, int queueSize, boolean stackTrace) {
		super(instance, "Bulkhead is full", Duration.ZERO, stackTrace);
		this.limit = limit;
		this.queueSize = queueSize;
	}

	/**
	 * Returns the number of calls that may run at the same time.
	 * @return the limit when the call was refused
	 */
	public int limit() {
		return this.limit;
	}

	/**
	 * Returns the number of calls that may wait.
	 * @return the size of the queue when the call was refused
	 */
	public int queueSize() {
		return this.queueSize;
	}

	/** Built when asked for: most refusals are never printed. */
	@Override
	public String getMessage() {
		return "Bulkhead '" + instance() + "' is full (max-concurrent " + this.limit + ", queue-size " + this.queueSize
				+ ")";
	}

	@Override
	public Classification classification() {
		return super.classification().toBuilder().subtype("bulkhead-full").build();
	}

}
