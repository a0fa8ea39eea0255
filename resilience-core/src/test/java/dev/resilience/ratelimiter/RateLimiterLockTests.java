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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a thread does with a limiter, it holds up no other thread afterwards.
 */
class RateLimiterLockTests {

	private final ManualTime time = ManualTime.stopped();

	private final RateLimiter limiter = RateLimiter.of("search",
			RateLimiterConfig.builder().permits(10).burst(5).maxWait(Duration.ofSeconds(1)).build(),
			PolicyContext.standalone(this.time));

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void otherThreadsGoOnAfter(String action, Consumer<RateLimiterLockTests> act) throws Exception {
		act.accept(this);
		CompletableFuture<RateLimiterSnapshot> elsewhere = CompletableFuture.supplyAsync(this.limiter::snapshot);
		assertThat(elsewhere.get(5, TimeUnit.SECONDS)).as(action).isEqualTo(this.limiter.snapshot());
	}

	static Stream<Arguments> otherThreadsGoOnAfter() {
		return Stream.of(row("drain", (test) -> test.limiter.drain()),
				row("drain without permits", RateLimiterLockTests::drainTwice),
				row("reconfigure", (test) -> test.limiter.changeRate(1, Duration.ofSeconds(1))),
				row("adopt", (test) -> test.limiter.adoptSettings()),
				row("snapshot", (test) -> test.limiter.snapshot()), row("wait", RateLimiterLockTests::queued),
				row("wait in vain", (test) -> assertThat(test.drained().await(6)).isNull()),
				row("give up", (test) -> test.queued().cancel()), row("be served", RateLimiterLockTests::served),
				row("give back to the queue", RateLimiterLockTests::giveBackToQueue),
				row("reject while somebody waits", RateLimiterLockTests::reject),
				row("enter after a far jump of the clock", RateLimiterLockTests::enterLate));
	}

	private static Arguments row(String action, Consumer<RateLimiterLockTests> act) {
		return Arguments.of(action, act);
	}

	private RateLimiterLockTests drained() {
		this.limiter.drain();
		return this;
	}

	private void drainTwice() {
		assertThat(drained().limiter.drain()).isZero();
	}

	private @Nullable Waiter await(int weight) {
		return this.limiter.await(new RateLimiterTests.WeightedCall(weight), this.time.nanoTime());
	}

	private Waiter queued() {
		Waiter waiter = drained().await(2);
		assertThat(waiter).isNotNull();
		return waiter;
	}

	private void served() {
		Waiter waiter = queued();
		this.time.advance(Duration.ofMillis(200));
		assertThat(waiter.poll()).isNotNegative();
	}

	private void giveBackToQueue() {
		long permit = this.limiter.tryEnter(new RateLimiterTests.WeightedCall(5), this.time.nanoTime());
		Waiter waiter = queued();
		this.limiter.release(permit);
		assertThat(waiter.poll()).isNotNegative();
	}

	private void reject() {
		queued();
		assertThat(this.limiter.reject(SharedCall.INSTANCE).retryAfter()).isEqualTo(Duration.ofMillis(300));
	}

	private void enterLate() {
		this.time.advance(Duration.ofDays(40_000));
		assertThat(this.limiter.tryAcquire()).isTrue();
	}

}
