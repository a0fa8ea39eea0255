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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.Call;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimiterQueueTests {

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	RateLimiterQueueTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@Test
	void doesNotQueueWithoutALongestWait() {
		RateLimiter limiter = limiter(1, 1, Duration.ZERO);
		drain(limiter);
		assertThat(limiter.await(SharedCall.INSTANCE, 0)).isNull();
	}

	@Test
	void waitersAreServedInOrderEachWhenItsTimeHasCome() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(1));
		drain(limiter);
		Waiter first = queued(limiter, 1);
		Waiter second = queued(limiter, 1);
		assertThat(limiter.snapshot().waiting()).isEqualTo(2);
		this.time.advance(Duration.ofNanos(99_999_999));
		assertThat(first.poll()).isEqualTo(Waiter.WAITING);
		this.time.advance(Duration.ofNanos(1));
		assertThat(first.poll()).isNotNegative();
		assertThat(second.poll()).isEqualTo(Waiter.WAITING);
		this.time.advance(Duration.ofMillis(100));
		assertThat(second.poll()).isNotNegative();
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(limiter.snapshot().waiting()).isZero();
		assertThat(limiter.snapshot().accepted()).isEqualTo(2);
	}

	@Test
	void oneTimerTaskServesTheWholeQueue() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(10));
		drain(limiter);
		for (int call = 0; call < 50; call++) {
			queued(limiter, 1);
		}
		assertThat(this.time.scheduledTasks()).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(5));
		assertThat(limiter.snapshot().waiting()).isZero();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void newcomersDoNotOvertakeAWaiterForMorePermits() {
		RateLimiter limiter = limiter(10, 5, Duration.ofSeconds(1));
		drain(limiter);
		Waiter heavy = queued(limiter, 5);
		this.time.advance(Duration.ofMillis(300));
		assertThat(limiter.snapshot().available()).isEqualTo(3);
		assertThat(limiter.tryEnter(SharedCall.INSTANCE, this.time.nanoTime())).isNegative();
		this.time.advance(Duration.ofMillis(200));
		assertThat(heavy.poll()).isNotNegative();
		assertThat(limiter.snapshot().available()).isZero();
	}

	@Test
	void newcomersPassAgainAfterTheQueueIsEmpty() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(1));
		drain(limiter);
		queued(limiter, 1);
		this.time.advance(Duration.ofMillis(200));
		assertThat(limiter.tryEnter(SharedCall.INSTANCE, this.time.nanoTime())).isNotNegative();
	}

	@Test
	void callThatCannotBeServedInTimeIsRefusedAtOnce() {
		RateLimiter limiter = limiter(1, 1, Duration.ofMillis(700));
		limiter.changeRate(1, Duration.ofSeconds(100));
		drain(limiter);
		assertThat(limiter.await(SharedCall.INSTANCE, 0)).isNull();
		assertThat(limiter.reject(SharedCall.INSTANCE).retryAfter()).isEqualTo(Duration.ofSeconds(100));
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(limiter.snapshot().waiting()).isZero();
	}

	@Test
	void queueBeforeACallCountsForWhetherItCanBeServedInTime() {
		RateLimiter limiter = limiter(10, 4, Duration.ofMillis(500));
		drain(limiter);
		queued(limiter, 4);
		assertThat(await(limiter, 2)).isNull();
		assertThat(limiter.reject(new RateLimiterTests.WeightedCall(2)).retryAfter()).isEqualTo(Duration.ofMillis(600));
		Waiter exactlyInTime = queued(limiter, 1);
		assertThat(await(limiter, 1)).isNull();
		this.time.advance(Duration.ofMillis(500));
		assertThat(exactlyInTime.poll()).isNotNegative();
	}

	@Test
	void awaitServesAtOnceIfThePermitsHaveComeBackMeanwhile() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(1));
		drain(limiter);
		this.time.advance(Duration.ofMillis(100));
		assertThat(queued(limiter, 1).poll()).isNotNegative();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void cancelledWaiterLeavesNothingBehind() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(1));
		drain(limiter);
		Waiter waiter = queued(limiter, 1);
		assertThat(waiter.cancel()).isEqualTo(Waiter.REFUSED);
		assertThat(waiter.poll()).isEqualTo(Waiter.REFUSED);
		assertThat(limiter.snapshot().waiting()).isZero();
		assertThat(this.time.scheduledTasks()).isZero();
		this.time.advance(Duration.ofMillis(100));
		assertThat(limiter.snapshot().available()).isEqualTo(1);
		assertThat(limiter.tryAcquire()).isTrue();
	}

	@Test
	void nextWaiterMovesUpWhenTheHeadIsCancelled() {
		RateLimiter limiter = limiter(10, 5, Duration.ofSeconds(1));
		drain(limiter);
		Waiter heavy = queued(limiter, 5);
		Waiter light = queued(limiter, 1);
		this.time.advance(Duration.ofMillis(50));
		heavy.cancel();
		this.time.advance(Duration.ofMillis(49));
		assertThat(light.poll()).isEqualTo(Waiter.WAITING);
		this.time.advance(Duration.ofMillis(1));
		assertThat(light.poll()).isNotNegative();
	}

	@Test
	void nextWaiterIsServedAtOnceIfOnlyTheCancelledHeadHeldItUp() {
		RateLimiter limiter = limiter(10, 5, Duration.ofSeconds(1));
		drain(limiter);
		Waiter heavy = queued(limiter, 5);
		Waiter light = queued(limiter, 2);
		this.time.advance(Duration.ofMillis(400));
		List<String> settled = new ArrayList<>();
		light.onSettled(() -> settled.add("light"));
		heavy.cancel();
		assertThat(light.poll()).isNotNegative();
		assertThat(settled).containsExactly("light");
		assertThat(limiter.snapshot().available()).isEqualTo(2);
	}

	@Test
	void permitOfAWaiterThatGivesUpAfterwardsGoesToTheNext() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(1));
		drain(limiter);
		Waiter first = queued(limiter, 1);
		Waiter second = queued(limiter, 1);
		this.time.advance(Duration.ofMillis(100));
		limiter.release(first.cancel());
		assertThat(second.poll()).isNotNegative();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void drainTakesWhatWaitsToBecomeEnoughAndTheQueueWaitsOn() {
		RateLimiter limiter = limiter(10, 5, Duration.ofSeconds(1));
		drain(limiter);
		Waiter heavy = queued(limiter, 5);
		this.time.advance(Duration.ofMillis(300));
		assertThat(limiter.drain()).isEqualTo(3);
		this.time.advance(Duration.ofMillis(499));
		assertThat(heavy.poll()).isEqualTo(Waiter.WAITING);
		this.time.advance(Duration.ofMillis(1));
		assertThat(heavy.poll()).isNotNegative();
	}

	@Test
	void waitersGoOnAtTheNewRate() {
		RateLimiter limiter = limiter(1, 1, Duration.ofSeconds(10));
		drain(limiter);
		Waiter first = queued(limiter, 1);
		Waiter second = queued(limiter, 1);
		limiter.reconfigure(limiter.config().toBuilder().permits(10).burst(1).build());
		assertThat(this.time.scheduledTasks()).isEqualTo(1);
		this.time.advance(Duration.ofMillis(100));
		assertThat(first.poll()).isNotNegative();
		assertThat(second.poll()).isEqualTo(Waiter.WAITING);
		this.time.advance(Duration.ofMillis(100));
		assertThat(second.poll()).isNotNegative();
	}

	@Test
	void waiterAboveALoweredBurstIsRefusedAndTheNextMovesUp() {
		RateLimiter limiter = limiter(10, 5, Duration.ofSeconds(10));
		drain(limiter);
		Waiter heavy = queued(limiter, 5);
		Waiter light = queued(limiter, 1);
		limiter.reconfigure(limiter.config().toBuilder().burst(2).build());
		assertThat(heavy.poll()).isEqualTo(Waiter.REFUSED);
		assertThat(light.poll()).isEqualTo(Waiter.WAITING);
		this.time.advance(Duration.ofMillis(100));
		assertThat(light.poll()).isNotNegative();
	}

	@Test
	void queueOutlivesTheOriginOfItsUnits() {
		// 999,983 is prime and Integer.MAX_VALUE per minute is rounded: both have short
		// horizons.
		for (int permits : new int[] { 999_983, Integer.MAX_VALUE }) {
			RateLimiter limiter = limiter(permits, permits, Duration.ofDays(1));
			for (int round = 0; round < 50; round++) {
				limiter.drain();
				Waiter waiter = queued(limiter, permits);
				this.time.advance(Duration.ofMillis(900));
				assertThat(waiter.poll()).isEqualTo(Waiter.WAITING);
				this.time.advance(Duration.ofMillis(101));
				assertThat(waiter.poll()).isNotNegative();
				this.time.advance(Duration.ofMinutes(round));
			}
		}
	}

	@Test
	void waitersKnowTheLongestWait() {
		RateLimiter limiter = limiter(10, 1, Duration.ofMillis(500));
		drain(limiter);
		assertThat(queued(limiter, 1).maxWaitNanos()).isEqualTo(500_000_000);
	}

	@Test
	void endlessLongestWaitSaturates() {
		RateLimiter limiter = limiter(10, 1, Duration.ofSeconds(Long.MAX_VALUE));
		drain(limiter);
		assertThat(queued(limiter, 1).maxWaitNanos()).isEqualTo(Long.MAX_VALUE);
	}

	private RateLimiter limiter(int permits, int burst, Duration maxWait) {
		return RateLimiter.of("search",
				RateLimiterConfig.builder().permits(permits).burst(burst).maxWait(maxWait).build(), this.context);
	}

	private static void drain(RateLimiter limiter) {
		assertThat(limiter.drain()).isEqualTo(limiter.config().burst());
	}

	private @Nullable Waiter await(RateLimiter limiter, int weight) {
		Call call = new RateLimiterTests.WeightedCall(weight);
		return limiter.await(call, this.time.nanoTime());
	}

	private Waiter queued(RateLimiter limiter, int weight) {
		Waiter waiter = await(limiter, weight);
		assertThat(waiter).isNotNull();
		return waiter;
	}

}
