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

package dev.resilience.autoconfigure.soak;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads of targets and of those who disturb calls. None of them may be left
 * interrupted by what the library does on it.
 */
final class SoakThreads implements AutoCloseable {

	private final ScheduledExecutorService targets = Executors.newScheduledThreadPool(2);

	private final ScheduledExecutorService troublemakers = Executors.newScheduledThreadPool(1);

	private final ExecutorService workers = Executors.newFixedThreadPool(2);

	private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

	void later(int micros, Runnable end) {
		this.targets.schedule(() -> {
			end.run();
			if (Thread.interrupted()) {
				complain("a thread that ended work of a target was left interrupted");
			}
		}, micros, TimeUnit.MICROSECONDS);
	}

	void disturb(int micros, Runnable trouble) {
		this.troublemakers.schedule(trouble, micros, TimeUnit.MICROSECONDS);
	}

	void work(Runnable work) {
		this.workers.execute(work);
	}

	void complain(String complaint) {
		this.complaints.add(complaint);
	}

	Queue<String> complaints() {
		return this.complaints;
	}

	@Override
	public void close() {
		this.targets.shutdownNow();
		this.troublemakers.shutdownNow();
		this.workers.shutdownNow();
	}

}
