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

package dev.resilience.autoconfigure.idempotency.crash;

import dev.resilience.annotation.Idempotent;
import dev.resilience.idempotency.IdempotencyContext;

/**
 * Effects that happen outside: each operation does the same under other settings.
 */
public class Charges {

	private final OutsideClient outside;

	private final String node;

	Charges(OutsideClient outside, String node) {
		this.outside = outside;
		this.node = node;
	}

	/** A lease so short that it is soon over. */
	@Idempotent(value = "short-lease", key = "#key")
	public String shortLease(String key) {
		return charge(key);
	}

	/** A lease that does not end while a test runs. */
	@Idempotent(value = "long-lease", key = "#key")
	public String longLease(String key) {
		return charge(key);
	}

	/** A taken over call is refused. */
	@Idempotent(value = "rejecting", key = "#key", operation = "rejecting")
	public String rejecting(String key) {
		return charge(key);
	}

	/** The outcome of an abandoned call is looked up. */
	@Idempotent(value = "recovering", key = "#key")
	public String recovering(String key) {
		return charge(key);
	}

	/** A store that cannot be reached is done without. */
	@Idempotent(value = "bypassing", key = "#key")
	public String bypassing(String key) {
		return charge(key);
	}

	private String charge(String key) {
		IdempotencyContext context = IdempotencyContext.current().orElse(null);
		if (context != null) {
			context.onLeaseLost(() -> this.outside.note(key, "lease lost by " + this.node));
		}
		this.outside.pass("claimed", key);
		this.outside.effect(key, (context != null) ? context.childKey("charge") : "none");
		this.outside.pass("charged", key);
		return "receipt of " + key + " by " + this.node;
	}

}
