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

package dev.resilience.policy;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class KeyedGateInterleavingTests {

	private static final Interleavings ROOMY = Interleavings.of(KeyedGateInterleavings.Specification.class)
		.around(0, 2);

	private static final Interleavings CROWDED = Interleavings.of(CrowdedKeyInterleavings.class).around(0, 0);

	@Test
	void noGateIsForgottenThatIsUsedOrRemembers() {
		ROOMY.assertHolds(KeyedGateInterleavings.class);
	}

	@Test
	void mutantThatForgetsAGateWithACallInsideIsFound() {
		ROOMY.assertBreaks(Mutant.of("Forgetful", KeyedGateInterleavings.class)
			.plant(KeyedGate.class, "(before & USERS_MASK) != 0", "before == 0")
			.define(MethodHandles.lookup()));
	}

	@Test
	void boundHoldsAndEveryCallPassesAGate() {
		CROWDED.assertHolds(CrowdedKeyInterleavings.class);
	}

	@Test
	void mutantThatReservesWithoutLookingAgainIsFound() {
		CROWDED.assertBreaks(Mutant.of("Crowded", CrowdedKeyInterleavings.class, KeyedGateInterleavings.class)
			.plant(KeyedGates.class, "while (!this.keys.compareAndSet(before, before + 1));",
					"while (this.keys.incrementAndGet() < 0);")
			.define(MethodHandles.lookup()));
	}

}
