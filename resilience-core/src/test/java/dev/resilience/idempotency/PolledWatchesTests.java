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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of how waiting calls learn that a claim of another process has ended.
 */
class PolledWatchesTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	private final ManualTime time = ManualTime.stopped();

	private final Set<IdempotencyKey> free = ConcurrentHashMap.newKeySet();

	private final AtomicInteger polls = new AtomicInteger();

	private final PolledWatches watches = new PolledWatches(this.time, Runnable::run, this::isFree, 3);

	private final List<IdempotencyStore.Watch> open = new ArrayList<>();

	@AfterEach
	void nothingIsPolledForNobody() {
		this.open.forEach(IdempotencyStore.Watch::close);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(this.time.scheduledTasks()).isZero();
		assertThat(this.watches.polledKeys()).isZero();
	}

	@Test
	void everyWaiterIsToldByOnePoll() {
		AtomicInteger first = new AtomicInteger();
		AtomicInteger second = new AtomicInteger();
		add(KEY, first::incrementAndGet);
		add(KEY, second::incrementAndGet);
		assertThat(this.time.scheduledTasks()).isEqualTo(1);
		this.time.advance(Duration.ofMillis(25));
		assertThat(this.polls).hasValue(1);
		assertThat(first).hasValue(0);
		this.free.add(KEY);
		this.time.advance(Duration.ofMillis(38));
		assertThat(first.get()).isPositive().isEqualTo(second.get());
	}

	@Test
	void pollsGetRarerButNoRarerThanTwoASecond() {
		add(KEY, () -> {
		});
		this.time.advance(Duration.ofSeconds(10));
		int early = this.polls.get();
		assertThat(early).isBetween(20, 60);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.polls.get() - early).isBetween(20, 40);
	}

	@Test
	void onlySoManyMayWaitInAll() {
		for (int number = 0; number < 3; number++) {
			assertThat(add(IdempotencyKey.of("charge", "K" + number), () -> {
			})).isNotNull();
		}
		assertThat(this.watches.add(KEY, () -> {
		})).isNull();
		this.open.remove(0).close();
		assertThat(add(KEY, () -> {
		})).isNotNull();
	}

	@Test
	void whoCloseTwiceCountsOnce() {
		IdempotencyStore.Watch first = add(KEY, () -> {
		});
		assertThat(first).isNotNull();
		first.close();
		first.close();
		for (int number = 0; number < 3; number++) {
			assertThat(add(KEY, () -> {
			})).isNotNull();
		}
		assertThat(this.watches.add(KEY, () -> {
		})).isNull();
	}

	@Test
	void aPollThatNoThreadTakesOrThatFailsIsMadeAgain() {
		AtomicInteger tries = new AtomicInteger();
		AtomicInteger told = new AtomicInteger();
		PolledWatches unlucky = new PolledWatches(this.time, (poll) -> {
			if (tries.incrementAndGet() == 1) {
				throw new RejectedExecutionException();
			}
			poll.run();
		}, (key) -> {
			if (tries.get() == 2) {
				throw new IllegalStateException("store is down");
			}
			return true;
		}, 10);
		IdempotencyStore.Watch watch = unlucky.add(KEY, told::incrementAndGet);
		assertThat(watch).isNotNull();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(told.get()).isPositive();
		watch.close();
		this.time.advance(Duration.ofSeconds(1));
	}

	private IdempotencyStore.@Nullable Watch add(IdempotencyKey key, Runnable signal) {
		IdempotencyStore.Watch watch = this.watches.add(key, signal);
		if (watch != null) {
			this.open.add(watch);
		}
		return watch;
	}

	private boolean isFree(IdempotencyKey key) {
		this.polls.incrementAndGet();
		return this.free.contains(key);
	}

}
