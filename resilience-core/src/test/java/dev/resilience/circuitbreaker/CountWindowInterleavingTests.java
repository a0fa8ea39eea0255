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
class CountWindowInterleavingTests {

	private static final Interleavings WINDOW = Interleavings.of(CountWindowInterleavings.Specification.class)
		.around(4, 2);

	private static final Interleavings LAPPED = Interleavings.of(LappedCountWindowInterleavings.class)
		.parallel(2, 3)
		.around(2, 0);

	@Test
	void everyCallIsJudgedBySumsThatContainExactlyTheCallsBeforeIt() {
		WINDOW.assertHolds(CountWindowInterleavings.class);
	}

	@Test
	void mutantThatForgetsACallOfAnotherThreadIsFound() {
		WINDOW.assertBreaks(Mutant.of("Torn", CountWindowInterleavings.class)
			.plant(CountWindow.class, "if (SUMMARY.compareAndSet(this, before, after)) {",
					"this.summary = after;\nif (after == this.summary || after != 0) {")
			.define(MethodHandles.lookup()));
	}

	@Test
	void sumsComeBackToThoseOfTheRingWhenItIsLapped() {
		LAPPED.assertHolds(LappedCountWindowInterleavings.class);
	}

	@Test
	void mutantThatTrustsWhatItHasDisplacedIsFound() {
		LAPPED.assertBreaks(Mutant.of("Trusting", LappedCountWindowInterleavings.class)
			.plant(CountWindow.class, "if (actual == displaced) {", "if (actual >= 0) {")
			.define(MethodHandles.lookup()));
	}

}
