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

package dev.resilience.timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import dev.resilience.policy.VirtualThreads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class OffloadThreadsTests {

	@Test
	void runsWorkOnANamedDaemonThread() throws Exception {
		try (OffloadThreads threads = new OffloadThreads()) {
			Thread thread = threadOf(threads);
			assertThat(thread.getName()).startsWith("resilience-offload-");
			assertThat(thread.isDaemon()).isTrue();
		}
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void usesVirtualThreadsWhereTheJvmHasThem() throws Exception {
		try (OffloadThreads threads = new OffloadThreads()) {
			Thread thread = threadOf(threads);
			assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
		}
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_20)
	void usesPooledThreadsWhereTheJvmHasNoVirtualOnes() {
		assertThat(VirtualThreads.factory("any-")).isNull();
	}

	@Test
	void aFullPoolRefuses() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		try (OffloadThreads threads = new OffloadThreads(null, 2)) {
			Runnable busy = () -> awaitUninterruptibly(release);
			threads.execute(busy);
			threads.execute(busy);
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(busy))
				.withMessageContaining("busy");
			release.countDown();
			await().untilAsserted(() -> threads.execute(busy));
		}
	}

	@Test
	void closingRefusesNewWorkAndLetsRunningWorkFinish() throws Exception {
		for (OffloadThreads threads : new OffloadThreads[] { new OffloadThreads(), new OffloadThreads(null, 2) }) {
			CountDownLatch began = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			CompletableFuture<Thread> thread = new CompletableFuture<>();
			threads.execute(() -> {
				thread.complete(Thread.currentThread());
				began.countDown();
				awaitUninterruptibly(release);
				interrupted.complete(Thread.currentThread().isInterrupted());
			});
			assertThat(began.await(30, TimeUnit.SECONDS)).isTrue();
			threads.close();
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(() -> {
			})).withMessageContaining("closed");
			release.countDown();
			assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
			thread.get().join(TimeUnit.SECONDS.toMillis(30));
			assertThat(thread.get().isAlive()).isFalse();
		}
	}

	@Test
	void takesThreadsThatCostLittleWhereThereAreAny() throws Exception {
		Thread[] made = new Thread[1];
		try (OffloadThreads threads = new OffloadThreads((work) -> {
			made[0] = new Thread(work, "virtual");
			return made[0];
		}, 1)) {
			assertThat(threadOf(threads)).isSameAs(made[0]);
		}
	}

	private static Thread threadOf(OffloadThreads threads) throws Exception {
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		threads.execute(() -> thread.complete(Thread.currentThread()));
		return thread.get(30, TimeUnit.SECONDS);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
