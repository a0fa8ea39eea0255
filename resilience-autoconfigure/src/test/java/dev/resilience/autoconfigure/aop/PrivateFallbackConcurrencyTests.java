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

package dev.resilience.autoconfigure.aop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.resilience.annotation.Fallback;

import static org.assertj.core.api.Assertions.assertThat;

class PrivateFallbackConcurrencyTests {

	private static final int THREADS = 4;

	private static final int CALLS = 500;

	@Test
	void firstList30PrivateFallbacksAnswerEveryCallOfManyThreads() {
		AnnotatedContext.with(Catalogue.class).run((context) -> {
			Catalogue catalogue = context.getBean(Catalogue.class);
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			try {
				CountDownLatch start = new CountDownLatch(1);
				Callable<Integer> caller = () -> {
					start.await();
					int answered = 0;
					for (int call = 0; call < CALLS; call++) {
						answered += catalogue.title("book-" + call).equals("standby of book-" + call) ? 1 : 0;
					}
					return answered;
				};
				List<Future<Integer>> callers = new ArrayList<>();
				for (int thread = 0; thread < THREADS; thread++) {
					callers.add(threads.submit(caller));
				}
				start.countDown();
				for (Future<Integer> each : callers) {
					assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(CALLS);
				}
			}
			finally {
				threads.shutdownNow();
			}
		});
	}

	public static class Catalogue {

		@Fallback("standby")
		public String title(String sku) {
			throw new IllegalStateException("down");
		}

		private String standby(String sku) {
			return "standby of " + sku;
		}

	}

}
