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

import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;

class PipelineLintTests {

	private final ManualTime time = ManualTime.stopped();

	private final InstancePolicies instance = new InstancePolicies("orders", PolicyContext.standalone(this.time), false,
			() -> {
			});

	private final Policy fallback = this.instance.fallback(FallbackConfig.defaults(),
			List.of(FallbackOption.of("standby", (call, failure) -> "standby")));

	private final Policy deadline = this.instance.deadline(Duration.ofSeconds(2));

	private final Policy idempotency = this.instance.idempotency(IdempotencyConfig.defaults(),
			IdempotentOperation.of(new InMemoryIdempotencyStore(this.time), IdempotencyKeys.none()));

	private final Policy retry = this.instance.retry(RetryConfig.defaults());

	private final Policy breaker = this.instance.circuitBreaker(CircuitBreakerConfig.defaults());

	private final Policy limiter = this.instance.rateLimiter(RateLimiterConfig.defaults());

	private final Policy timeout = timeout(Duration.ofSeconds(1));

	private final Policy bulkhead = this.instance.bulkhead(BulkheadConfig.defaults());

	@Test
	void theStandardOrderIsSound() {
		assertThat(warnings(this.fallback, this.deadline, this.idempotency, this.retry, this.breaker, this.limiter,
				this.timeout, this.bulkhead))
			.isEmpty();
	}

	@Test
	void aFallbackInsideABreakerHidesEveryFailure() {
		assertThat(warnings(this.breaker, this.fallback)).singleElement()
			.asString()
			.startsWith("The fallback stands inside the circuit-breaker");
	}

	@Test
	void aFallbackInsideARetryHidesEveryFailure() {
		assertThat(warnings(this.retry, this.fallback)).singleElement()
			.asString()
			.startsWith("The fallback stands inside the retry");
	}

	@Test
	void aDeadlineInsideARetryBoundsNoWholeCall() {
		assertThat(warnings(this.retry, this.deadline)).singleElement()
			.asString()
			.startsWith("The deadline stands inside the retry");
	}

	@Test
	void idempotencyInsideARetryMeetsItsOwnClaim() {
		assertThat(warnings(this.retry, this.idempotency)).singleElement()
			.asString()
			.startsWith("The idempotency stands inside the retry");
	}

	@Test
	void aRetryInsideATimeoutIsWhatADeadlineIsFor() {
		assertThat(warnings(this.timeout, this.retry)).singleElement()
			.asString()
			.startsWith("The retry stands inside the timeout");
	}

	@Test
	void aRetryInsideABulkheadKeepsThePermitWhileItWaits() {
		assertThat(warnings(this.bulkhead, this.retry)).singleElement()
			.asString()
			.startsWith("The retry stands inside the bulkhead");
	}

	@Test
	void aTimeoutBeyondTheDeadlineNeverExpires() {
		assertThat(warnings(this.deadline, timeout(Duration.ofSeconds(3)))).singleElement()
			.asString()
			.isEqualTo("The timeout of PT3S never expires: the deadline of PT2S comes first");
		assertThat(warnings(this.deadline, timeout(Duration.ofSeconds(2)))).isEmpty();
	}

	@Test
	void severalMistakesAreSeveralWarnings() {
		assertThat(warnings(this.retry, this.breaker, this.fallback)).hasSize(2);
	}

	private Policy timeout(Duration limit) {
		return this.instance.timeout(TimeoutConfig.builder().duration(limit).build());
	}

	private List<String> warnings(Policy... policies) {
		return Pipeline.of("orders", List.of(policies), this.instance.context(), this.instance.calls()).warnings();
	}

}
