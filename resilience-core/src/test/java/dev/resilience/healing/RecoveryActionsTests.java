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

package dev.resilience.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for the actions that come along.
 */
class RecoveryActionsTests {

	private final ManualTime time = ManualTime.stopped();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();

	@AfterEach
	void close() {
		this.registry.close();
	}

	@Test
	void anOpenCircuitProbesBeforeItsTime() {
		CircuitBreaker breaker = this.registry.get("orders").circuitBreaker();
		for (int i = 0; i < 5; i++) {
			breaker.recordFailure(new IllegalStateException());
		}
		new ProbeCircuitAction().execute(context("orders"));
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.HALF_OPEN);
		assertThat(breaker.allows()).isTrue();
		breaker.recordSuccess();
		assertThat(breaker.allows()).isTrue();
		breaker.recordSuccess();
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void aFailedProbeOpensTheCircuitAgain() {
		CircuitBreaker breaker = this.registry.get("orders").circuitBreaker();
		for (int i = 0; i < 5; i++) {
			breaker.recordFailure(new IllegalStateException());
		}
		new ProbeCircuitAction().execute(context("orders"));
		assertThat(breaker.allows()).isTrue();
		breaker.recordFailure(new IllegalStateException());
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void onlyAnOpenCircuitProbes() {
		CircuitBreaker breaker = this.registry.get("orders").circuitBreaker();
		assertThatIllegalStateException().isThrownBy(() -> new ProbeCircuitAction().execute(context("orders")));
		breaker.forceOpen();
		assertThatIllegalStateException().isThrownBy(() -> new ProbeCircuitAction().execute(context("orders")))
			.withMessageContaining("FORCED_OPEN");
		assertThat(breaker.state()).isEqualTo(CircuitBreakerState.FORCED_OPEN);
		assertThatIllegalStateException().isThrownBy(() -> new ProbeCircuitAction().execute(context("nobody")));
	}

	@Test
	void limitsAreHalvedAndGivenBackAfterAWhile() {
		Bulkhead bulkhead = bulkhead(10);
		RateLimiter limiter = limiter(50);
		LowerLimitAction action = new LowerLimitAction();
		action.execute(context("orders"));
		assertThat(bulkhead.config().maxConcurrent()).isEqualTo(5);
		assertThat(limiter.config().permits()).isEqualTo(25);
		assertThatIllegalStateException().isThrownBy(() -> action.execute(context("orders")))
			.withMessageContaining("already");
		this.time.advance(LowerLimitAction.DEFAULT_HOLD.minusNanos(1));
		assertThat(bulkhead.config().maxConcurrent()).isEqualTo(5);
		this.time.advance(Duration.ofNanos(1));
		assertThat(bulkhead.config().maxConcurrent()).isEqualTo(10);
		assertThat(limiter.config().permits()).isEqualTo(50);
		assertThat(limiter.config().burst()).isEqualTo(50);
	}

	@Test
	void limitsAreGivenBackAtOnceWhenThatHasNotHelped() {
		Bulkhead bulkhead = bulkhead(10);
		LowerLimitAction action = new LowerLimitAction();
		action.execute(context("orders"));
		action.undo(context("orders"));
		assertThat(bulkhead.config().maxConcurrent()).isEqualTo(10);
		action.execute(context("orders"));
		// The time of the first lowering is over
		this.time.advance(LowerLimitAction.DEFAULT_HOLD.minusSeconds(1));
		action.undo(context("orders"));
		assertThat(bulkhead.config().maxConcurrent()).isEqualTo(10);
	}

	@Test
	void whoeverChangesALoweredLimitWins() {
		Bulkhead bulkhead = bulkhead(10);
		LowerLimitAction action = new LowerLimitAction();
		action.execute(context("orders"));
		bulkhead.reconfigure(BulkheadConfig.builder().maxConcurrent(7).build());
		action.undo(context("orders"));
		assertThat(bulkhead.config().maxConcurrent()).isEqualTo(7);
	}

	@Test
	void whatHasNoLimitCannotBeLowered() {
		this.registry.get("orders");
		assertThatIllegalStateException().isThrownBy(() -> new LowerLimitAction().execute(context("orders")));
		bulkhead(1);
		assertThatIllegalStateException().isThrownBy(() -> new LowerLimitAction().execute(context("orders")));
	}

	@Test
	void actionsTakeTheStepsThatNameThem() {
		RecoveryStep automatic = step(RecoveryStep.PROBE_CIRCUIT, true);
		RecoveryStep manual = step(RecoveryStep.PROBE_CIRCUIT, false);
		Diagnosis diagnosis = context("orders").diagnosis();
		assertThat(new ProbeCircuitAction().supports(diagnosis, automatic)).isTrue();
		assertThat(new ProbeCircuitAction().supports(diagnosis, manual)).isFalse();
		assertThat(new LowerLimitAction().supports(diagnosis, automatic)).isFalse();
	}

	private Bulkhead bulkhead(int maxConcurrent) {
		Resilience instance = this.registry.get("orders");
		return instance.policies().bulkhead(BulkheadConfig.builder().maxConcurrent(maxConcurrent).build());
	}

	private RateLimiter limiter(int permits) {
		return this.registry.get("orders").policies().rateLimiter(RateLimiterConfig.builder().permits(permits).build());
	}

	private RecoveryContext context(String subject) {
		RecoveryStep step = step("", true);
		Diagnosis diagnosis = new Diagnosis("diag-1", Instant.EPOCH, subject, "down",
				Classification.builder(FailureCategory.NETWORK).build(), "f1", "", "the cause", List.of(),
				Impact.MEDIUM, List.of(), true, 0.9, List.of(step), List.of(), Map.of());
		return new RecoveryContext(subject, diagnosis, step, this.registry, () -> true);
	}

	private static RecoveryStep step(String action, boolean automatic) {
		return new RecoveryStep(1, RecoveryStrategy.RETRY, "Do something.", action, automatic, "", "", null);
	}

}
