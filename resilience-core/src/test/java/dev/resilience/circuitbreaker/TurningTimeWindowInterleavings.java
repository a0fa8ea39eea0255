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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * What threads do to a time window that turns meanwhile. A call belongs to some moment
 * between its reading of the clock and the return of {@code record}; once all threads are
 * done, the window contains every call that cannot have left it, and none that must have,
 * at each later moment.
 */
@Param(name = "ticks", gen = IntGen.class, conf = "1:2")
public final class TurningTimeWindowInterleavings {

	/** One nanosecond for each part of the window. */
	private static final int LENGTH = 60;

	private static final long START = 1_000;

	private final TimeWindow window = new TimeWindow(WindowShape.time(LENGTH));

	private final AtomicLong clock = new AtomicLong(START);

	private final List<Recorded> recorded = Collections.synchronizedList(new ArrayList<>());

	/** Records a slow failure. */
	@Operation
	public void record() {
		long earliest = this.clock.get();
		this.window.record(true, true, earliest, TripRules.NONE);
		this.recorded.add(new Recorded(earliest, this.clock.get()));
	}

	/**
	 * Lets some time pass.
	 * @param ticks how many parts of the window
	 */
	@Operation
	public void pass(@Param(name = "ticks") int ticks) {
		this.clock.addAndGet(ticks);
	}

	/** Looks at the window, and again while the calls leave it. */
	@Validate
	public void expire() {
		long end = this.clock.get();
		check(end);
		for (long now = START + LENGTH; now <= end + LENGTH; now++) {
			check(now);
		}
	}

	private void check(long now) {
		int least = 0;
		int most = 0;
		for (Recorded call : this.recorded) {
			least += (now - call.earliest < LENGTH) ? 1 : 0;
			most += (now - call.latest < LENGTH) ? 1 : 0;
		}
		Window.Tally tally = this.window.tally(now);
		if (tally.calls() < least || tally.calls() > most || tally.failures() != tally.calls()
				|| tally.slowCalls() != tally.calls()) {
			throw new IllegalStateException(tally + " at " + now + " of " + this.recorded);
		}
	}

	private record Recorded(long earliest, long latest) {

	}

}
