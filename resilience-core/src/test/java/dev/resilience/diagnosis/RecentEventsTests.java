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

package dev.resilience.diagnosis;

import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.fallback.FallbackAnswered;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.CallFailures;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class RecentEventsTests {

	private final ManualTime time = ManualTime.stopped();

	private final AtomicReference<CallFailures> told = new AtomicReference<>(CallFailures.NONE);

	private final ResilienceRegistry registry = ResilienceRegistry.builder()
		.time(this.time)
		.callFailures((instance, failure, kind, attempts, nanos) -> this.told.get()
			.failed(instance, failure, kind, attempts, nanos))
		.build();

	private final RecentEvents recent = new RecentEvents(this.registry);

	private final Diagnoser diagnoser = Diagnoser.builder()
		.recentEvents(this.recent)
		.clock(this.time.wallClock())
		.build();

	private final Resilience payment = this.registry.get("payment", breaker());

	RecentEventsTests() {
		this.told.set(this.recent);
	}

	@AfterEach
	void close() {
		this.recent.close();
		this.registry.close();
	}

	@Test
	void knowsWhatHappenedLately() {
		Instant begin = now();
		succeed();
		fail(new ConnectException("refused"), 2);
		InstanceActivity activity = activity();
		assertThat(activity.failures()).isEqualTo(2);
		assertThat(activity.failingSince()).isEqualTo(begin);
		assertThat(activity.failureTypes()).containsOnlyKeys("java.net.ConnectException");
		assertThat(activity.circuit()).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(activity.isCircuitOpen()).isFalse();
	}

	@Test
	void forgetsWhatIsOld() {
		fail(new ConnectException("refused"), 2);
		this.time.advance(RecentEvents.WINDOW.plusSeconds(1));
		assertThat(activity().failures()).isZero();
		assertThat(activity().failingSince()).isNull();
	}

	@Test
	void findsTheLastSuccessByTotalsAlone() {
		fail(new ConnectException("refused"), 1);
		Instant first = now();
		this.time.advance(Duration.ofSeconds(10));
		succeed();
		this.time.advance(Duration.ofSeconds(10));
		fail(new ConnectException("refused"), 1);
		Instant second = now();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(activity().successAfter()).isEqualTo(first);
		assertThat(activity().noSuccessSince()).isEqualTo(second);
	}

	@Test
	void seesWhatAFallbackHasAnswered() {
		FallbackAnswered answered = new FallbackAnswered("payment", now(), "later", List.of(), 1,
				new ConnectException("refused"));
		this.registry.events().publish(answered);
		assertThat(this.recent.lastFailure("payment")).get()
			.satisfies((facts) -> assertThat(facts.classification().category()).isEqualTo(FailureCategory.NETWORK));
		this.registry.events()
			.publish(new FallbackAnswered("payment", now().plusSeconds(5), "later", List.of(), 1,
					new CircuitBreakerOpenException("payment", CircuitBreakerState.OPEN, Duration.ZERO, false)));
		assertThat(this.recent.lastFailure("payment")).get()
			.satisfies((facts) -> assertThat(facts.classification().category()).isEqualTo(FailureCategory.NETWORK));
	}

	@Test
	void looksBehindAnOpenCircuit() {
		fail(new ConnectException("refused"), 5);
		Throwable refusal = failureOf(() -> "never");
		assertThat(refusal).isInstanceOf(CircuitBreakerOpenException.class);
		Diagnosis diagnosis = this.diagnoser.diagnose(refusal, DiagnosisContext.of("payment"));
		assertThat(diagnosis.classification().category()).isEqualTo(FailureCategory.REJECTED);
		assertThat(diagnosis.rootCause()).contains("java.net.ConnectException")
			.endsWith("Calls are refused meanwhile.");
		assertThat(diagnosis.impact()).isEqualTo(Impact.HIGH);
		assertThat(diagnosis.userVisible()).isTrue();
		assertThat(diagnosis.findings()).extracting(Finding::kind)
			.contains(Finding.Kind.CIRCUIT_BREAKER, Finding.Kind.RECENT_FAILURES, Finding.Kind.LAST_SUCCESS);
		assertThat(activity().refused()).isEqualTo(1);
		assertThat(activity().circuitCause()).isNotBlank();
	}

	@Test
	void diagnosesAnInstanceByItsLastFailure() {
		assertThat(this.diagnoser.diagnoseInstance("payment")).isEmpty();
		fail(new ConnectException("refused"), 1);
		assertThat(this.diagnoser.diagnoseInstance("PAYMENT")).get().satisfies((diagnosis) -> {
			assertThat(diagnosis.subject()).isEqualTo("payment");
			assertThat(diagnosis.classification().category()).isEqualTo(FailureCategory.NETWORK);
		});
	}

	@Test
	void takesNoMoreThanOneFailureASecondApart() {
		fail(new ConnectException("refused"), 1);
		fail(new IllegalStateException("later"), 1);
		assertThat(this.recent.lastFailure("payment").orElseThrow().classification().category())
			.isEqualTo(FailureCategory.NETWORK);
		this.time.advance(Duration.ofSeconds(1));
		fail(new IllegalStateException("later"), 1);
		assertThat(this.recent.lastFailure("payment").orElseThrow().classification().category())
			.isEqualTo(FailureCategory.BUG);
	}

	@Test
	void countsTheAttemptsOfCallsThatGaveUp() {
		Resilience stock = this.registry.get("stock", new InstanceConfig(null,
				RetryConfig.builder().maxAttempts(3).delay(Duration.ZERO).build(), null, null, null, null));
		assertThat(stock.attempt(() -> {
			throw new ConnectException("refused");
		}).isSuccess()).isFalse();
		assertThat(this.recent.activity("stock").orElseThrow().attempts()).isEqualTo(3);
		assertThat(this.diagnoser.diagnoseInstance("stock").orElseThrow().findings()).extracting(Finding::text)
			.contains("The last call that gave up had made 3 attempts");
	}

	@Test
	void namesOtherInstancesThatAreIll() {
		Resilience stock = this.registry.get("stock", breaker());
		for (int i = 0; i < 5; i++) {
			stock.attempt(() -> {
				throw new ConnectException("refused");
			});
		}
		Diagnosis diagnosis = this.diagnoser.diagnose(new ConnectException("refused"), DiagnosisContext.of("payment"));
		assertThat(this.recent.openCircuits()).containsExactly("stock");
		assertThat(diagnosis.affected()).containsExactly("payment", "stock");
		assertThat(diagnosis.findings()).extracting(Finding::kind).contains(Finding.Kind.RELATED);
	}

	@Test
	void forgetsInstancesThatAreRemoved() {
		fail(new ConnectException("refused"), 1);
		this.registry.remove("payment");
		assertThat(this.recent.activity("payment")).isEmpty();
		assertThat(this.recent.lastFailure("payment")).isEmpty();
	}

	@Test
	void staysWithinItsBounds() {
		Ring<Integer> ring = new Ring<>(3);
		for (int i = 0; i < 10; i++) {
			ring.add(i);
		}
		assertThat(ring.latest()).containsExactly(9, 8, 7);
	}

	@Test
	void losesNothingThatIsNewWhileManyThreadsFailAndRead() throws Exception {
		int threads = 4;
		int callsOfEach = 2_000;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> running = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				running.add(executor.submit(() -> {
					for (int call = 0; call < callsOfEach; call++) {
						this.recent.failed("payment", new ConnectException("refused"), OutcomeKind.FAILURE, 1, -1);
						assertThat(activity().failures()).isBetween(1, RecentEvents.MAX_FAILURES);
					}
				}));
			}
			for (Future<?> thread : running) {
				thread.get(20, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(activity().failures()).isEqualTo(RecentEvents.MAX_FAILURES);
	}

	private InstanceActivity activity() {
		return this.recent.activity("payment").orElseThrow();
	}

	private Instant now() {
		return this.time.wallClock().instant();
	}

	private void succeed() {
		this.payment.attempt(() -> "yes");
	}

	private void fail(Exception failure, int times) {
		for (int i = 0; i < times; i++) {
			failureOf(() -> {
				throw failure;
			});
		}
	}

	private @Nullable Throwable failureOf(Work work) {
		try {
			this.payment.call(work::run);
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
	}

	private static InstanceConfig breaker() {
		return new InstanceConfig(null, null, CircuitBreakerConfig.defaults(), null, null, null);
	}

	@FunctionalInterface
	private interface Work {

		String run() throws Exception;

	}

}
