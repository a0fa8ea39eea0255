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

package dev.resilience.autoconfigure.http;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineAccessorTests {

	private final ManualTime time = ManualTime.stopped();

	private final ExecutorService worker = Executors.newSingleThreadExecutor();

	@AfterEach
	void stop() {
		this.worker.shutdownNow();
	}

	@Test
	void handsTheLimitOverToAnotherThreadAndTakesItAwayAgain() {
		ContextSnapshot snapshot = Deadline.within(this.time, Duration.ofSeconds(3),
				() -> ContextSnapshotFactory.builder().build().captureAll());
		assertThat(remainingOnWorker(snapshot)).isEqualTo(TimeUnit.SECONDS.toNanos(3));
		assertThat(remainingOnWorker(null)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void capturesNothingWithoutALimit() {
		ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
		assertThat(remainingOnWorker(snapshot)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void reactorTakesTheLimitAlong() {
		Long remaining = Deadline.within(this.time, Duration.ofSeconds(3),
				() -> Mono.just(1)
					.publishOn(Schedulers.single())
					.<Long>handle((value, sink) -> sink.next(Deadline.remainingNanos()))
					.contextCapture()
					.block(Duration.ofSeconds(30)));
		assertThat(remaining).isEqualTo(TimeUnit.SECONDS.toNanos(3));
	}

	private long remainingOnWorker(ContextSnapshot snapshot) {
		try {
			return this.worker.submit(() -> {
				if (snapshot == null) {
					return Deadline.remainingNanos();
				}
				try (ContextSnapshot.Scope scope = snapshot.setThreadLocals()) {
					return Deadline.remainingNanos();
				}
			}).get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
