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

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.time.Deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Annotated methods whose further attempts have more time.
 */
class AdjustedMethodTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner()
		.withBean(Reports.class)
		.withPropertyValues("resilience.instances.reports.retry.delay=0ms",
				"resilience.instances.reports.timeout.duration=20s",
				"resilience.instances.reports.retry.adjust.timeout.timeout-multiplier=3",
				"resilience.instances.reports.retry.adjust.timeout.max-timeout=150s");

	@TestFactory
	Stream<DynamicTest> whateverTheShapeOfTheMethod() {
		List<DynamicTest> tests = new ArrayList<>();
		for (String mode : List.of("interrupt", "offload")) {
			tests.add(DynamicTest.dynamicTest("blocking, " + mode, () -> adjusted(mode, Reports::read)));
			tests.add(DynamicTest.dynamicTest("stage, " + mode,
					() -> adjusted(mode, (reports) -> reports.readLater().toCompletableFuture().join())));
			tests.add(DynamicTest.dynamicTest("publisher, " + mode,
					() -> adjusted(mode, (reports) -> reports.readReactively().block(Duration.ofSeconds(20)))));
		}
		return tests.stream();
	}

	private void adjusted(String mode, Reading reading) {
		this.contextRunner.withPropertyValues("resilience.instances.reports.timeout.mode=" + mode).run((context) -> {
			Reports reports = context.getBean(Reports.class);
			for (int call = 0; call < 2; call++) {
				reports.limits().clear();
				assertThat(catchThrowable(() -> reading.read(reports))).isNotNull();
				assertThat(reports.limits()).hasSize(3);
				assertThat(reports.limits().get(0)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
				assertThat(reports.limits().get(1)).isBetween(Duration.ofSeconds(21), Duration.ofSeconds(60));
				assertThat(reports.limits().get(2)).isBetween(Duration.ofSeconds(61), Duration.ofSeconds(150));
			}
		});
	}

	@Test
	void aLiveChangeReachesTheMethod() {
		this.contextRunner.run((context) -> {
			Reports reports = context.getBean(Reports.class);
			context.getBean(LiveSettings.class)
				.change("reports", "retry.adjust.timeout.max-attempts=2", ChangedBy.CODE);
			assertThat(catchThrowable(reports::read)).isInstanceOf(SocketTimeoutException.class);
			assertThat(reports.limits()).hasSize(2);
		});
	}

	private interface Reading {

		void read(Reports reports) throws Exception;

	}

	static class Reports {

		private final List<Duration> limits = new CopyOnWriteArrayList<>();

		List<Duration> limits() {
			return this.limits;
		}

		@Retry("reports")
		@Timeout("reports")
		String read() throws SocketTimeoutException {
			throw slow();
		}

		@Retry("reports")
		@Timeout("reports")
		CompletionStage<String> readLater() {
			return CompletableFuture.failedFuture(slow());
		}

		@Retry("reports")
		@Timeout("reports")
		Mono<String> readReactively() {
			return Mono.error(this::slow);
		}

		private SocketTimeoutException slow() {
			Deadline current = Deadline.current();
			this.limits.add((current != null) ? current.remaining() : Duration.ZERO);
			return new SocketTimeoutException("slow");
		}

	}

}
