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

package dev.resilience;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ResilienceTests {

	private final ManualTime time = ManualTime.autoAdvancing();

	@Test
	void returnsTheValueOfTheWork() throws Exception {
		Resilience plain = builder().build();
		assertThat(plain.call(() -> 42).intValue()).isEqualTo(42);
		assertThat(plain.<Object, RuntimeException>call(() -> null)).isNull();
		assertThat(plain.name()).isEqualTo("plain");
		assertThat(plain).hasToString("Resilience[plain]");
	}

	@Test
	void rule5TheWorksOwnExceptionReachesTheCallerUnwrapped() {
		Resilience plain = builder().retry((retry) -> retry.maxAttempts(2)).circuitBreaker((breaker) -> {
		}).build();
		for (Throwable failure : List.of(new IOException(), new IllegalStateException(), new LinkageError())) {
			assertThatThrownBy(() -> plain.call(Target.failing(failure))).isSameAs(failure);
		}
	}

	@Test
	void anOutcomeTellsAttemptsDelayAndDuration() {
		Resilience plain = builder().retry((retry) -> retry.delay(Duration.ofSeconds(1)).jitter(Jitter.NONE)).build();
		Outcome<String> outcome = plain
			.attempt(Target.failing(new IOException()).thenFail(new IOException()).thenAnswer("value"));
		assertThat(outcome.value()).isEqualTo("value");
		assertThat(outcome.attempts()).isEqualTo(3);
		assertThat(outcome.totalDelay()).isEqualTo(Duration.ofSeconds(3));
		assertThat(outcome.duration()).isEqualTo(Duration.ofSeconds(3));
		assertThat(outcome.source()).isEqualTo(Outcome.Source.TARGET);
		assertThat(outcome.quality()).isEqualTo(1.0);
	}

	@Test
	void rule29AnOutcomeTellsWhoAnswered() {
		Resilience plain = builder()
			.fallback(FallbackOption.builder("cache", (call, failure) -> "old").quality(0.5).build())
			.build();
		Outcome<String> outcome = plain.attempt(Target.failing(new IOException()));
		assertThat(outcome.source()).isEqualTo(Outcome.Source.fallback("cache"));
		assertThat(outcome.quality()).isEqualTo(0.5);
		assertThat(outcome.kind()).isEqualTo(OutcomeKind.SUCCESS);
	}

	@Test
	void anOutcomeHoldsWhateverTheCallWouldHaveThrown() {
		Resilience plain = builder().bulkhead((bulkhead) -> bulkhead.maxConcurrent(1)).build();
		StackOverflowError failure = new StackOverflowError();
		assertThat(plain.attempt(Target.failing(failure)).failure()).isSameAs(failure);
		plain.bulkhead().tryAcquire();
		Outcome<String> refused = plain.attempt(Target.answering("value"));
		assertThat(refused.kind()).isEqualTo(OutcomeKind.REJECTED);
		assertThat(refused.value()).isNull();
	}

	@Test
	void givesItsGatesAndSaysWhichItLacks() {
		Resilience plain = builder().build();
		assertThatIllegalStateException().isThrownBy(plain::circuitBreaker)
			.withMessage("Instance 'plain' has no circuit breaker");
		assertThatIllegalStateException().isThrownBy(plain::bulkhead).withMessage("Instance 'plain' has no bulkhead");
		assertThatIllegalStateException().isThrownBy(plain::rateLimiter)
			.withMessage("Instance 'plain' has no rate limiter");
		Resilience guarded = builder().circuitBreaker((breaker) -> {
		}).bulkhead((bulkhead) -> {
		}).rateLimiter((limiter) -> {
		}).build();
		assertThat(guarded.circuitBreaker()).isSameAs(guarded.policies().circuitBreaker());
		assertThat(guarded.bulkhead()).isSameAs(guarded.policies().bulkhead());
		assertThat(guarded.rateLimiter()).isSameAs(guarded.policies().rateLimiter());
	}

	@Test
	void newSettingsKeepTheStateOfGates() {
		try (ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build()) {
			Resilience orders = registry.get("orders");
			CircuitBreaker breaker = orders.circuitBreaker();
			breaker.forceOpen();
			orders.reconfigure(new InstanceConfig(null, null,
					CircuitBreakerConfig.builder().failureThreshold(7).build(), null, null, BulkheadConfig.defaults()));
			assertThat(orders.circuitBreaker()).isSameAs(breaker);
			assertThat(breaker.config().failureThreshold()).isEqualTo(7);
			assertThat(breaker.state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
			assertThat(orders.pipeline().policies()).extracting(Policy::type)
				.containsExactly(PolicyType.CIRCUIT_BREAKER, PolicyType.BULKHEAD);
		}
	}

	@Test
	void callsUnderWayEndAsTheyBegan() {
		try (ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build()) {
			Resilience orders = registry.get("orders",
					new InstanceConfig(null, RetryConfig.builder().maxAttempts(2).build(), null, null, null, null));
			Target target = Target.doing(() -> {
				orders.reconfigure(InstanceConfig.NONE);
				throw new IOException();
			}).thenAnswer("value");
			assertThat(orders.attempt(target).value()).isEqualTo("value");
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> orders.call(Target.failing(new IOException())));
		}
	}

	private ResilienceBuilder builder() {
		return Resilience.builder("plain").time(this.time);
	}

}
