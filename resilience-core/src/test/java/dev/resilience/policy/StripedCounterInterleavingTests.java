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
class StripedCounterInterleavingTests {

	private static final Interleavings COUNTS = Interleavings.of(StripedCounterInterleavings.class)
		.parallel(2, 3)
		.around(0, 0);

	@Test
	void noCountIsLost() {
		COUNTS.assertHolds(StripedCounterInterleavings.class);
	}

	@Test
	void mutantThatTakesACellAwayAgainIsFound() {
		COUNTS.assertBreaks(Mutant.of("Greedy", StripedCounterInterleavings.class)
			.plant(StripedCounter.class, "while (!CELLS.compareAndSet(this, before, after));",
					"while ((this.cells = after) == null);")
			.define(MethodHandles.lookup()));
	}

}
