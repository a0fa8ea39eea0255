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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimerTask;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens at the very time at which a waiting call can be served, before the timer
 * has told the limiter.
 */
class RateLimiterLateTimerTests {

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	RateLimiterLateTimerTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@Test
	void drainTakesNothingFromWhoseTimeHasCome() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(500), (waiter) -> {
			assertThat(limiter.drain()).isZero();
			assertThat(waiter.poll()).isNotNegative();
		}, limiter, 5);
	}

	@Test
	void newcomerIsServedBehindWhoseTimeHasCome() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(300), (waiter) -> {
			assertThat(limiter.tryAcquire()).isFalse();
			Waiter next = limiter.await(SharedCall.INSTANCE, this.time.nanoTime());
			assertThat(waiter.poll()).isNotNegative();
			assertThat(next).isNotNull();
			assertThat(next.poll()).isEqualTo(Waiter.WAITING);
			assertThat(limiter.snapshot().waiting()).isOne();
		}, limiter, 3);
	}

	@Test
	void whoGivesUpWhenItsTimeHasComeGetsThePermit() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(300), (waiter) -> {
			long permit = waiter.cancel();
			assertThat(permit).isNotNegative();
			limiter.release(permit);
			assertThat(limiter.snapshot().available()).isEqualTo(3);
		}, limiter, 3);
	}

	@Test
	void numbersAreThoseWithoutWhoseTimeHasCome() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(300), (waiter) -> {
			assertThat(limiter.snapshot().waiting()).isZero();
			assertThat(limiter.snapshot().accepted()).isOne();
			assertThat(limiter.snapshot().available()).isZero();
			assertThat(waiter.poll()).isNotNegative();
		}, limiter, 3);
	}

	@Test
	void rejectionTellsTheWaitBehindWhoseTimeHasCome() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(300), (waiter) -> assertThat(limiter.reject(SharedCall.INSTANCE).retryAfter())
			.isEqualTo(Duration.ofMillis(100)), limiter, 3);
	}

	@Test
	void whoseTimeHasComeIsServedBeforeTheBurstIsLowered() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(500), (waiter) -> {
			limiter.reconfigure(limiter.config().toBuilder().burst(2).build());
			assertThat(waiter.poll()).isNotNegative();
			assertThat(limiter.snapshot().available()).isZero();
		}, limiter, 5);
	}

	@Test
	void limiterIsNotIdleUntilWhoseTimeHasComeIsServed() {
		RateLimiter limiter = drained(5);
		before(Duration.ofMillis(500), (waiter) -> assertThat(limiter.isIdle()).isFalse(), limiter, 5);
		assertThat(limiter.isIdle()).isFalse();
		this.time.advance(Duration.ofMillis(500));
		assertThat(limiter.isIdle()).isTrue();
	}

	private RateLimiter drained(int burst) {
		RateLimiter limiter = RateLimiter.of("search",
				RateLimiterConfig.builder().permits(10).burst(burst).maxWait(Duration.ofSeconds(1)).build(),
				this.context);
		assertThat(limiter.drain()).isEqualTo(burst);
		return limiter;
	}

	// Of two tasks for the same time the one that was armed first fires first.
	private void before(Duration due, Consumer<Waiter> check, RateLimiter limiter, int weight) {
		Waiter[] waiter = new Waiter[1];
		AtomicBoolean checked = new AtomicBoolean();
		this.time.schedule(new TimerTask() {

			@Override
			protected void fire() {
				assertThat(waiter[0].poll()).isEqualTo(Waiter.WAITING);
				check.accept(waiter[0]);
				checked.set(true);
			}

		}, this.time.nanoTime() + due.toNanos());
		waiter[0] = limiter.await(new RateLimiterTests.WeightedCall(weight), this.time.nanoTime());
		this.time.advance(due);
		assertThat(checked).isTrue();
		assertThat(waiter[0].poll()).isNotEqualTo(Waiter.WAITING);
	}

}
