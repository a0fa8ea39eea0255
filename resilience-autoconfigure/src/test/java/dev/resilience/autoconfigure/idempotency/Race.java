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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many threads that start at the same moment.
 */
final class Race implements AutoCloseable {

	/** How many threads meet at one key unless a case says otherwise. */
	static final int THREADS = 100;

	private static final int DEADLINE_SECONDS = 45;

	/**
	 * Ends before the calls that are held, or that wait for them, give up by themselves.
	 */
	private static final int COUNT_SECONDS = 20;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<Future<@Nullable Object>> runners = new ArrayList<>();

	/**
	 * Lets runners wait at the gate.
	 * @param count how many
	 * @param call what each does
	 */
	void line(int count, NumberedCall call) {
		CountDownLatch ready = new CountDownLatch(count);
		for (int runner = 0; runner < count; runner++) {
			int number = runner;
			this.runners.add(this.threads.submit(() -> {
				ready.countDown();
				awaitQuietly(this.gate);
				try {
					return call.run(number);
				}
				catch (Throwable ex) {
					return ex;
				}
			}));
		}
		awaitQuietly(ready);
	}

	void start() {
		this.gate.countDown();
	}

	/**
	 * Waits until as many runners as a case needs are where it wants them.
	 * @param expected how many at least
	 * @param where where they are, for the message
	 * @param count how many are there
	 */
	void awaitCount(int expected, String where, IntSupplier count) {
		try {
			await().atMost(Duration.ofSeconds(COUNT_SECONDS)).until(() -> count.getAsInt() >= expected);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("%d instead of %d %s after %d s; of %d runners have ended: %s"
				.formatted(count.getAsInt(), expected, where, COUNT_SECONDS, this.runners.size(), ended()), ex);
		}
	}

	// How often each outcome is there so far.
	private Map<String, Integer> ended() {
		Map<String, Integer> ended = new TreeMap<>();
		for (Future<@Nullable Object> runner : this.runners) {
			if (runner.isDone()) {
				ended.merge(outcome(runner), 1, Integer::sum);
			}
		}
		return ended;
	}

	private static String outcome(Future<@Nullable Object> ended) {
		try {
			return String.valueOf(ended.get());
		}
		catch (ExecutionException | InterruptedException ex) {
			return ex.toString();
		}
	}

	/**
	 * Waits until all have ended.
	 * @return the results and failures
	 */
	List<@Nullable Object> outcomes() {
		List<@Nullable Object> outcomes = new ArrayList<>();
		for (Future<@Nullable Object> runner : this.runners) {
			try {
				outcomes.add(runner.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
			}
			catch (ExecutionException | InterruptedException | java.util.concurrent.TimeoutException ex) {
				throw new AssertionError(
						"A runner of %d did not end; others did: %s".formatted(this.runners.size(), ended()), ex);
			}
		}
		return outcomes;
	}

	static void awaitQuietly(CountDownLatch latch) {
		try {
			assertThat(latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).as("latch opened").isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	@Override
	public void close() {
		this.gate.countDown();
		this.threads.shutdownNow();
	}

	/** What one runner does. */
	@FunctionalInterface
	interface NumberedCall {

		/**
		 * Calls.
		 * @param number the number of the runner, from 0
		 * @return the result
		 * @throws Throwable the failure
		 */
		@Nullable Object run(int number) throws Throwable;

	}

}
