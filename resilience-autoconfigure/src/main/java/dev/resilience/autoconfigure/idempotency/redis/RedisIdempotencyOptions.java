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

package dev.resilience.autoconfigure.idempotency.redis;

import java.time.Duration;

/**
 * How a {@link RedisIdempotencyStore} keeps its records.
 *
 * @param keyPrefix what the key of every record begins with
 * @param commandTimeout the longest wait for a connection and for the answer to a
 * command, longer than zero; a shorter one of the connection factory wins
 * @param grace the time for which an abandoned claim stays visible after its lease, so
 * that the next call knows of it; not negative
 * @param maxWaiters the number of calls of this process that may wait for others, for all
 * keys together
 */
public record RedisIdempotencyOptions(String keyPrefix, Duration commandTimeout, Duration grace, int maxWaiters) {

	/** What keys begin with unless something else is given. */
	public static final String DEFAULT_KEY_PREFIX = "resilience:idempotency:";

	/**
	 * Checks the options.
	 * @throws IllegalArgumentException if a value is out of its range
	 */
	public RedisIdempotencyOptions {
		if (commandTimeout.isZero() || commandTimeout.isNegative()) {
			throw new IllegalArgumentException("commandTimeout must be longer than zero, not " + commandTimeout);
		}
		if (grace.isNegative()) {
			throw new IllegalArgumentException("grace must not be negative, as " + grace + " is");
		}
		if (maxWaiters < 1) {
			throw new IllegalArgumentException("maxWaiters must be at least 1, not " + maxWaiters);
		}
	}

	/**
	 * Returns the options that are used unless others are given: commands take 2 s at
	 * most, abandoned claims stay for a day, and 1000 calls may wait.
	 * @return the options
	 */
	public static RedisIdempotencyOptions defaults() {
		return new RedisIdempotencyOptions(DEFAULT_KEY_PREFIX, Duration.ofSeconds(2), Duration.ofDays(1), 1000);
	}

	/**
	 * Returns these options with another prefix.
	 * @param prefix what the key of every record begins with
	 * @return the changed options
	 */
	public RedisIdempotencyOptions withKeyPrefix(String prefix) {
		return new RedisIdempotencyOptions(prefix, this.commandTimeout, this.grace, this.maxWaiters);
	}

	/**
	 * Returns these options with another limit of waiting calls.
	 * @param waiters the number of calls that may wait, at least 1
	 * @return the changed options
	 */
	public RedisIdempotencyOptions withMaxWaiters(int waiters) {
		return new RedisIdempotencyOptions(this.keyPrefix, this.commandTimeout, this.grace, waiters);
	}

	/**
	 * Returns these options with another longest wait.
	 * @param timeout the longest wait for the answer to a command, longer than zero
	 * @return the changed options
	 */
	public RedisIdempotencyOptions withCommandTimeout(Duration timeout) {
		return new RedisIdempotencyOptions(this.keyPrefix, timeout, this.grace, this.maxWaiters);
	}

}
