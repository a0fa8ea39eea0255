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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.KeyMask;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Calls with keys.
 */
class KeyedResilienceTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final Duration MOMENT = Duration.ofMillis(2);

	private final ManualTime time = ManualTime.stopped();

	private ResilienceBuilder builder() {
		return Resilience.builder("agents").time(this.time);
	}

	private Resilience breakers(int maxKeys) {
		return builder().circuitBreaker((breaker) -> breaker.failureThreshold(1))
			.keyed((keyed) -> keyed.maxKeys(maxKeys))
			.build();
	}

	private static KeyedGates<CircuitBreaker> gates(Resilience instance) {
		return instance.policies().keys().circuitBreakers(instance.circuitBreaker());
	}

	private static void fail(KeyedResilience agents, String key) {
		agents.attempt(key, () -> {
			throw new IllegalStateException("down");
		});
	}

	@Test
	void oneKeyThatFailsKeepsNoWorkFromAnother() {
		KeyedResilience agents = breakers(10).keyed();
		fail(agents, "a");
		assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.call("a", () -> "work"));
		assertThat(agents.<String, RuntimeException>call("b", () -> "work")).isEqualTo("work");
		assertThat(agents.state("a")).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(agents.state("b")).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void theInstanceItselfIsNotTouchedByItsKeys() {
		Resilience instance = breakers(10);
		fail(instance.keyed(), "a");
		assertThat(instance.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(instance.<String, RuntimeException>call(() -> "work")).isEqualTo("work");
	}

	@Test
	void totalsOfTheInstanceIncludeThoseOfItsKeys() {
		Resilience instance = breakers(10);
		fail(instance.keyed(), "a");
		instance.keyed().attempt("a", () -> "refused");
		instance.keyed().call("b", () -> "work");
		instance.call(() -> "work");
		CircuitBreakerSnapshot.Calls calls = instance.circuitBreaker().calls();
		assertThat(calls.success()).isEqualTo(2);
		assertThat(calls.failure()).isEqualTo(1);
		assertThat(calls.notPermitted()).isEqualTo(1);
		assertThat(instance.circuitBreaker().transitions(CircuitBreakerState.CLOSED, CircuitBreakerState.OPEN))
			.isEqualTo(1);
		CircuitBreakerSnapshot failed = instance.keyed().snapshot("a");
		assertThat(failed.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(0, 0, 1, 0, 0, 1, 0));
		assertThat(failed.transitions()).hasSize(1);
		CircuitBreakerSnapshot well = instance.keyed().snapshot("b");
		assertThat(well.calls()).isEqualTo(new CircuitBreakerSnapshot.Calls(1, 0, 0, 0, 0, 0, 0));
		assertThat(well.transitions()).isEmpty();
	}

	@Test
	void eachKeyHasPermitsOfItsOwn() {
		Resilience instance = builder().bulkhead((bulkhead) -> bulkhead.maxConcurrent(1)).build();
		KeyedResilience tenants = instance.keyed();
		tenants.call("a", () -> {
			assertThatExceptionOfType(BulkheadFullException.class).isThrownBy(() -> tenants.call("a", () -> "more"));
			assertThat(tenants.isAvailable("a")).isFalse();
			assertThat(tenants.isAvailable("b")).isTrue();
			return tenants.call("b", () -> "work");
		});
		assertThat(tenants.isAvailable("a")).isTrue();
		assertThat(instance.bulkhead().snapshot().accepted()).isEqualTo(2);
		assertThat(instance.bulkhead().snapshot().rejected()).isEqualTo(1);
	}

	@Test
	void eachKeyHasARateOfItsOwn() {
		Resilience instance = builder().rateLimiter((limiter) -> limiter.permits(1).period(HOUR)).build();
		KeyedResilience tenants = instance.keyed();
		tenants.call("a", () -> "work");
		assertThat(tenants.isAvailable("a")).isFalse();
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> tenants.call("a", () -> "more"));
		assertThat(tenants.<String, RuntimeException>call("b", () -> "work")).isEqualTo("work");
		assertThat(instance.rateLimiter().snapshot().accepted()).isEqualTo(2);
		assertThat(instance.rateLimiter().snapshot().rejected()).isEqualTo(1);
	}

	@Test
	void callsWithoutAKeyShareTheGateOfTheInstanceAndSaySoOnce() {
		Resilience instance = breakers(10);
		try (CapturedLog log = new CapturedLog(KeyedGates.class)) {
			fail(instance.keyed(), null);
			instance.keyed().attempt(null, () -> "refused");
			assertThat(log.warnings()).singleElement().asString().contains("agents", "no key", "circuit-breaker");
		}
		assertThat(instance.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(instance.keyed().isAvailable(null)).isFalse();
		assertThat(gates(instance).keysInUse()).isZero();
	}

	@Test
	void keysBeyondTheBoundShareOneGateAndAreNeverUnprotected() {
		Resilience instance = breakers(2);
		KeyedResilience agents = instance.keyed();
		try (CapturedLog log = new CapturedLog(KeyedGates.class)) {
			List.of("a", "b", "c", "d").forEach((key) -> agents.call(key, () -> "work"));
			fail(agents, "c");
			assertThat(log.warnings()).singleElement().asString().contains("agents", "2 keys");
		}
		assertThat(gates(instance).keysInUse()).isEqualTo(2);
		assertThat(gates(instance).overflowCalls()).isEqualTo(3);
		assertThat(agents.isAvailable("d")).as("shares the gate of c").isFalse();
		assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.call("d", () -> "work"));
		assertThat(agents.available(List.of("a", "b", "c", "d"))).containsExactly("a", "b");
	}

	@Test
	void aKeyWithoutRoomGetsAGateOfItsOwnWhenAnotherIsForgotten() {
		Resilience instance = breakers(1);
		KeyedResilience agents = instance.keyed();
		agents.call("a", () -> "work");
		fail(agents, "b");
		this.time.advance(HOUR.plus(MOMENT));
		assertThat(agents.<String, RuntimeException>call("b", () -> "work")).isEqualTo("work");
		assertThat(agents.state("a")).isNull();
		assertThat(agents.state("b")).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(gates(instance).keysInUse()).isEqualTo(1);
	}

	@Test
	void callsForgetIdleKeysOnTheWay() {
		Resilience instance = breakers(10_000);
		KeyedResilience agents = instance.keyed();
		for (int i = 0; i < 200; i++) {
			agents.call("agent-" + i, () -> "work");
		}
		this.time.advance(HOUR.plus(MOMENT));
		for (int i = 0; i < 4; i++) {
			agents.call("busy", () -> "work");
		}
		List<String> left = new ArrayList<>();
		gates(instance).forEach((key, gate) -> left.add(key));
		assertThat(left).containsExactly("busy");
	}

	@Test
	void aCircuitThatIsNotClosedIsNeverForgotten() {
		KeyedResilience agents = breakers(10).keyed();
		fail(agents, "open");
		agents.call("forced", () -> "work");
		Resilience instance = breakers(10);
		KeyedResilience others = instance.keyed();
		others.call("forced", () -> "work");
		gates(instance).useIfPresent("forced", CircuitBreaker::disable);
		this.time.advance(HOUR.multipliedBy(3));
		assertThat(agents.prune()).isEqualTo(1);
		assertThat(agents.state("open")).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(others.prune()).isZero();
	}

	@Test
	void aKeyIsNotForgottenWhileACallIsInside() {
		KeyedResilience tenants = builder().circuitBreaker((breaker) -> breaker.failureThreshold(1))
			.bulkhead((bulkhead) -> bulkhead.maxConcurrent(1))
			.build()
			.keyed();
		tenants.call("a", () -> {
			this.time.advance(HOUR.multipliedBy(2));
			assertThat(tenants.prune()).isZero();
			assertThat(tenants.isAvailable("a")).isFalse();
			return "long";
		});
		assertThat(tenants.prune()).isEqualTo(2);
	}

	@Test
	void aRateThatIsSpentIsNotForgotten() {
		KeyedResilience tenants = builder().rateLimiter((limiter) -> limiter.permits(1).period(Duration.ofDays(1)))
			.build()
			.keyed();
		tenants.call("a", () -> "work");
		this.time.advance(HOUR.multipliedBy(2));
		assertThat(tenants.prune()).isZero();
		assertThat(tenants.isAvailable("a")).isFalse();
		this.time.advance(Duration.ofDays(1));
		assertThat(tenants.prune()).isEqualTo(1);
	}

	@Test
	void aChangeOfSettingsReachesAllKeys() {
		Resilience instance = breakers(10);
		instance.keyed().call("a", () -> "work");
		instance.circuitBreaker()
			.reconfigure(instance.circuitBreaker().config().toBuilder().failureThreshold(2).build());
		fail(instance.keyed(), "a");
		fail(instance.keyed(), "new");
		assertThat(instance.keyed().state("a")).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(instance.keyed().state("new")).isEqualTo(CircuitBreakerState.CLOSED);
		fail(instance.keyed(), "a");
		assertThat(instance.keyed().state("a")).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void whoWaitsForAPermitOfAKeyIsAdmittedByARaisedLimit() {
		Resilience instance = builder().bulkhead((bulkhead) -> bulkhead.maxConcurrent(1).queueSize(1)).build();
		KeyedResilience tenants = instance.keyed();
		CompletableFuture<String> first = new CompletableFuture<>();
		CompletableFuture<String> running = tenants.callAsync("a", () -> first);
		CompletableFuture<String> waiting = tenants.callAsync("a", () -> CompletableFuture.completedFuture("second"));
		assertThat(waiting).isNotDone();
		instance.bulkhead().changeLimit(2);
		assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("second");
		first.complete("first");
		assertThat(running).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("first");
		this.time.advance(HOUR.plus(MOMENT));
		assertThat(tenants.prune()).as("both are out").isEqualTo(1);
	}

	@Test
	void aChangedRateHoldsForEveryKey() {
		Resilience instance = builder().rateLimiter((limiter) -> limiter.permits(1).period(HOUR)).build();
		KeyedResilience tenants = instance.keyed();
		tenants.call("a", () -> "work");
		instance.rateLimiter().changeRate(1, Duration.ofSeconds(1));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(tenants.isAvailable("a")).isTrue();
		assertThat(tenants.<String, RuntimeException>call("a", () -> "work")).isEqualTo("work");
		assertThat(tenants.isAvailable("a")).isFalse();
	}

	@Test
	void aLimiterThatMissedAChangeAdoptsItWithItsNextCall() {
		RateLimiter own = RateLimiter.of("limiter", RateLimiterConfig.builder().permits(1).period(HOUR).build(),
				PolicyContext.standalone(this.time));
		RateLimiter key = own.forKey("a");
		assertThat(key.tryAcquire()).isTrue();
		own.reconfigure(RateLimiterConfig.builder().permits(5).period(HOUR).build());
		assertThat(key.snapshot().burst()).isEqualTo(5);
		assertThat(key.snapshot().available()).isEqualTo(4);
		assertThat(key.tryAcquire(4)).isTrue();
		assertThat(key.tryAcquire()).isFalse();
	}

	@Test
	void aLoweredBoundKeepsTheKeysThatThereAre() {
		Resilience instance = breakers(2);
		KeyedResilience agents = instance.keyed();
		agents.call("a", () -> "work");
		agents.call("b", () -> "work");
		instance.policies().keys().reconfigure(KeyedConfig.builder().maxKeys(1).build());
		agents.call("b", () -> "work");
		agents.call("c", () -> "work");
		assertThat(gates(instance).overflowCalls()).isEqualTo(1);
		assertThat(gates(instance).keysInUse()).isEqualTo(2);
	}

	@Test
	void asynchronousCallsHoldThePermitOfTheirKeyUntilTheyEnd() {
		KeyedResilience tenants = builder().bulkhead((bulkhead) -> bulkhead.maxConcurrent(1)).build().keyed();
		CompletableFuture<String> work = new CompletableFuture<>();
		CompletableFuture<String> call = tenants.callAsync("a", () -> work);
		assertThat(tenants.attemptAsync("a", () -> work))
			.isCompletedWithValueMatching((outcome) -> outcome.kind() == OutcomeKind.REJECTED);
		assertThat(tenants.callAsync("b", () -> CompletableFuture.completedFuture("other")))
			.isCompletedWithValue("other");
		this.time.advance(HOUR.plus(MOMENT));
		assertThat(tenants.prune()).as("only b is out of use").isEqualTo(1);
		work.completeExceptionally(new IllegalStateException());
		assertThat(call).isCompletedExceptionally();
		assertThat(tenants.isAvailable("a")).isTrue();
		assertThat(tenants.prune()).isEqualTo(1);
	}

	@Test
	void aRejectionNamesItsKeyInTheEventButNotInTheMessage() {
		List<CallRejected> rejections = new ArrayList<>();
		Resilience instance = breakers(10);
		instance.policies().context().events().on(CallRejected.class, rejections::add);
		fail(instance.keyed(), "secret");
		assertThatExceptionOfType(CircuitBreakerOpenException.class)
			.isThrownBy(() -> instance.keyed().call("secret", () -> "work"))
			.withMessageNotContaining("secret");
		assertThat(rejections).singleElement().extracting(CallRejected::key).isEqualTo("secret");
	}

	@Test
	void theLogNamesKeysByTheirHash() {
		try (CapturedLog log = new CapturedLog(CircuitBreaker.class)) {
			fail(breakers(10).keyed(), "secret");
			assertThat(log.warnings()).singleElement()
				.asString()
				.doesNotContain("secret")
				.contains(KeyMask.mask("secret"));
		}
	}

	@Test
	void resettingAKeyClosesItsCircuitAlone() {
		KeyedResilience agents = breakers(10).keyed();
		fail(agents, "a");
		fail(agents, "b");
		assertThat(agents.reset("a")).isTrue();
		assertThat(agents.reset("unknown")).isFalse();
		assertThat(agents.state("a")).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(agents.state("b")).isEqualTo(CircuitBreakerState.OPEN);
	}

	@Test
	void aShadowedGateMakesNobodyUnavailable() {
		Resilience instance = builder().circuitBreaker((breaker) -> breaker.failureThreshold(1).mode(PolicyMode.SHADOW))
			.build();
		fail(instance.keyed(), "a");
		assertThat(instance.keyed().isAvailable("a")).isTrue();
		assertThat(instance.keyed().<String, RuntimeException>call("a", () -> "work")).isEqualTo("work");
		assertThat(instance.circuitBreaker().calls().notPermittedInShadow()).isEqualTo(1);
	}

	@Test
	void aReconfiguredInstanceKeepsTheStateOfItsKeys() {
		ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();
		Resilience instance = registry.get("agents");
		for (int i = 0; i < 5; i++) {
			instance.keyed().recordFailure("a");
		}
		instance.reconfigure(InstanceConfig.RETRY_AND_BREAKER.withKeyed(KeyedConfig.builder().maxKeys(3).build()));
		assertThatExceptionOfType(CircuitBreakerOpenException.class)
			.isThrownBy(() -> instance.keyed().call("a", () -> "work"));
		assertThat(instance.policies().keys().config().maxKeys()).isEqualTo(3);
	}

	@Test
	void checkAndRecordNeedACircuitBreaker() {
		Resilience instance = builder().bulkhead((bulkhead) -> {
		}).build();
		assertThatIllegalStateException().isThrownBy(() -> instance.keyed().allows("a"))
			.withMessageContaining("no circuit breaker");
	}

	@Test
	void settingsOutOfRangeAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KeyedConfig.builder().maxKeys(0).idle(Duration.ZERO).build())
			.withMessageContainingAll("keyed", "max-keys", "idle");
	}

	@Test
	void anUnusedBulkheadOfAKeyIsIdle() {
		Bulkhead bulkhead = builder().bulkhead((settings) -> settings.maxConcurrent(1)).build().bulkhead().forKey("a");
		assertThat(bulkhead.isIdle()).isTrue();
		assertThat(bulkhead.tryAcquire()).isTrue();
		assertThat(bulkhead.isIdle()).isFalse();
		assertThat(bulkhead.isAvailable()).isFalse();
	}

}
