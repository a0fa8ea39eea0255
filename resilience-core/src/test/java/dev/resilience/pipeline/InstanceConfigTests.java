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

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InstanceConfigTests {

	@Test
	void equalSettingsAreEqualHoweverTheyWereBuilt() {
		assertThat(full(3)).isEqualTo(full(3)).hasSameHashCodeAs(full(3));
		assertThat(full(3).differences(full(3))).isEmpty();
		assertThat(full(3)).isNotEqualTo(full(4));
	}

	@Test
	void namesEveryPolicyThatIsSetOtherwise() {
		assertThat(full(3).differences(full(4))).containsExactly(PolicyType.DEADLINE, PolicyType.RETRY,
				PolicyType.CIRCUIT_BREAKER, PolicyType.RATE_LIMITER, PolicyType.TIMEOUT, PolicyType.BULKHEAD);
		assertThat(full(3).differences(InstanceConfig.NONE)).hasSize(6);
		assertThat(InstanceConfig.RETRY_AND_BREAKER.differences(InstanceConfig.NONE)).containsExactly(PolicyType.RETRY,
				PolicyType.CIRCUIT_BREAKER);
	}

	@Test
	void whatIsDerivedAndWhatIsSetAlikeIsEqual() {
		assertThat(RetryConfig.builder().delay(Duration.ofMillis(200)).build()).isEqualTo(RetryConfig.defaults());
		assertThat(CircuitBreakerConfig.builder().minimumCalls(20).build()).isEqualTo(CircuitBreakerConfig.defaults());
		assertThat(RateLimiterConfig.builder().burst(50).build()).isEqualTo(RateLimiterConfig.defaults());
	}

	@Test
	void predicatesAreEqualOnlyIfTheyAreTheSame() {
		Predicate<@Nullable Object> empty = "empty"::equals;
		Predicate<Throwable> broken = (failure) -> true;
		assertThat(RetryConfig.builder().retryOnResult(empty).build())
			.isEqualTo(RetryConfig.builder().retryOnResult(empty).build())
			.isNotEqualTo(RetryConfig.defaults());
		for (CircuitBreakerConfig other : List.of(CircuitBreakerConfig.builder().recordOnResult(empty).build(),
				CircuitBreakerConfig.builder().openOnResult(empty).build(),
				CircuitBreakerConfig.builder().openOnFailure(broken).build(),
				CircuitBreakerConfig.builder().recordFailure(broken).build())) {
			assertThat(other).isEqualTo(other.toBuilder().build()).isNotEqualTo(CircuitBreakerConfig.defaults());
		}
	}

	@Test
	void aDeadlineMustBeLongerThanZero() {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> new InstanceConfig(Duration.ZERO, null, null, null, null, null))
			.withMessageContaining("deadline");
	}

	@Test
	void knowsWhetherAnythingIsSet() {
		assertThat(InstanceConfig.NONE.isEmpty()).isTrue();
		assertThat(InstanceConfig.RETRY_AND_BREAKER.isEmpty()).isFalse();
	}

	private static InstanceConfig full(int number) {
		return new InstanceConfig(Duration.ofSeconds(number), RetryConfig.builder().maxAttempts(number).build(),
				CircuitBreakerConfig.builder().failureThreshold(number).build(),
				RateLimiterConfig.builder().permits(number).build(),
				TimeoutConfig.builder().duration(Duration.ofSeconds(number)).build(),
				BulkheadConfig.builder().maxConcurrent(number).build());
	}

}
