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

package dev.resilience.policy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ContinuationThreads}.
 */
class ContinuationThreadsTests {

	static Stream<ContinuationThreads> kinds() {
		@Nullable ThreadFactory none = null;
		return Stream.of(new ContinuationThreads(none), new ContinuationThreads());
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void aStepThatBlocksHoldsUpNoOther(ContinuationThreads threads) throws InterruptedException {
		try (threads) {
			CountDownLatch blocked = new CountDownLatch(1);
			CountDownLatch others = new CountDownLatch(1);
			for (int step = 0; step < ContinuationThreads.MAX_POOLED - 1; step++) {
				threads.execute(() -> awaitQuietly(blocked));
			}
			threads.execute(others::countDown);
			assertThat(others.await(30, TimeUnit.SECONDS)).isTrue();
			blocked.countDown();
		}
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void refusesNothingOnceClosed(ContinuationThreads threads) throws InterruptedException {
		threads.close();
		CountDownLatch done = new CountDownLatch(1);
		AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
		threads.execute(() -> {
			thread.set(Thread.currentThread());
			done.countDown();
		});
		assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(thread.get()).isNotNull();
	}

	@Test
	void threadsOfAPoolKeepNoProgramRunning() throws Exception {
		@Nullable ThreadFactory none = null;
		try (ContinuationThreads threads = new ContinuationThreads(none)) {
			assertThat(threadOf(threads).isDaemon()).isTrue();
		}
	}

	@Test
	void aPoolThatIsClosedEndsItsThreads() throws Exception {
		@Nullable ThreadFactory none = null;
		ContinuationThreads threads = new ContinuationThreads(none);
		Thread thread = threadOf(threads);
		threads.close();
		// Long before it would end for having nothing to do
		thread.join(Duration.ofSeconds(5).toMillis());
		assertThat(thread.isAlive()).isFalse();
	}

	@Test
	void takesThreadsThatCostLittleWhereThereAreAny() throws Exception {
		Thread[] made = new Thread[1];
		try (ContinuationThreads threads = new ContinuationThreads((step) -> {
			made[0] = new Thread(step, "virtual");
			return made[0];
		})) {
			assertThat(threadOf(threads)).isSameAs(made[0]);
		}
	}

	private static Thread threadOf(ContinuationThreads threads) throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		threads.execute(() -> thread.complete(Thread.currentThread()));
		return thread.get(30, TimeUnit.SECONDS);
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
