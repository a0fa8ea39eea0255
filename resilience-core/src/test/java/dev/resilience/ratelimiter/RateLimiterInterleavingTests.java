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

package dev.resilience.ratelimiter;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class RateLimiterInterleavingTests {

	private static final Interleavings STANDING = Interleavings.of(RateLimiterInterleavings.Specification.class)
		.around(1, 2)
		.effort(14, 25);

	private static final Interleavings PASSING = Interleavings.of(RefillInterleavings.class)
		.parallel(2, 1)
		.around(1, 0)
		.effort(12, 40);

	@Test
	void permitsAreNeitherLostNorInventedWhileTimeStandsStill() {
		STANDING.assertHolds(RateLimiterInterleavings.class);
	}

	@Test
	void mutantThatSpendsAPermitTwiceIsFound() {
		STANDING.assertBreaks(Mutant.of("Generous", RateLimiterInterleavings.class)
			.plant(Meter.class, "return STATE.compareAndSet(this, from, to);",
					"this.state = to;\nreturn from != to || this.state == to;")
			.define(MethodHandles.lookup()));
	}

	@Test
	void noMoreAreAdmittedThanComeBackAndNobodyIsLeftWaiting() {
		PASSING.assertHolds(RefillInterleavings.class);
	}

	@Test
	void mutantThatLeavesAWaiterWhoseTimeHasComeIsFound() {
		PASSING.assertBreaks(Mutant.of("Sleepy", RefillInterleavings.class)
			.plant(PermitQueue.class, "return this.time.nanoTime() - dueNanos < 0;", "return true;")
			.define(MethodHandles.lookup()));
	}

}
