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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.resilience.Resilience;
import dev.resilience.policy.PolicyMode;
import dev.resilience.retry.RetryBudgetType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoints that only show numbers.
 */
class PolicyEndpointsTests {

	private final TestRegistry instances = new TestRegistry();

	private final RetriesEndpoint retries = new RetriesEndpoint(this.instances.registry);

	private final BulkheadsEndpoint bulkheads = new BulkheadsEndpoint(this.instances.registry, new KeyVisibility());

	private final RateLimitersEndpoint rateLimiters = new RateLimitersEndpoint(this.instances.registry,
			new KeyVisibility());

	private final TimeoutsEndpoint timeouts = new TimeoutsEndpoint(this.instances.registry);

	@BeforeEach
	void callThrice() {
		Resilience payments = this.instances.declare("payments", TestRegistry.EVERYTHING);
		this.instances.declare("stock", TestRegistry.BREAKER_ONLY);
		TestRegistry.succeed(payments);
		TestRegistry.fail(payments);
		TestRegistry.fail(payments);
	}

	@Test
	void retriesShowWhatBecameOfCalls() {
		RetryDescriptor retry = this.retries.retry("PAYMENTS");
		assertThat(retry).isNotNull();
		assertThat(retry.calls().successWithoutRetry()).isEqualTo(1);
		assertThat(retry.calls().exhausted()).isEqualTo(1);
		assertThat(retry.calls().failedWithoutRetry()).isEqualTo(1);
		assertThat(retry.attempts()).isEqualTo(1);
		assertThat(retry.calls().budgetExhausted()).isZero();
		assertThat(retry.budget()).isEqualTo(new RetryDescriptor.Budget(null, RetryBudgetType.RATIO, 99));
		assertThat(this.retries.retries().retries()).containsExactly(retry);
	}

	@Test
	void bulkheadsShowPermitsAndCalls() {
		BulkheadDescriptor bulkhead = this.bulkheads.bulkhead("payments");
		assertThat(bulkhead).isEqualTo(new BulkheadDescriptor("payments", PolicyMode.ENFORCE, 0, 0, 25, 0,
				new AdmissionCounts(3, 0, 0), null));
		assertThat(this.bulkheads.bulkheads().bulkheads()).containsExactly(bulkhead);
	}

	@Test
	void rateLimitersShowPermitsAndCalls() {
		RateLimiterDescriptor limiter = this.rateLimiters.rateLimiter("payments");
		assertThat(limiter).isEqualTo(new RateLimiterDescriptor("payments", PolicyMode.ENFORCE, 47, 0, 50,
				Duration.ofSeconds(1), 50, Duration.ZERO, new AdmissionCounts(3, 0, 0), null));
		assertThat(this.rateLimiters.rateLimiters().rateLimiters()).containsExactly(limiter);
	}

	@Test
	void timeoutsShowWhatBecameOfAttempts() {
		TimeoutDescriptor timeout = this.timeouts.timeout("payments");
		assertThat(timeout).isEqualTo(new TimeoutDescriptor("payments", new TimeoutDescriptor.Calls(3, 0, 0, 0)));
		assertThat(this.timeouts.timeouts().timeouts()).containsExactly(timeout);
	}

	@Test
	void noneShowsAnInstanceThatDoesNotUseThePolicy() {
		assertThat(this.retries.retry("stock")).isNull();
		assertThat(this.bulkheads.bulkhead("stock")).isNull();
		assertThat(this.rateLimiters.rateLimiter("stock")).isNull();
		assertThat(this.timeouts.timeout("stock")).isNull();
	}

	@Test
	void noneCreatesAnUnknownInstance() {
		assertThat(this.retries.retry("reports")).isNull();
		assertThat(this.bulkheads.bulkhead("reports")).isNull();
		assertThat(this.rateLimiters.rateLimiter("reports")).isNull();
		assertThat(this.timeouts.timeout("reports")).isNull();
		assertThat(this.instances.registry.find("reports")).isEmpty();
	}

}
