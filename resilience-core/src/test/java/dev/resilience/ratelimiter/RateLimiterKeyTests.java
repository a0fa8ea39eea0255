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

import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limiter of a key learns of new settings by itself, whatever it is asked first.
 */
class RateLimiterKeyTests {

	private final ManualTime time = ManualTime.stopped();

	private final RateLimiter instance;

	private final RateLimiter key;

	RateLimiterKeyTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
		this.instance = RateLimiter.of("search",
				RateLimiterConfig.builder().permits(10).burst(5).maxWait(Duration.ofSeconds(1)).build(),
				PolicyContext.standalone(this.time));
		this.key = this.instance.forKey("a");
	}

	@Test
	void tellsItsKeyWhichTheInstanceHasNot() {
		assertThat(this.key.key()).isEqualTo("a");
		assertThat(this.instance.key()).isNull();
		assertThat(this.key.instance()).isEqualTo("search");
	}

	@Test
	void drainsByTheNewBurst() {
		widen();
		assertThat(this.key.drain()).isEqualTo(20);
	}

	@Test
	void takesByTheNewBurst() {
		widen();
		assertThat(this.key.tryAcquire(20)).isTrue();
	}

	@Test
	void letsWaitByTheNewBurst() {
		widen();
		Waiter waiter = this.key.await(new RateLimiterTests.WeightedCall(20), this.time.nanoTime());
		assertThat(waiter).isNotNull();
		assertThat(waiter.poll()).isNotNegative();
	}

	@Test
	void letsWaitAtTheNewRate() {
		this.key.drain();
		this.instance.reconfigure(this.instance.config().toBuilder().permits(1).build());
		assertThat(this.key.await(new RateLimiterTests.WeightedCall(2), this.time.nanoTime())).isNull();
		assertThat(this.key.await(SharedCall.INSTANCE, this.time.nanoTime())).isNotNull();
	}

	@Test
	void rejectsByTheNewRate() {
		this.key.drain();
		this.instance.reconfigure(this.instance.config().toBuilder().permits(1).build());
		assertThat(this.key.reject(SharedCall.INSTANCE).retryAfter()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void tellsTheNewNumbers() {
		widen();
		assertThat(this.key.snapshot().available()).isEqualTo(20);
		assertThat(this.key.snapshot().burst()).isEqualTo(20);
	}

	@Test
	void refusesWhoWaitsForMoreThanTheNewBurstOnceItIsTold() {
		this.key.drain();
		Waiter waiter = this.key.await(new RateLimiterTests.WeightedCall(5), this.time.nanoTime());
		assertThat(waiter).isNotNull();
		this.instance.onReconfigured(this.key::adoptSettings);
		this.instance.reconfigure(this.instance.config().toBuilder().burst(2).build());
		assertThat(waiter.poll()).isEqualTo(Waiter.REFUSED);
	}

	@Test
	void admissionsOfAKeyCountForTheInstanceToo() {
		assertThat(this.key.tryAcquire()).isTrue();
		assertThat(this.instance.tryAcquire()).isTrue();
		assertThat(this.key.snapshot().accepted()).isOne();
		assertThat(this.instance.snapshot().accepted()).isEqualTo(2);
		assertThat(this.key.snapshot().available()).isEqualTo(4);
		assertThat(this.instance.snapshot().available()).isEqualTo(4);
	}

	@Test
	void admissionsThatHaveWaitedCountForTheInstanceToo() {
		this.key.drain();
		assertThat(this.key.await(SharedCall.INSTANCE, this.time.nanoTime())).isNotNull();
		this.time.advance(Duration.ofMillis(200));
		assertThat(this.key.await(SharedCall.INSTANCE, this.time.nanoTime())).isNotNull();
		assertThat(this.key.snapshot().accepted()).isEqualTo(2);
		assertThat(this.instance.snapshot().accepted()).isEqualTo(2);
	}

	// A rate whose burst takes seventy years leaves no room for a count of its own.
	@Test
	void admissionsAtTheSlowestRateCountOnce() {
		this.instance.reconfigure(
				RateLimiterConfig.builder().permits(1).period(Duration.ofDays(25_550)).maxWait(Duration.ZERO).build());
		assertThat(this.key.tryAcquire()).isTrue();
		assertThat(this.key.tryAcquire()).isFalse();
		assertThat(this.key.snapshot().accepted()).isOne();
		assertThat(this.instance.snapshot().accepted()).isOne();
		assertThat(this.instance.snapshot().rejected()).isOne();
	}

	private void widen() {
		this.instance.reconfigure(this.instance.config().toBuilder().burst(20).build());
	}

}
