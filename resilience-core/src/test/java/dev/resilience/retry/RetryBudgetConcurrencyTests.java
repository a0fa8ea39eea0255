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

package dev.resilience.retry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("race")
@Timeout(60)
class RetryBudgetConcurrencyTests {

	private static final int CALLERS = 8;

	private static final RetryDecision REPEAT = RetryDecision.retryAfter(0);

	private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

	@AfterEach
	void stopThreads() {
		this.threads.shutdownNow();
	}

	@Test
	void noMoreIsGivenOutThanCallsAddAndNoneIsLost() throws Exception {
		RetryBudget budget = RetryBudget.shared("many", RetryBudgetConfig.builder().minPerSecond(1).ratio(0.3).build());
		AtomicLong granted = new AtomicLong();
		int rounds = 5_000;
		run(() -> {
			RetryCounters counters = new RetryCounters();
			budget.join(counters, 0);
			for (int round = 0; round < rounds; round++) {
				counters.succeededAtOnce();
				granted.addAndGet(budget.charge(true, REPEAT, 0).isRetry() ? 1 : 0);
				if (round % 64 == 0) {
					budget.sample(0);
				}
			}
			assertThat(counters.successesAtOnce()).isEqualTo(rounds);
			return counters;
		});
		while (budget.charge(false, REPEAT, 0).isRetry()) {
			granted.incrementAndGet();
		}
		// Instances may be gone, with successes that nobody has looked at
		long most = 10 + (long) (0.3 * 2 * rounds * CALLERS);
		assertThat(granted.get()).isBetween(10 + (long) (0.3 * rounds * CALLERS), most);
	}

	@Test
	void whatIsGivenOutAndLeftIsWhatCallsHaveAdded() throws Exception {
		RetryCounters counters = new RetryCounters();
		RetryBudget budget = RetryBudget.shared("many", RetryBudgetConfig.builder().minPerSecond(1).ratio(0.3).build());
		budget.join(counters, 0);
		AtomicLong granted = new AtomicLong();
		int rounds = 5_000;
		run(() -> {
			for (int round = 0; round < rounds; round++) {
				counters.succeededAtOnce();
				granted.addAndGet(budget.charge(true, REPEAT, 0).isRetry() ? 1 : 0);
			}
			return null;
		});
		assertThat(granted.get() + budget.snapshot(0).balance()).isEqualTo(10 + (long) (0.3 * 2 * rounds * CALLERS));
	}

	@Test
	void neverMoreThanTheCapAreActiveAndAllCanBeGivenOutAgain() throws Exception {
		RetryFixture fixture = RetryFixture.of((b) -> b.delay(Duration.ZERO)
			.budget((budget) -> budget.type(RetryBudgetType.CONCURRENT).maxConcurrent(3)));
		AtomicInteger active = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		run(() -> {
			for (int round = 0; round < 2_000; round++) {
				AtomicBoolean repeated = new AtomicBoolean();
				fixture.failureOf(() -> {
					if (repeated.getAndSet(true)) {
						most.accumulateAndGet(active.incrementAndGet(), Math::max);
						Thread.yield();
						active.decrementAndGet();
					}
					throw new IOException();
				});
			}
			return null;
		});
		assertThat(most.get()).isBetween(1, 3);
		assertThat(fixture.counters.budget().balance()).isEqualTo(3);
		assertThat(fixture.numbers().calls()).isEqualTo(2_000L * CALLERS);
	}

	@Test
	void changesOfSettingsLoseNothing() throws Exception {
		ManualTime time = ManualTime.stopped();
		RetryCounters counters = new RetryCounters();
		RetryBudgetConfig one = RetryBudgetConfig.builder().minPerSecond(0).ratio(1).build();
		RetryBudgetConfig other = one.toBuilder().ttl(Duration.ofSeconds(60)).build();
		RetryBudget budget = RetryBudget.shared("changing", one);
		budget.join(counters, time.nanoTime());
		AtomicLong granted = new AtomicLong();
		AtomicInteger numbers = new AtomicInteger();
		run(() -> {
			boolean changes = numbers.getAndIncrement() == 0;
			for (int round = 0; round < 5_000; round++) {
				if (changes) {
					budget.reconfigure((round % 2 == 0) ? other : one);
				}
				counters.succeededAtOnce();
				granted.addAndGet(budget.charge(false, REPEAT, time.nanoTime()).isRetry() ? 1 : 0);
			}
			return null;
		});
		assertThat(granted.get() + budget.snapshot(time.nanoTime()).balance()).isEqualTo(5_000L * CALLERS);
	}

	private <T> List<T> run(Callable<T> caller) throws Exception {
		List<Future<T>> running = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			running.add(this.threads.submit(caller));
		}
		List<T> results = new ArrayList<>();
		for (Future<T> future : running) {
			results.add(future.get(60, TimeUnit.SECONDS));
		}
		return results;
	}

}
