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

package dev.resilience.bulkhead;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class BulkheadInterleavingTests {

	private static final Interleavings TWO = Interleavings.of(BulkheadInterleavings.Specification.class)
		.parallel(2, 3)
		.around(2, 1);

	private static final Interleavings THREE = Interleavings.of(BulkheadInterleavings.Specification.class)
		.parallel(3, 2)
		.around(1, 1);

	@Test
	void twoThreadsLoseAndInventNoPermit() {
		TWO.assertHolds(BulkheadInterleavings.class);
	}

	@Test
	void threeThreadsLoseAndInventNoPermit() {
		THREE.assertHolds(BulkheadInterleavings.class);
	}

	@Test
	void mutantThatTakesAPermitWithoutLookingAgainIsFound() {
		TWO.assertBreaks(Mutant.of("Blind", BulkheadInterleavings.class)
			.plant(PermitPool.class,
					"if (STATE.compareAndSet(this, current, current + ADMISSION)) {\n\t\t\t\tcountAdmission",
					"if ((long) STATE.getAndAdd(this, ADMISSION) == current || current >= 0) {\n\t\t\t\tcountAdmission")
			.define(MethodHandles.lookup()));
	}

}
