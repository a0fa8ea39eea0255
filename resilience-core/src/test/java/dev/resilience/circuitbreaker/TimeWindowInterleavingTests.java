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
class TimeWindowInterleavingTests {

	private static final Interleavings STANDING = Interleavings.of(TimeWindowInterleavings.Specification.class);

	private static final Interleavings TURNING = Interleavings.of(TurningTimeWindowInterleavings.class).around(2, 0);

	@Test
	void everyCallIsJudgedBySumsThatContainExactlyTheCallsBeforeIt() {
		STANDING.assertHolds(TimeWindowInterleavings.class);
	}

	@Test
	void mutantThatForgetsACallOfAnotherThreadIsFound() {
		STANDING.assertBreaks(Mutant.of("Forgetful", TimeWindowInterleavings.class)
			.plant(TimeWindow.class, "(long) TOTALS.getAndAdd(this, added) + added",
					"this.totals + added;\nthis.totals = after")
			.define(MethodHandles.lookup()));
	}

	@Test
	void turningLosesNoCallAndKeepsNone() {
		TURNING.assertHolds(TurningTimeWindowInterleavings.class);
	}

	@Test
	void mutantThatTurnsWithoutLookingIsFound() {
		TURNING.assertBreaks(Mutant.of("Blind", TurningTimeWindowInterleavings.class)
			.plant(TimeWindow.class, "if (MARKS.compareAndSet(this, current, advanced)) {",
					"this.marks = advanced;\nif (this.marks != null) {")
			.define(MethodHandles.lookup()));
	}

}
