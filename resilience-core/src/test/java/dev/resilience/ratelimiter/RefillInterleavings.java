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

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

/**
 * What calls do to a rate limiter while time passes. A call that comes with an older
 * reading of the clock may be refused though permits have come back meanwhile, so results
 * need no single moment; what is promised is that no more are admitted than the burst and
 * what has come back, that nobody is left in the queue whose time has come, and that all
 * who wait are served in the end.
 */
public final class RefillInterleavings {

	private static final int BURST = 1;

	private static final int MOST_PLACES = 8;

	private static final Duration INTERVAL = Duration.ofNanos(10);

	private static final RateLimiterConfig CONFIG = RateLimiterConfig.builder()
		.permits(1)
		.period(INTERVAL)
		.burst(BURST)
		.maxWait(Duration.ofHours(1))
		.build();

	private final ManualTime time = ManualTime.stopped();

	private final RateLimiter limiter = RateLimiter.of("model", CONFIG, PolicyContext.standalone(this.time));

	private final AtomicInteger taken = new AtomicInteger();

	private final AtomicReferenceArray<@Nullable Waiter> places = new AtomicReferenceArray<>(MOST_PLACES);

	private final AtomicInteger placesTaken = new AtomicInteger();

	private @Nullable String problem;

	/** Takes a permit if there is one. */
	@Operation
	public void take() {
		if (this.limiter.tryEnter(SharedCall.INSTANCE, this.time.nanoTime()) >= 0) {
			this.taken.incrementAndGet();
		}
	}

	/** Takes a place in the queue. */
	@Operation
	public void queue() {
		Waiter place = this.limiter.await(SharedCall.INSTANCE, this.time.nanoTime());
		if (place != null) {
			this.places.set(this.placesTaken.getAndIncrement(), place);
		}
		else {
			this.problem = "no place in the queue";
		}
	}

	/** Lets a permit come back. */
	@Operation
	public void pass() {
		this.time.advance(INTERVAL);
	}

	/** Balances the permits. */
	@Validate
	public void balance() {
		check(this.problem == null, this.problem);
		int left = waiting();
		checkAdmitted();
		check(this.limiter.snapshot().waiting() == left && waiting() == left, "somebody was forgotten in the queue");
		check(left == 0 || this.time.scheduledTasks() > 0, "nobody will wake those who wait");
		this.time.advance(INTERVAL.multipliedBy(left + 1));
		check(waiting() == 0, "somebody still waits");
		checkAdmitted();
	}

	private void checkAdmitted() {
		int admitted = this.taken.get();
		for (int i = 0; i < this.placesTaken.get(); i++) {
			admitted += (outcome(i) >= 0) ? 1 : 0;
		}
		long most = BURST + this.time.nanoTime() / INTERVAL.toNanos();
		check(admitted <= most, admitted + " admitted, not at most " + most);
	}

	private int waiting() {
		int waiting = 0;
		for (int i = 0; i < this.placesTaken.get(); i++) {
			waiting += (outcome(i) == Waiter.WAITING) ? 1 : 0;
		}
		return waiting;
	}

	private long outcome(int index) {
		return Objects.requireNonNull(this.places.get(index)).poll();
	}

	private static void check(boolean expected, @Nullable String message) {
		if (!expected) {
			throw new IllegalStateException(message);
		}
	}

}
