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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

/**
 * What calls and operators do to a circuit breaker that is open, with its open duration
 * just over, opens on one failure and closes on two successful probes. Each result and
 * each command takes effect at one moment, results of an older state never; and every
 * transition is announced once, in the order in which they happened.
 * <p>
 * There are more slots for probes than threads: a slot is given back a moment before what
 * its probe has caused, see {@link ProbeInterleavings}.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public final class CircuitBreakerInterleavings {

	private static final int THREADS = 8;

	private static final int SUCCESS_THRESHOLD = 2;

	private static final long OUTSIDE = -1;

	private static final CircuitBreakerConfig CONFIG = CircuitBreakerConfig.builder()
		.failureThreshold(1)
		.successThreshold(SUCCESS_THRESHOLD)
		.halfOpenCalls(THREADS)
		.openDuration(Duration.ofSeconds(1))
		.initialState(CircuitBreakerState.OPEN)
		.build();

	private final List<CircuitBreakerTransition> announced = new ArrayList<>();

	private final CircuitBreaker breaker;

	private final long[] permits = new long[THREADS];

	/** Begins open, with the open duration just over. */
	public CircuitBreakerInterleavings() {
		ManualTime time = ManualTime.stopped();
		PolicyContext context = PolicyContext.standalone(time);
		this.breaker = CircuitBreaker.of("model", CONFIG, context);
		context.events().on(CircuitBreakerTransition.class, this.announced::add);
		time.advance(Duration.ofSeconds(1));
		Arrays.fill(this.permits, OUTSIDE);
	}

	/**
	 * Lets a thread begin a call.
	 * @param thread the thread
	 * @return whether it was admitted
	 */
	@Operation
	public boolean enter(@Param(name = "thread") int thread) {
		if (this.permits[thread] != OUTSIDE) {
			return false;
		}
		long permit = this.breaker.tryEnter(SharedCall.INSTANCE, 0);
		this.permits[thread] = Math.max(OUTSIDE, permit);
		return permit >= 0;
	}

	/**
	 * Lets the call of a thread succeed.
	 * @param thread the thread
	 */
	@Operation
	public void succeed(@Param(name = "thread") int thread) {
		exit(thread, OutcomeKind.SUCCESS);
	}

	/**
	 * Lets the call of a thread fail.
	 * @param thread the thread
	 */
	@Operation
	public void fail(@Param(name = "thread") int thread) {
		exit(thread, OutcomeKind.FAILURE);
	}

	private void exit(int thread, OutcomeKind kind) {
		if (this.permits[thread] != OUTSIDE) {
			this.breaker.exit(this.permits[thread], kind, null, null, 0);
			this.permits[thread] = OUTSIDE;
		}
	}

	/** Closes the circuit. */
	@Operation
	public void close() {
		this.breaker.close();
	}

	/** Resets the circuit. */
	@Operation
	public void reset() {
		this.breaker.reset();
	}

	/** Forces the circuit open. */
	@Operation
	public void forceOpen() {
		this.breaker.forceOpen();
	}

	/** Disables the circuit. */
	@Operation
	public void disable() {
		this.breaker.disable();
	}

	/** Lets the circuit only record. */
	@Operation
	public void metricsOnly() {
		this.breaker.metricsOnly();
	}

	/**
	 * Reads the state.
	 * @return the state
	 */
	@Operation
	public String state() {
		return this.breaker.state().name();
	}

	/**
	 * All transitions were announced once and are a walk from the first state to the
	 * last.
	 */
	@Validate
	public void followAnnouncements() {
		CircuitBreakerState current = CircuitBreakerState.OPEN;
		for (CircuitBreakerTransition transition : this.announced) {
			if (transition.from() != current) {
				throw new IllegalStateException(this.announced + " is no walk");
			}
			current = transition.to();
		}
		long counted = 0;
		for (CircuitBreakerState from : CircuitBreakerState.values()) {
			for (CircuitBreakerState to : CircuitBreakerState.values()) {
				counted += this.breaker.transitions(from, to);
			}
		}
		if (current != this.breaker.state() || counted != this.announced.size()) {
			throw new IllegalStateException(
					counted + " transitions to " + this.breaker.state() + ", announced " + this.announced);
		}
	}

	/** The rules 10, 11 and 13. */
	public static final class Specification {

		private final int[] admittedIn = new int[THREADS];

		private String state = "OPEN";

		private boolean openDurationIsOver = true;

		private int epoch = 1;

		private int successes;

		/**
		 * Lets a thread begin a call.
		 * @param thread the thread
		 * @return whether it was admitted
		 */
		public boolean enter(int thread) {
			if (this.admittedIn[thread] != 0) {
				return false;
			}
			if (this.state.equals("OPEN") && this.openDurationIsOver) {
				become("HALF_OPEN");
			}
			if (this.state.equals("OPEN") || this.state.equals("FORCED_OPEN")) {
				return false;
			}
			this.admittedIn[thread] = this.epoch;
			return true;
		}

		/**
		 * Lets the call of a thread succeed.
		 * @param thread the thread
		 */
		public void succeed(int thread) {
			if (leaves(thread) && this.state.equals("HALF_OPEN") && ++this.successes == SUCCESS_THRESHOLD) {
				become("CLOSED");
			}
		}

		/**
		 * Lets the call of a thread fail.
		 * @param thread the thread
		 */
		public void fail(int thread) {
			if (leaves(thread) && (this.state.equals("HALF_OPEN") || this.state.equals("CLOSED"))) {
				become("OPEN");
				this.openDurationIsOver = false;
			}
		}

		private boolean leaves(int thread) {
			boolean current = this.admittedIn[thread] == this.epoch;
			this.admittedIn[thread] = 0;
			return current;
		}

		/** Closes the circuit. */
		public void close() {
			become("CLOSED");
		}

		/** Resets the circuit. */
		public void reset() {
			become("CLOSED");
		}

		/** Forces the circuit open. */
		public void forceOpen() {
			command("FORCED_OPEN");
		}

		/** Disables the circuit. */
		public void disable() {
			command("DISABLED");
		}

		/** Lets the circuit only record. */
		public void metricsOnly() {
			command("METRICS_ONLY");
		}

		private void command(String wanted) {
			if (!this.state.equals(wanted)) {
				become(wanted);
			}
		}

		private void become(String next) {
			this.state = next;
			this.epoch++;
			this.successes = 0;
		}

		/**
		 * Reads the state.
		 * @return the state
		 */
		public String state() {
			return this.state;
		}

	}

}
