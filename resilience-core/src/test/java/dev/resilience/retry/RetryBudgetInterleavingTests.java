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

package dev.resilience.retry;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class RetryBudgetInterleavingTests {

	private static final Interleavings SPENDING = Interleavings.of(RetryBudgetInterleavings.Specification.class)
		.around(1, 1)
		.effort(10, 30);

	private static final Interleavings LENDING = Interleavings.of(RetryPermitInterleavings.Specification.class)
		.around(1, 2)
		.effort(10, 30);

	@Test
	void attemptsAreNeitherLostNorGivenOutTwice() {
		SPENDING.assertHolds(RetryBudgetInterleavings.class);
	}

	@Test
	void mutantThatForgetsWhatOthersDidIsFound() {
		SPENDING.assertBreaks(Mutant.of("Forgetful", RetryBudgetInterleavings.class)
			.plant(RetryBudget.class, "return before == after || this.books.compareAndSet(before, after);",
					"this.books.set(after);\nreturn true;")
			.define(MethodHandles.lookup()));
	}

	@Test
	void noMoreAreActiveThanAllowed() {
		LENDING.assertHolds(RetryPermitInterleavings.class);
	}

}
