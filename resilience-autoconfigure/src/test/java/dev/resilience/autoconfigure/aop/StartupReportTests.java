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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Async;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.ParallelFlux;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.reactive.ReactiveResilience;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an application is told when it starts, beside what stops it.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupReportTests {

	private static final String MEMORY = "Idempotent methods keep their results in the memory of this process";

	@Test
	void anInheritedTimeoutThatTheDeadlineClipsIsReportedOnce(CapturedOutput output) {
		AnnotatedContext.with(Limited.class)
			.withPropertyValues("resilience.defaults.timeout.duration=5s", "resilience.instances.a.deadline=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Instance 'a': resilience.instances.a.deadline = 1s")
			.contains("is shorter than resilience.defaults.timeout.duration = 5s")
			.contains("so attempts end at the deadline")
			.doesNotContain("never expires");
	}

	@Test
	void aLimitThatACallerClipsIsReportedOnce(CapturedOutput output) {
		AnnotatedContext.runner().withPropertyValues("resilience.instances.a.timeout.duration=10s").run((context) -> {
			Resilience instance = context.getBean(ResilienceRegistry.class).get("a");
			Mono<String> reactive = ReactiveResilience.of(instance).protectMono(Mono.just("fine"));
			for (int i = 0; i < 2; i++) {
				Deadline.within(Duration.ofSeconds(5), () -> instance.call(() -> "fine"));
				Deadline.within(Duration.ofSeconds(5),
						() -> instance.callAsync(() -> CompletableFuture.completedFuture("fine")));
				Deadline.within(Duration.ofSeconds(5), () -> reactive.block());
			}
		});
		assertThat(output)
			.containsOnlyOnce("The timeout of 'a', 10s, is longer than what '(code)' leaves of its own limit");
	}

	@Test
	void aTimeoutThatTheDeadlineOfAnotherInstanceClipsIsReported(CapturedOutput output) {
		AnnotatedContext.with(Mixed.class)
			.withPropertyValues("resilience.instances.a.timeout.duration=5s", "resilience.instances.b.deadline=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Mixed.call: The timeout of PT5S never expires");
	}

	@Test
	void anInheritedTimeoutThatOnlyCodeUsesIsReportedToo(CapturedOutput output) {
		AnnotatedContext.with()
			.withPropertyValues("resilience.templates.t.timeout.duration=5s", "resilience.instances.b.template=t",
					"resilience.instances.b.deadline=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Instance 'b': resilience.instances.b.deadline = 1s");
	}

	@Test
	void aTimeoutThatNobodyUsesIsNotReported(CapturedOutput output) {
		AnnotatedContext.with(Counted.class)
			.withPropertyValues("resilience.defaults.timeout.duration=5s", "resilience.instances.c.deadline=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("so attempts end at the deadline");
	}

	@Test
	void idempotentMethodsAreToldWhatTheStoreInMemoryCannotDo(CapturedOutput output) {
		AnnotatedContext.with(Charging.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(MEMORY);
	}

	@Test
	void nothingIsSaidOfAStoreThatNobodyUses(CapturedOutput output) {
		AnnotatedContext.with(Counted.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(MEMORY);
	}

	@Test
	void nothingIsSaidOfAStoreOfTheApplication(CapturedOutput output) {
		AnnotatedContext.with(Charging.class)
			.withBean(IdempotencyStore.class, () -> new InMemoryIdempotencyStore(ManualTime.autoAdvancing()))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain(MEMORY);
	}

	@Test
	void aPropertyThatIsWrongForAnnotatedMethodsIsReportedOnce() {
		AnnotatedContext.with(Counted.class)
			.withPropertyValues("resilience.instances.c.bulkhead.max-wait=1s")
			.run((context) -> assertThat(((StartupProblemsException) context.getStartupFailure()).problems())
				.extracting(StartupProblem::place)
				.containsExactly("resilience.instances.c.bulkhead.max-wait"));
	}

	@Test
	void anExpressionThatNamesAnUnknownBeanStopsTheStart() {
		AnnotatedContext.with(Wrong.class)
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining(
					"@Idempotent(key = \"@tmie.nanoTime() + #id\") there is no bean 'tmie', did you mean 'time'?"));
	}

	@Test
	void anExpressionMayNameABean() {
		AnnotatedContext.with(Right.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(classes = { Tasks.class, Stages.class, Connectable.class, Parallel.class, Processing.class })
	void aResultThatCannotBeReplacedByWhatIsProtectedStopsTheStart(Class<?> bean) {
		AnnotatedContext.with(bean)
			.run((context) -> assertThat(((StartupProblemsException) context.getStartupFailure()).problems())
				.singleElement()
				.satisfies((problem) -> {
					assertThat(problem.place()).contains(bean.getSimpleName() + ".call");
					assertThat(problem.toString()).contains("which cannot be protected");
				}));
	}

	@ParameterizedTest
	@ValueSource(classes = { Many.class, ManyPublished.class })
	void manyValuesCannotBeKeptForTheSecondCall(Class<?> bean) {
		AnnotatedContext.with(bean)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasMessageContaining("@Idempotent stands on a method that returns many values"));
	}

	@Test
	void aResultThatSpringHandsOutLaterIsThereWhenTheCallEnds() {
		AnnotatedContext.with(Asynchronous.class).run((context) -> assertThat(context).hasNotFailed());
	}

	static class Tasks {

		@Retry
		FutureTask<String> call() {
			return new FutureTask<>(() -> "later");
		}

	}

	static class Stages {

		@Bulkhead
		Stage call() {
			return new Stage();
		}

	}

	static class Stage extends CompletableFuture<String> {

	}

	static class Connectable {

		@CircuitBreaker
		ConnectableFlux<String> call() {
			return Flux.<String>empty().publish();
		}

	}

	static class Parallel {

		@CircuitBreaker
		ParallelFlux<String> call() {
			return Flux.<String>empty().parallel();
		}

	}

	static class Processing {

		@CircuitBreaker
		SubmissionPublisher<String> call() {
			return new SubmissionPublisher<>();
		}

	}

	static class Many {

		@Idempotent(key = "#id")
		Flux<String> call(String id) {
			return Flux.just(id);
		}

	}

	static class ManyPublished {

		@Idempotent(key = "#id")
		Flow.Publisher<String> call(String id) {
			return new SubmissionPublisher<>();
		}

	}

	static class Asynchronous {

		@Async
		@Retry
		CompletableFuture<String> call() {
			return CompletableFuture.completedFuture("later");
		}

	}

	static class Limited {

		@Timeout("a")
		void call() {
		}

		@Timeout("a")
		void callOtherwise() {
		}

	}

	static class Mixed {

		@Resilient("b")
		@Timeout("a")
		void call() {
		}

	}

	static class Counted {

		@Bulkhead("c")
		void call() {
		}

	}

	static class Charging {

		@Idempotent(key = "#id")
		String charge(String id) {
			return id;
		}

		@Idempotent(key = "#id")
		String refund(String id) {
			return id;
		}

	}

	static class Wrong {

		@Idempotent(key = "@tmie.nanoTime() + #id")
		String charge(String id) {
			return id;
		}

	}

	static class Right {

		@Idempotent(key = "@'time'.nanoTime() + #id")
		String charge(String id) {
			return id;
		}

	}

}
