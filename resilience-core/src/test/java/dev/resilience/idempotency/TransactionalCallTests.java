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

package dev.resilience.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of calls whose claim, data and result share a transaction, but for the
 * transaction itself.
 */
class TransactionalCallTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of("payments", "K");

	private final ManualTime time = ManualTime.stopped();

	private final TransactionalMemory store = new TransactionalMemory(this.time);

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final InstancePolicies instance = new InstancePolicies("payments", this.context, true, () -> {
	});

	private final AtomicInteger effects = new AtomicInteger();

	@Test
	void runsOnceAndReplays() throws Throwable {
		Pipeline pipeline = pipeline(config());
		assertThat(call(pipeline, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(call(pipeline, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(snapshot().executed()).isEqualTo(1);
		assertThat(snapshot().replayed()).isEqualTo(1);
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void theTransactionIsOpenedOncePerAttemptCase58() throws Throwable {
		List<Long> tokens = new ArrayList<>();
		Pipeline pipeline = pipeline(config(),
				this.instance.retry(RetryConfig.builder().maxAttempts(3).delay(Duration.ZERO).build()));
		assertThat(call(pipeline, () -> {
			tokens.add(IdempotencyContext.current().orElseThrow().token());
			if (this.effects.incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
			return "paid";
		})).isEqualTo("paid");
		assertThat(tokens).hasSize(3).doesNotHaveDuplicates().isSorted();
		assertThat(call(pipeline, () -> "again")).isEqualTo("paid");
		assertThat(this.effects).hasValue(3);
	}

	@Test
	void anAttemptThatFindsTheRecordCompletedReplaysItCase17() throws Throwable {
		this.store.failCommit(new IllegalStateException("connection lost"), true);
		Pipeline pipeline = pipeline(config(),
				this.instance.retry(RetryConfig.builder().maxAttempts(2).delay(Duration.ZERO).build()));
		assertThat(call(pipeline, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(this.effects).hasValue(1);
		assertThat(snapshot().executed()).isEqualTo(1);
		assertThat(snapshot().replayed()).isZero();
	}

	/** A gate inside of idempotency, or the transaction itself. */
	@Test
	void aCallWhoseWorkWasNeverReachedCountsAsOneThatRan() throws Throwable {
		CircuitBreaker breaker = this.instance.circuitBreaker(CircuitBreakerConfig.defaults());
		breaker.forceOpen();
		Pipeline pipeline = pipeline(config(), breaker);
		assertThatExceptionOfType(CircuitBreakerOpenException.class)
			.isThrownBy(() -> call(pipeline, this.effects::incrementAndGet));
		assertThat(this.effects).hasValue(0);
		assertThat(snapshot().executed()).isEqualTo(1);
	}

	@Test
	void isInFlightWhileItRuns() throws Throwable {
		call(pipeline(config()), () -> {
			assertThat(snapshot().inFlight()).isEqualTo(1);
			return 1;
		});
		assertThat(snapshot().inFlight()).isZero();
	}

	@Test
	void anAttemptThatWasNotCommittedIsMadeAgainCase17() throws Throwable {
		this.store.failCommit(new IllegalStateException("connection lost"), false);
		Pipeline pipeline = pipeline(config());
		assertThatIllegalStateException().isThrownBy(() -> call(pipeline, this.effects::incrementAndGet));
		assertThat(call(pipeline, this.effects::incrementAndGet)).isEqualTo(2);
	}

	@Test
	void aFailureLeavesTheKeyFree() throws Throwable {
		Pipeline pipeline = pipeline(config());
		IllegalStateException failure = new IllegalStateException("no");
		assertThat(catchThrowable(() -> call(pipeline, () -> {
			throw failure;
		}))).isSameAs(failure);
		assertThat(call(pipeline, () -> "paid")).isEqualTo("paid");
	}

	@Test
	void aListedFailureIsKeptAfterTheRollback() {
		Pipeline pipeline = pipeline(config().toBuilder().storeFailures(List.of(IllegalStateException.class)).build());
		for (int round = 0; round < 2; round++) {
			assertThatIllegalStateException().isThrownBy(() -> call(pipeline, () -> {
				this.effects.incrementAndGet();
				throw new IllegalStateException("sold out");
			}));
		}
		assertThat(this.effects).hasValue(1);
	}

	@Test
	void aCallInFlightIsRejected() {
		this.store.lock(KEY);
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> call(pipeline(config()), this.effects::incrementAndGet))
			.satisfies((ex) -> assertThat(ex.retryAfter()).isPositive());
		assertThat(this.effects).hasValue(0);
		assertThat(snapshot().conflict()).isEqualTo(1);
	}

	@Test
	void aCallThatIsOvertakenAfterItWasPreparedIsRejected() {
		Pipeline pipeline = pipeline(config(), this.instance.retry(RetryConfig.builder().maxAttempts(3).build()));
		Pipeline overtaken = pipeline(config());
		assertThatExceptionOfType(DuplicateCallException.class).isThrownBy(() -> call(pipeline, () -> {
			this.effects.incrementAndGet();
			return call(overtaken, this.effects::incrementAndGet);
		}));
		assertThat(this.effects).hasValue(1);
	}

	/** Case 9: those that look at a record lock it for a moment. */
	@Test
	void aWaitingCallThatIsLockedOutOftenRunsInTheEnd() throws Throwable {
		this.store.lockOut(20, () -> this.time.advance(Duration.ofMillis(100)));
		Pipeline pipeline = pipeline(config().toBuilder().onDuplicate(OnDuplicate.WAIT).build());
		assertThat(call(pipeline, this.effects::incrementAndGet)).isEqualTo(1);
		assertThat(snapshot().conflict()).isZero();
	}

	@Test
	void aWaitingCallThatIsLockedOutGivesUpWhenItsWaitIsOver() {
		this.store.lockOut(20, () -> this.time.advance(Duration.ofSeconds(1)));
		Pipeline pipeline = pipeline(
				config().toBuilder().onDuplicate(OnDuplicate.WAIT).maxWait(Duration.ofSeconds(5)).build());
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> call(pipeline, this.effects::incrementAndGet));
		assertThat(this.effects).hasValue(0);
		assertThat(snapshot().conflict()).isEqualTo(1);
	}

	@Test
	void aWaitingCallTriesAgainAndRunsWhenTheFirstIsRolledBack() throws Exception {
		this.store.lock(KEY);
		Pipeline pipeline = pipeline(config().toBuilder().onDuplicate(OnDuplicate.WAIT).build());
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<@Nullable Object> waiting = thread.submit(() -> {
				try {
					return call(pipeline, this.effects::incrementAndGet);
				}
				catch (Throwable ex) {
					return ex;
				}
			});
			this.time.awaitParked(1);
			this.time.advance(Duration.ofSeconds(1));
			this.time.awaitParked(1);
			this.store.unlock(KEY);
			this.time.advance(Duration.ofSeconds(1));
			assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(1);
		}
		finally {
			thread.shutdownNow();
		}
	}

	@Test
	void theReplayIsMarked() throws Throwable {
		Pipeline pipeline = pipeline(config());
		call(pipeline, () -> "paid");
		KeyedCall again = new KeyedCall("payments", "K", null);
		pipeline.run(() -> "again", again);
		assertThat(again.source()).isEqualTo(Outcome.Source.REPLAY);
	}

	@Test
	void needsAStoreThatSharesTransactions() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.instance.idempotency(config(),
					IdempotentOperation.of(new InMemoryIdempotencyStore(this.time), KeyedCall.KEYS)))
			.withMessageContaining("transactional");
	}

	private static IdempotencyConfig config() {
		return IdempotencyConfig.builder().guarantee(Guarantee.TRANSACTIONAL).build();
	}

	private Pipeline pipeline(IdempotencyConfig config, Policy... others) {
		List<Policy> policies = new ArrayList<>(List.of(others));
		policies.add(this.instance.idempotency(config, IdempotentOperation.of(this.store, KeyedCall.KEYS)));
		return Pipeline.of("payments", Pipeline.inStandardOrder(policies), this.context, this.instance.calls());
	}

	private static @Nullable Object call(Pipeline pipeline, ThrowingSupplier<?, ?> work) throws Throwable {
		return pipeline.run(work, new KeyedCall("payments", "K", null));
	}

	private IdempotencySnapshot snapshot() {
		IdempotencyCounters counters = this.instance.idempotencyCounters();
		assertThat(counters).isNotNull();
		return counters.snapshot("payments", config().mode());
	}

}
