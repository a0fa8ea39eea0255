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

package dev.resilience.benchmarks.heap;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures one {@link HeapCase} in a JVM of its own: counts all living objects before and
 * after.
 */
public final class HeapProbe {

	/** More than the window holds, with one failure in ten. */
	private static final int CALLS = 150;

	/** Enough for every thread to have left its traces. */
	private static final int CALLS_OF_THREADS = 20;

	/** Threads of a small application that all call every instance. */
	private static final int THREADS = 4;

	/** So that whatever is loaded or made once is there before the first measurement. */
	private static final int WARM_UP = 200;

	private static final RuntimeException FAILURE = new IllegalStateException("one in ten");

	private final HeapSubject subject;

	private HeapProbe(HeapSubject subject) {
		this.subject = subject;
	}

	/**
	 * Prints what an instance holds when made and after traffic, and what of.
	 * @param args the label of the case and the number of instances
	 * @throws Exception if an instance fails
	 */
	public static void main(String[] args) throws Exception {
		new HeapProbe(HeapCase.of(args[0]).subject()).measure(Integer.parseInt(args[1]));
		// Some of them have started threads that would keep the JVM alive
		System.exit(0);
	}

	private void measure(int count) throws Exception {
		String[] names = new String[WARM_UP + count];
		for (int i = 0; i < names.length; i++) {
			names[i] = "instance-" + i;
		}
		Object[] instances = new Object[names.length];
		create(names, instances, 0, WARM_UP);
		ClassHistogram.take();
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		use(instances, 0, WARM_UP, CALLS);
		useByThreads(threads, instances, 0, WARM_UP);
		ClassHistogram before = ClassHistogram.take();
		// Taken twice, as the first is counted by those that follow
		long empty = ClassHistogram.take().total();
		create(names, instances, WARM_UP, instances.length);
		long untouched = ClassHistogram.take().total();
		use(instances, WARM_UP, instances.length, CALLS);
		long afterTraffic = ClassHistogram.take().total();
		List<String> breakdown = ClassHistogram.take().growth(before, count);
		useByThreads(threads, instances, WARM_UP, instances.length);
		long afterThreads = ClassHistogram.take().total();
		System.out.printf(Locale.ROOT, "heap untouched=%.3f used=%.3f threads=%.3f%n",
				(untouched - empty) / (double) count, (afterTraffic - empty) / (double) count,
				(afterThreads - empty) / (double) count);
		breakdown.forEach(System.out::println);
		if (instances[instances.length - 1] == null || names[names.length - 1] == null || threads.isShutdown()) {
			throw new IllegalStateException("Something was not kept alive");
		}
	}

	// What counters of several threads add, while the threads live
	private void useByThreads(ExecutorService threads, Object[] instances, int from, int to) throws Exception {
		List<Callable<Void>> traffic = Collections.nCopies(THREADS, () -> {
			use(instances, from, to, CALLS_OF_THREADS);
			return null;
		});
		for (Future<Void> done : threads.invokeAll(traffic)) {
			done.get();
		}
	}

	private void create(String[] names, Object[] instances, int from, int to) {
		for (int i = from; i < to; i++) {
			instances[i] = this.subject.create(names[i]);
		}
	}

	private void use(Object[] instances, int from, int to, int calls) throws Exception {
		Traffic work = new Traffic();
		for (int i = from; i < to; i++) {
			for (int call = 0; call < calls; call++) {
				work.fails = call % 10 == 5;
				try {
					this.subject.call(instances[i], work);
				}
				catch (IllegalStateException ex) {
					if (ex != FAILURE) {
						throw ex;
					}
				}
			}
		}
	}

	/** Work of one thread that fails when it is told to, and not again when repeated. */
	private static final class Traffic implements Callable<Integer> {

		private boolean fails;

		@Override
		public Integer call() {
			if (this.fails) {
				this.fails = false;
				throw FAILURE;
			}
			return 1;
		}

	}

}
