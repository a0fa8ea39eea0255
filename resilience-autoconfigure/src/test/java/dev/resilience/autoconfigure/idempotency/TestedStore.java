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

import java.time.Duration;
import java.util.Set;

import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.time.TimeSource;

/**
 * A kind of store with everything the cases ask of it. Connected when it is first used,
 * closed when all cases of a class have run.
 */
abstract class TestedStore implements AutoCloseable {

	/** How many records a bounded store keeps, more than there are threads in a race. */
	static final int MAX_ENTRIES = 128;

	private final String name;

	private final Set<Ability> abilities;

	TestedStore(String name, Set<Ability> abilities) {
		this.name = name;
		this.abilities = abilities;
	}

	final boolean can(Ability ability) {
		return this.abilities.contains(ability);
	}

	/**
	 * Makes the records empty and the clock right, for the next case.
	 */
	abstract void reset();

	/**
	 * Makes a store as one node has it.
	 * @param time the clock of the node, which times its polls but not its records
	 * @return a store object on the records that all nodes share
	 */
	abstract IdempotencyStore node(TimeSource time);

	/**
	 * Lets time pass by the clock of the store.
	 * @param duration how much
	 */
	abstract void elapse(Duration duration);

	/**
	 * Loses all records, as a server does that is started anew or flushed.
	 */
	abstract void loseEverything();

	/**
	 * Returns what the records keep of results.
	 * @return the codecs
	 */
	final ResultCodecs codecs() {
		return can(Ability.BYTES) ? TextCodecsOfCases.INSTANCE : ResultCodecs.sameObjects();
	}

	@Override
	public void close() {
	}

	@Override
	public final String toString() {
		return this.name;
	}

}
