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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Cases of the portable behaviour table with a hundred threads.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdempotencyConcurrencyTests {

	private static final int THREADS = 100;

	private final ManualTime time = ManualTime.stopped();

	private final IdempotencyCounters counters = new IdempotencyCounters();

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(this.time);

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final CountDownLatch start = new CountDownLatch(1);

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final AtomicInteger effects = new AtomicInteger();

	@AfterEach
	void endThreads() throws InterruptedException {
		this.goOn.countDown();
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(this.store.watchedKeys()).isZero();
	}

	@Test
	void oneRunsAndTheOthersAreRefusedCase1() throws Exception {
		IdempotencyPolicy idempotency = idempotency(OnDuplicate.REJECT, Duration.ZERO);
		CountDownLatch refused = new CountDownLatch(THREADS - 1);
		List<Future<Object>> calls = call((number) -> outcome(refused, idempotency, "K", "body", this::effect));
		refused.await();
		this.goOn.countDown();
		List<Object> outcomes = outcomes(calls);
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(outcomes).filteredOn((outcome) -> outcome instanceof DuplicateCallException).hasSize(THREADS - 1);
		assertThat(idempotency.execute("K", "body", this::effect)).isEqualTo("receipt 1");
		IdempotencySnapshot snapshot = idempotency.snapshot();
		assertThat(snapshot.executed()).isEqualTo(1);
		assertThat(snapshot.conflict()).isEqualTo(THREADS - 1);
		assertThat(snapshot.replayed()).isEqualTo(1);
	}

	@Test
	void oneRunsAndTheOthersWaitForItsResultCase2() throws Exception {
		IdempotencyPolicy idempotency = idempotency(OnDuplicate.WAIT, Duration.ofSeconds(5));
		List<Future<Object>> calls = call((number) -> idempotency.execute("K", "body", this::effect));
		this.time.awaitParked(THREADS - 1);
		this.goOn.countDown();
		assertThat(outcomes(calls)).containsOnly("receipt 1");
		assertThat(this.effects).hasValue(1);
		assertThat(idempotency.snapshot().executed()).isEqualTo(1);
		assertThat(idempotency.snapshot().waited()).isEqualTo(THREADS - 1);
	}

	@Test
	void differentKeysDoNotMeetCase4() throws Exception {
		IdempotencyPolicy idempotency = idempotency(OnDuplicate.REJECT, Duration.ZERO);
		this.goOn.countDown();
		List<Future<Object>> calls = call((number) -> idempotency.execute("K" + number, "body", this::effect));
		assertThat(outcomes(calls)).doesNotHaveDuplicates().allMatch((outcome) -> outcome instanceof String);
		assertThat(this.effects).hasValue(THREADS);
	}

	@Test
	void anotherPayloadIsToldApartWhileTheFirstRunsCase5() throws Exception {
		IdempotencyPolicy idempotency = idempotency(OnDuplicate.REJECT, Duration.ZERO);
		CountDownLatch refused = new CountDownLatch(THREADS - 1);
		List<Future<Object>> calls = call(
				(number) -> outcome(refused, idempotency, "K", "body " + number % 2, this::effect));
		refused.await();
		this.goOn.countDown();
		List<Object> outcomes = outcomes(calls);
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(outcomes).filteredOn((outcome) -> outcome instanceof DuplicateCallException).hasSize(49);
		assertThat(outcomes).filteredOn((outcome) -> outcome instanceof IdempotencyKeyReusedException).hasSize(50);
	}

	@Test
	void oneWaiterIsPromotedWhenTheFirstFailsCase6() throws Exception {
		IdempotencyPolicy idempotency = idempotency(OnDuplicate.WAIT, Duration.ofSeconds(5));
		AtomicInteger attempts = new AtomicInteger();
		List<Future<Object>> calls = call((number) -> outcome(null, idempotency, "K", "body", () -> {
			if (attempts.incrementAndGet() == 1) {
				this.goOn.await();
				throw new IllegalStateException("first");
			}
			return "receipt " + this.effects.incrementAndGet();
		}));
		this.time.awaitParked(THREADS - 1);
		this.goOn.countDown();
		List<Object> outcomes = outcomes(calls);
		assertThat(outcomes).filteredOn((outcome) -> outcome instanceof IllegalStateException).hasSize(1);
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(THREADS - 1);
		assertThat(this.effects).hasValue(1);
		assertThat(idempotency.execute("K", "body", this::effect)).isEqualTo("receipt 1");
	}

	@Test
	void waitersGiveUpAndDoNotTouchTheRecordCase7() throws Exception {
		IdempotencyPolicy idempotency = idempotency(OnDuplicate.WAIT, Duration.ofMillis(200));
		CountDownLatch refused = new CountDownLatch(THREADS - 1);
		List<Future<Object>> calls = call((number) -> outcome(refused, idempotency, "K", "body", this::effect));
		this.time.awaitParked(THREADS - 1);
		this.time.advance(Duration.ofMillis(200));
		refused.await();
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> idempotency(OnDuplicate.REJECT, Duration.ZERO).execute("K", "body", this::effect));
		this.goOn.countDown();
		List<Object> outcomes = outcomes(calls);
		assertThat(outcomes).filteredOn((outcome) -> outcome instanceof DuplicateCallException).hasSize(THREADS - 1);
		assertThat(idempotency.execute("K", "body", this::effect)).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
	}

	private IdempotencyPolicy idempotency(OnDuplicate onDuplicate, Duration maxWait) {
		IdempotencyConfig config = IdempotencyConfig.builder()
			.lease(Duration.ofSeconds(30))
			.onDuplicate(onDuplicate)
			.maxWait(maxWait)
			.build();
		return IdempotencyPolicy.of("payments", config, IdempotentOperation.of(this.store, KeyedCall.KEYS),
				this.counters, this.context);
	}

	private String effect() throws InterruptedException {
		String receipt = "receipt " + this.effects.incrementAndGet();
		this.goOn.await();
		return receipt;
	}

	private static Object outcome(@Nullable CountDownLatch refused, IdempotencyPolicy idempotency, String key,
			String fingerprint, ThrowingSupplier<String, ?> work) {
		try {
			return idempotency.execute(key, fingerprint, work);
		}
		catch (Throwable ex) {
			if (refused != null) {
				refused.countDown();
			}
			return ex;
		}
	}

	private List<Future<Object>> call(NumberedCall call) {
		List<Future<Object>> calls = new ArrayList<>();
		for (int thread = 0; thread < THREADS; thread++) {
			int number = thread;
			calls.add(this.threads.submit(() -> {
				this.start.await();
				return call.run(number);
			}));
		}
		this.start.countDown();
		return calls;
	}

	private static List<Object> outcomes(List<Future<Object>> calls) throws Exception {
		List<Object> outcomes = new ArrayList<>();
		for (Future<Object> call : calls) {
			outcomes.add(call.get());
		}
		return outcomes;
	}

	/** The call of one thread. */
	@FunctionalInterface
	private interface NumberedCall {

		/**
		 * Calls.
		 * @param number the number of the thread, from 0
		 * @return the outcome
		 * @throws Exception the failure of the call
		 */
		Object run(int number) throws Exception;

	}

}
