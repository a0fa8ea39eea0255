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

import org.springframework.jdbc.core.JdbcTemplate;

import dev.resilience.annotation.Idempotent;

/**
 * An effect in the database of the records.
 */
public class Bookings {

	private final OutsideClient outside;

	private final JdbcTemplate jdbc;

	private final String node;

	Bookings(OutsideClient outside, JdbcTemplate jdbc, String node) {
		this.outside = outside;
		this.jdbc = jdbc;
		this.node = node;
	}

	/** Claim, row and result share a transaction. */
	@Idempotent(value = "booking", key = "#key")
	public String book(String key) {
		this.jdbc.update("INSERT INTO booking (name) VALUES (?)", key);
		this.outside.pass("written", key);
		return "booking of " + key + " by " + this.node;
	}

}
