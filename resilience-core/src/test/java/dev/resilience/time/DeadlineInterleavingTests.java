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

package dev.resilience.time;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class DeadlineInterleavingTests {

	private static final Interleavings LIMITS = Interleavings.of(DeadlineInterleavings.class)
		.parallel(2, 1)
		.around(0, 0)
		.effort(4, 150);

	@Test
	void interruptOfALimitEndsWithIt() {
		LIMITS.assertHolds(DeadlineInterleavings.class);
	}

	@Test
	void mutantThatDoesNotWaitForItsInterruptIsFound() {
		LIMITS.assertBreaks(Mutant.of("Impatient", DeadlineInterleavings.class)
			.plant(TimerTask.class, "for (int spins = 0; this.state == FIRING; spins++) {",
					"for (int spins = 0; this.state < 0; spins++) {")
			.define(MethodHandles.lookup()));
	}

}
