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

package dev.resilience.circuitbreaker;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class CircuitBreakerInterleavingTests {

	private static final Interleavings STATES = Interleavings.of(CircuitBreakerInterleavings.Specification.class)
		.parallel(2, 3)
		.around(2, 1)
		.effort(8, 25);

	private static final Interleavings PROBES = Interleavings.of(ProbeInterleavings.Specification.class);

	private static final Interleavings FIRST_CALLS = Interleavings.of(FirstCallInterleavings.Specification.class)
		.around(0, 1)
		.effort(6, 40);

	@Test
	void everyResultAndEveryCommandTakesEffectAtOneMoment() {
		STATES.assertHolds(CircuitBreakerInterleavings.class);
	}

	@Test
	void mutantWhoseAutomaticTransitionsOverrideCommandsIsFound() {
		STATES.assertBreaks(Mutant.of("Overriding", CircuitBreakerInterleavings.class)
			.plant(Circuit.class, "if (!STATE.compareAndSet(this, from, to)) {", "this.state = to;\nif (from == to) {")
			.define(MethodHandles.lookup()));
	}

	@Test
	void slotsOfProbesAreNeitherLostNorInvented() {
		PROBES.assertHolds(ProbeInterleavings.class);
	}

	@Test
	void mutantWithoutALockAroundTheSlotsIsFound() {
		PROBES.assertBreaks(Mutant.of("Unlocked", ProbeInterleavings.class)
			.plant(Probes.class, "private final ReentrantLock lock = new ReentrantLock();", """
					private final ReentrantLock lock = new ReentrantLock() {

						@Override
						public void lock() {
						}

						@Override
						public void unlock() {
						}

					};""")
			.define(MethodHandles.lookup()));
	}

	@Test
	void firstFailureFindsTheSuccessesBeforeIt() {
		FIRST_CALLS.assertHolds(FirstCallInterleavings.class);
	}

	@Test
	void mutantThatForgetsSuccessesBeforeTheFirstFailureIsFound() {
		FIRST_CALLS.assertBreaks(Mutant.of("Hasty", FirstCallInterleavings.class)
			.plant(Circuit.class, "RUN.compareAndSet(this, before, before + 1)", "((this.run = before + 1) > before)")
			.define(MethodHandles.lookup()));
	}

}
