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

package dev.resilience.timeout;

import java.lang.invoke.MethodHandles;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.interleaving.Interleavings;
import dev.resilience.interleaving.Mutant;

@Tag("interleaving")
class OffloadedCallInterleavingTests {

	private static final Interleavings CALLS = Interleavings.of(OffloadedCallInterleavings.class)
		.parallel(2, 2)
		.around(0, 0);

	@Test
	void callerAndWorkerAgreeOnTheEnd() {
		CALLS.assertHolds(OffloadedCallInterleavings.class);
	}

	@Test
	void mutantThatBeginsWhatWasAbandonedIsFound() {
		CALLS.assertBreaks(Mutant.of("Stubborn", OffloadedCallInterleavings.class)
			.plant(OffloadedCall.class, "if (!this.state.compareAndSet(State.QUEUED, State.RUNNING)) {",
					"this.state.set(State.RUNNING);\nif (this.state.get() == null) {")
			.define(MethodHandles.lookup()));
	}

}
