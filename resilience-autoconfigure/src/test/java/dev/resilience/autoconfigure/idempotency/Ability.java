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

package dev.resilience.autoconfigure.idempotency;

/**
 * What a store must be able to do for a case to say anything about it.
 */
enum Ability {

	/** Several processes share its records. */
	SHARED("it is seen by one process only"),

	/** It keeps bytes, so results are written and read. */
	BYTES("it keeps results as they are, and only as long as the classes that they are made of"),

	/** Its tokens of one key rise one by one. */
	TOKENS_BY_KEY("one row of numbers serves the tokens of all keys"),

	/** It refuses what is too much. */
	BOUNDED("how much it keeps is for its server to decide"),

	/** Rows of the application and its records share transactions. */
	TRANSACTIONS("it has no part in the transactions of a database"),

	/** Its tables are made before it is used. */
	SCHEMA("it has no schema");

	private final String lack;

	Ability(String lack) {
		this.lack = lack;
	}

	/**
	 * Returns why a case says nothing about a store without this ability.
	 * @return the reason
	 */
	String lack() {
		return this.lack;
	}

}
