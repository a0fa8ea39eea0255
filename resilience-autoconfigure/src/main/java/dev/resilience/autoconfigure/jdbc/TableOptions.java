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

package dev.resilience.autoconfigure.jdbc;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What can be chosen of everything that keeps rows in a table. Immutable.
 *
 * @param tableName the table, with its schema if it needs one; letters, digits, '_' and
 * '$' only
 * @param queryTimeout how long one statement may take, rounded up to whole seconds; a
 * connection whose server says nothing a second longer is given up
 */
public record TableOptions(String tableName, Duration queryTimeout) {

	/** How long a statement may take unless said otherwise. */
	public static final Duration DEFAULT_QUERY_TIMEOUT = Duration.ofSeconds(2);

	private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w$]*(\\.[A-Za-z_][\\w$]*){0,2}");

	/**
	 * Creates options.
	 * @param tableName the table
	 * @param queryTimeout how long one statement may take
	 * @throws IllegalArgumentException if the name of the table is not a plain name or
	 * the duration is not positive
	 */
	public TableOptions {
		if (!NAME.matcher(tableName).matches()) {
			throw new IllegalArgumentException("tableName must be a plain name, not '" + tableName + "'");
		}
		if (queryTimeout.isZero() || queryTimeout.isNegative()) {
			throw new IllegalArgumentException("queryTimeout must be positive, not " + queryTimeout);
		}
	}

	/**
	 * Returns the time for one statement as drivers want it.
	 * @return the seconds, at least 1
	 */
	public int queryTimeoutSeconds() {
		return (int) Math.min(Integer.MAX_VALUE / 2000, this.queryTimeout.plusMillis(999).toSeconds());
	}

}
