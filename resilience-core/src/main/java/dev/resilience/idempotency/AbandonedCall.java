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

import org.jspecify.annotations.Nullable;

/**
 * A call that takes over from one that disappeared.
 *
 * @param context the operation under its key, with the keys derived from it
 * @param key the key as the caller gave it; not for logs
 * @param attachment what the caller of the pipeline attached, such as the invocation of a
 * method with its arguments, or {@code null}
 */
public record AbandonedCall(IdempotencyContext context, String key, @Nullable Object attachment) {

	/**
	 * Returns the key that the abandoned call has sent for one of its steps.
	 * @param step the name of the step
	 * @return the derived key
	 */
	public String childKey(String step) {
		return this.context.childKey(step);
	}

	/**
	 * Names the operation only: keys and payloads do not belong into logs.
	 */
	@Override
	public String toString() {
		return "AbandonedCall[operation=" + this.context.operation() + "]";
	}

}
