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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Gate;
import dev.resilience.policy.OutcomeKind;

/**
 * Leave of a circuit breaker to make one call. It reports once: after the first report
 * the others have no effect. A permit that never reports holds the slot of a probe until
 * the probe timeout. Safe for use by many threads.
 */
public final class Permit {

	private static final VarHandle REPORTED;

	static {
		try {
			REPORTED = MethodHandles.lookup().findVarHandle(Permit.class, "reported", boolean.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final CircuitBreaker breaker;

	private final long number;

	private final boolean timed;

	private final long startedAt;

	private volatile boolean reported;

	Permit(CircuitBreaker breaker, long number, boolean timed, long startedAt) {
		this.breaker = breaker;
		this.number = number;
		this.timed = timed;
		this.startedAt = startedAt;
	}

	/**
	 * Reports that the call succeeded without a result that matters, so that there is
	 * none for the settings to judge.
	 */
	public void success() {
		success(Gate.PASSED_ON);
	}

	/**
	 * Reports the result of the call, which the settings may count as a failure.
	 * @param result the result
	 */
	public void success(@Nullable Object result) {
		report(OutcomeKind.SUCCESS, result, null);
	}

	/**
	 * Reports that the call failed. Cancellation, rejections and what the settings ignore
	 * do not count as failures.
	 * @param failure the failure
	 */
	public void failure(Throwable failure) {
		report(OutcomeKind.of(failure, this.breaker.instance()), null, failure);
	}

	/**
	 * Gives the permit back as if the call had never been made.
	 */
	public void release() {
		if (REPORTED.compareAndSet(this, false, true)) {
			this.breaker.release(this.number);
		}
	}

	private void report(OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure) {
		if (REPORTED.compareAndSet(this, false, true)) {
			this.breaker.complete(this, kind, result, failure);
		}
	}

	long number() {
		return this.number;
	}

	boolean isTimed() {
		return this.timed;
	}

	long startedAt() {
		return this.startedAt;
	}

	@Override
	public String toString() {
		return "Permit of circuit breaker '" + this.breaker.instance() + "'" + (this.reported ? " (reported)" : "");
	}

}
