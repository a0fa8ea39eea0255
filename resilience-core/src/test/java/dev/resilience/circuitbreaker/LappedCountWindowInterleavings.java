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

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What threads do to a count window that is so small that it turns whole rounds while
 * they are on their way through {@code record}. Judgements may be off then for a moment;
 * what is promised is that the sums come back to what a recount gives.
 */
@Param(name = "outcome", gen = IntGen.class, conf = "0:3")
public final class LappedCountWindowInterleavings {

	private static final int SIZE = 2;

	private final CountWindow window = new CountWindow(WindowShape.count(SIZE));

	/**
	 * Records a call.
	 * @param outcome 1 for failed, 2 for slow, or their sum
	 */
	@Operation
	public void record(@Param(name = "outcome") int outcome) {
		this.window.record((outcome & 1) != 0, (outcome & 2) != 0, 0, TripRules.NONE);
	}

	/** A recount gives the sums. */
	@Validate
	public void recount() {
		if (!this.window.recount().equals(this.window.tally(0))) {
			throw new IllegalStateException(this.window.recount() + " is not " + this.window.tally(0));
		}
	}

}
