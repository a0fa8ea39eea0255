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

package dev.resilience.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import dev.resilience.Background;
import dev.resilience.Target;
import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InstancePoliciesTests {

	private final ManualTime time = ManualTime.autoAdvancing();

	private final AtomicInteger added = new AtomicInteger();

	private final InstancePolicies instance = new InstancePolicies("orders", PolicyContext.standalone(this.time), false,
			this.added::incrementAndGet);

	@Test
	void showsTheCountersOfWhatItWasAskedFor() {
		this.instance.timeout(TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build());
		this.instance.idempotency(IdempotencyConfig.builder().build(),
				IdempotentOperation.of(new InMemoryIdempotencyStore(this.time), IdempotencyKeys.none()));
		assertThat(this.instance.timeoutCounters()).isNotNull();
		assertThat(this.instance.idempotencyCounters()).isNotNull();
	}

	@Test
	void announcesTheGatesOfKeysOnceAndLetsOthersAskForMore() {
		CircuitBreaker breaker = this.instance.circuitBreaker(CircuitBreakerConfig.defaults());
		Bulkhead bulkhead = this.instance.bulkhead(BulkheadConfig.defaults());
		int before = this.added.get();
		KeyedGates<CircuitBreaker> gates = this.instance.keys().circuitBreakers(breaker);
		assertThat(this.instance.keys().circuitBreakers(breaker)).isSameAs(gates);
		assertThat(this.added).hasValue(before + 1);
		assertThat(Background.start(() -> this.instance.keys().bulkheads(bulkhead)).value()).isNotNull();
		assertThat(this.added).hasValue(before + 2);
	}

	@Test
	void hasNothingUntilItIsAskedFor() {
		assertThat(this.instance.circuitBreaker()).isNull();
		assertThat(this.instance.bulkhead()).isNull();
		assertThat(this.instance.rateLimiter()).isNull();
		assertThat(this.instance.retryCounters()).isNull();
		assertThat(this.instance.timeoutCounters()).isNull();
		assertThat(this.instance.fallbackCounters()).isNull();
		assertThat(this.instance.idempotencyCounters()).isNull();
		assertThat(this.instance.instance()).isEqualTo("orders");
		assertThat(this.added).hasValue(0);
	}

	@Test
	void tellsOnceOfEachThingThatComesIntoBeing() {
		List<Executable> additions = List.of(() -> this.instance.circuitBreaker(CircuitBreakerConfig.defaults()),
				() -> this.instance.bulkhead(BulkheadConfig.defaults()),
				() -> this.instance.rateLimiter(RateLimiterConfig.defaults()),
				() -> this.instance.retry(RetryConfig.defaults()),
				() -> this.instance.timeout(TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build()),
				() -> this.instance.idempotency(IdempotencyConfig.defaults(),
						IdempotentOperation.of(new InMemoryIdempotencyStore(this.time), IdempotencyKeys.none())));
		for (Executable addition : additions) {
			this.added.set(0);
			run(addition);
			assertThat(this.added).hasValue(1);
			run(addition);
			assertThat(this.added).hasValue(1);
		}
	}

	@Test
	void tellsOfEveryChainOfFallbacksSinceItMayBringNewOptions() {
		this.instance.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("a", (call, failure) -> "a")));
		this.added.set(0);
		this.instance.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("b", (call, failure) -> "b")));
		assertThat(this.added).hasValue(1);
		assertThat(this.instance.fallbackCounters()).isNotNull();
	}

	@Test
	void gatesAreCreatedOnceAndFollowNewSettingsWithTheirState() {
		CircuitBreaker breaker = this.instance
			.circuitBreaker(CircuitBreakerConfig.builder().failureThreshold(1).build());
		breaker.recordFailure(new IOException());
		CircuitBreakerConfig changed = CircuitBreakerConfig.builder().failureThreshold(9).build();
		assertThat(this.instance.circuitBreaker(changed)).isSameAs(breaker).isSameAs(this.instance.circuitBreaker());
		assertThat(breaker.config()).isSameAs(changed);
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
		Bulkhead bulkhead = this.instance.bulkhead(BulkheadConfig.builder().maxConcurrent(2).build());
		bulkhead.tryAcquire();
		this.instance.bulkhead(BulkheadConfig.builder().maxConcurrent(1).build());
		assertThat(bulkhead.tryAcquire()).isFalse();
		assertThat(this.instance.rateLimiter(RateLimiterConfig.defaults()))
			.isSameAs(this.instance.rateLimiter(RateLimiterConfig.builder().permits(7).build()));
		assertThat(this.instance.rateLimiter().config().permits()).isEqualTo(7);
	}

	@Test
	void equalSettingsReplaceNothing() {
		CircuitBreakerConfig breaker = CircuitBreakerConfig.builder().failureThreshold(3).build();
		BulkheadConfig bulkhead = BulkheadConfig.builder().maxConcurrent(3).build();
		RateLimiterConfig limiter = RateLimiterConfig.builder().permits(3).build();
		this.instance.circuitBreaker(breaker);
		this.instance.bulkhead(bulkhead);
		this.instance.rateLimiter(limiter);
		assertThat(this.instance.circuitBreaker(breaker.toBuilder().build()).config()).isSameAs(breaker);
		assertThat(this.instance.bulkhead(bulkhead.toBuilder().build()).config()).isSameAs(bulkhead);
		assertThat(this.instance.rateLimiter(limiter.toBuilder().build()).config()).isSameAs(limiter);
	}

	@Test
	void strategiesOfOneInstanceShareItsCounters() throws Throwable {
		Pipeline first = pipeline(this.instance.retry(RetryConfig.defaults()));
		Pipeline second = pipeline(this.instance.retry(RetryConfig.builder().maxAttempts(1).build()));
		first.run(Target.answering("value"));
		assertThatThrownBy(() -> second.run(Target.failing(new IOException())));
		assertThat(this.instance.retryCounters().snapshot().successWithoutRetry()).isOne();
		assertThat(this.instance.retryCounters().snapshot().exhausted()).isOne();
	}

	@Test
	void buildsThePipelineOfASettingInTheStandardOrder() {
		Pipeline pipeline = this.instance.pipeline(new InstanceConfig(Duration.ofSeconds(5), RetryConfig.defaults(),
				CircuitBreakerConfig.defaults(), RateLimiterConfig.defaults(),
				TimeoutConfig.builder().duration(Duration.ofSeconds(1)).build(), BulkheadConfig.defaults()));
		assertThat(pipeline.policies()).extracting(Policy::type)
			.containsExactly(PolicyType.DEADLINE, PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER, PolicyType.RATE_LIMITER,
					PolicyType.TIMEOUT, PolicyType.BULKHEAD);
		assertThat(pipeline.warnings()).isEmpty();
	}

	@Test
	void whatIsNotSetOrOffIsNotApplied() {
		assertThat(this.instance.pipeline(InstanceConfig.NONE).policies()).isEmpty();
		assertThat(this.added).hasValue(0);
		RetryConfig off = RetryConfig.builder().mode(PolicyMode.OFF).build();
		assertThat(this.instance.pipeline(new InstanceConfig(null, off, null, null, null, null)).policies()).isEmpty();
	}

	@Test
	@Tag("race")
	void threadsThatRaceForAGateGetTheSameOne() throws Exception {
		for (int round = 0; round < 200; round++) {
			AtomicInteger announcements = new AtomicInteger();
			InstancePolicies contended = new InstancePolicies("orders", PolicyContext.standalone(this.time), false,
					announcements::incrementAndGet);
			CountDownLatch start = new CountDownLatch(1);
			List<Background<Bulkhead>> racers = new ArrayList<>();
			for (int thread = 0; thread < 4; thread++) {
				racers.add(Background.start(() -> {
					start.await();
					return contended.bulkhead(BulkheadConfig.defaults());
				}));
			}
			start.countDown();
			Set<Bulkhead> gates = new HashSet<>();
			racers.forEach((racer) -> gates.add(racer.value()));
			assertThat(gates).hasSize(1);
			assertThat(announcements).hasValue(1);
		}
	}

	private Pipeline pipeline(Policy policy) {
		return Pipeline.of("orders", List.of(policy), this.instance.context(), this.instance.calls());
	}

	private static void run(Executable addition) {
		try {
			addition.execute();
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

}
