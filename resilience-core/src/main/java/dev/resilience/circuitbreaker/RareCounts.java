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
import java.lang.invoke.VarHandle;

/**
 * Lifetime totals of all calls but fast successes, which are counted apart because every
 * call may be one. They only rise. Safe for use by many threads.
 */
class RareCounts {

	private static final VarHandle SLOW_SUCCESSES = handle("slowSuccesses");

	private static final VarHandle FAILURES = handle("failures");

	private static final VarHandle SLOW_FAILURES = handle("slowFailures");

	private static final VarHandle IGNORED = handle("ignored");

	private static final VarHandle NOT_PERMITTED = handle("notPermitted");

	private static final VarHandle NOT_PERMITTED_IN_SHADOW = handle("notPermittedInShadow");

	private volatile long slowSuccesses;

	private volatile long failures;

	private volatile long slowFailures;

	private volatile long ignored;

	private volatile long notPermitted;

	private volatile long notPermittedInShadow;

	final void addRare(Judgement judgement, boolean slow) {
		counter(judgement, slow).getAndAdd(this, 1L);
	}

	private static VarHandle counter(Judgement judgement, boolean slow) {
		return switch (judgement.meaning()) {
			case SUCCESS -> SLOW_SUCCESSES;
			case FAILURE, OPENING -> slow ? SLOW_FAILURES : FAILURES;
			case IGNORED -> IGNORED;
		};
	}

	final void addNotPermitted() {
		NOT_PERMITTED.getAndAdd(this, 1L);
	}

	final void addNotPermittedInShadow() {
		NOT_PERMITTED_IN_SHADOW.getAndAdd(this, 1L);
	}

	final CircuitBreakerSnapshot.Calls snapshot(long successes) {
		return new CircuitBreakerSnapshot.Calls(successes, this.slowSuccesses, this.failures, this.slowFailures,
				this.ignored, this.notPermitted, this.notPermittedInShadow);
	}

	private static VarHandle handle(String field) {
		try {
			return MethodHandles.lookup().findVarHandle(RareCounts.class, field, long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

}
