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

package dev.resilience.autoconfigure.idempotency.jdbc;

import java.time.Duration;

import dev.resilience.autoconfigure.jdbc.TableOptions;

/**
 * What can be chosen of a {@link JdbcIdempotencyStore}.
 *
 * @param tableName the table, with its schema if it needs one; letters, digits, '_' and
 * '$' only
 * @param queryTimeout how long one statement may take, rounded up to whole seconds; a
 * connection whose server says nothing a second longer is given up
 * @param maxWaiters the number of calls of this process that may wait for others, for all
 * keys together
 * @param pendingRetention how long the row of a transactional call is kept that has never
 * been committed
 * @param abandonedRetention how long a claim is kept whose lease is over, as the evidence
 * of an unknown outcome
 */
public record JdbcIdempotencyOptions(String tableName, Duration queryTimeout, int maxWaiters, Duration pendingRetention,
		Duration abandonedRetention) {

	/** The table unless another one is given. */
	public static final String DEFAULT_TABLE_NAME = "resilience_idempotency";

	private static final JdbcIdempotencyOptions DEFAULTS = new JdbcIdempotencyOptions(DEFAULT_TABLE_NAME,
			Duration.ofSeconds(2), 1000, Duration.ofHours(1), Duration.ofDays(7));

	/**
	 * Creates options.
	 * @throws IllegalArgumentException if the name of the table is not a plain name, a
	 * duration is not positive or fewer than one call may wait
	 */
	public JdbcIdempotencyOptions {
		requireTable(tableName, queryTimeout);
		positive("pendingRetention", pendingRetention);
		positive("abandonedRetention", abandonedRetention);
		if (maxWaiters < 1) {
			throw new IllegalArgumentException("maxWaiters must be at least 1, not " + maxWaiters);
		}
	}

	/**
	 * Returns what is chosen unless something else is.
	 * @return table {@value #DEFAULT_TABLE_NAME}, 2 s per statement, 1000 waiting calls,
	 * pending rows kept for 1 h and abandoned ones for 7 d
	 */
	public static JdbcIdempotencyOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Returns these options with another table.
	 * @param name the table
	 * @return new options
	 */
	public JdbcIdempotencyOptions withTableName(String name) {
		return new JdbcIdempotencyOptions(name, this.queryTimeout, this.maxWaiters, this.pendingRetention,
				this.abandonedRetention);
	}

	/**
	 * Returns these options with another time for a statement.
	 * @param timeout how long a statement may take
	 * @return new options
	 */
	public JdbcIdempotencyOptions withQueryTimeout(Duration timeout) {
		return new JdbcIdempotencyOptions(this.tableName, timeout, this.maxWaiters, this.pendingRetention,
				this.abandonedRetention);
	}

	/**
	 * Returns these options with another number of waiting calls.
	 * @param waiters how many may wait
	 * @return new options
	 */
	public JdbcIdempotencyOptions withMaxWaiters(int waiters) {
		return new JdbcIdempotencyOptions(this.tableName, this.queryTimeout, waiters, this.pendingRetention,
				this.abandonedRetention);
	}

	int queryTimeoutSeconds() {
		return requireTable(this.tableName, this.queryTimeout).queryTimeoutSeconds();
	}

	private static TableOptions requireTable(String tableName, Duration queryTimeout) {
		return new TableOptions(tableName, queryTimeout);
	}

	private static void positive(String name, Duration duration) {
		if (duration.isZero() || duration.isNegative()) {
			throw new IllegalArgumentException(name + " must be positive, not " + duration);
		}
	}

}
