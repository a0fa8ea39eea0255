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
import java.util.List;
import java.util.function.UnaryOperator;

import dev.resilience.event.Events;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

/**
 * A circuit breaker under a manual clock, driven as a pipeline drives it.
 */
final class Bench {

	final ManualTime time = ManualTime.stopped();

	final PolicyContext context = PolicyContext.standalone(this.time);

	final List<CircuitBreakerTransition> transitions = new ArrayList<>();

	final List<CallRejected> rejections = new ArrayList<>();

	final CircuitBreaker breaker;

	int executions;

	private Bench(CircuitBreakerConfig config) {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
		this.breaker = CircuitBreaker.of("payments", config, this.context);
		events().on(CircuitBreakerTransition.class, this.transitions::add);
		events().on(CallRejected.class, this.rejections::add);
	}

	static Bench with(UnaryOperator<CircuitBreakerConfig.Builder> settings) {
		return new Bench(settings.apply(CircuitBreakerConfig.builder()).build());
	}

	Events events() {
		return this.context.events();
	}

	/**
	 * Makes calls one after the other.
	 * @param script one letter per call: S succeeds, F fails, I is ignored, R is rejected
	 * inside
	 * @return the same, with - for each call that was refused
	 */
	String run(String script) {
		StringBuilder answers = new StringBuilder();
		for (char step : script.toCharArray()) {
			long permit = enter();
			if (permit < 0) {
				this.breaker.reject(SharedCall.INSTANCE);
			}
			else {
				this.executions++;
				exit(permit, step);
			}
			answers.append((permit < 0) ? '-' : step);
		}
		return answers.toString();
	}

	long enter() {
		return this.breaker.tryEnter(SharedCall.INSTANCE, 0);
	}

	void exit(long permit, char step) {
		exit(permit, step, 0);
	}

	void exit(long permit, char step, long nanos) {
		switch (step) {
			case 'S' -> this.breaker.exit(permit, OutcomeKind.SUCCESS, "value", null, nanos);
			case 'F' -> fail(permit, new IllegalStateException("boom"), nanos);
			case 'I' -> this.breaker.exit(permit, OutcomeKind.IGNORED, null, new InterruptedException(), nanos);
			case 'R' -> this.breaker.exit(permit, OutcomeKind.REJECTED, null, rejection(), nanos);
			default -> throw new IllegalArgumentException("No step " + step);
		}
	}

	void fail(long permit, Throwable failure, long nanos) {
		this.breaker.exit(permit, OutcomeKind.of(failure, "payments"), null, failure, nanos);
	}

	void fail(Throwable failure) {
		fail(enter(), failure, 0);
	}

	void answer(Object result) {
		this.breaker.exit(enter(), OutcomeKind.SUCCESS, result, null, 0);
	}

	void slow(char step, Duration duration) {
		exit(enter(), step, duration.toNanos());
	}

	void wait(Duration duration) {
		this.time.advance(duration);
	}

	CircuitBreakerState state() {
		return this.breaker.state();
	}

	CircuitBreakerSnapshot snapshot() {
		return this.breaker.snapshot();
	}

	static CallRejectedException rejection() {
		return new InnerRejection();
	}

	static final class InnerRejection extends CallRejectedException {

		private static final long serialVersionUID = 1L;

		InnerRejection() {
			super("payments", "full", Duration.ZERO, false);
		}

	}

}
