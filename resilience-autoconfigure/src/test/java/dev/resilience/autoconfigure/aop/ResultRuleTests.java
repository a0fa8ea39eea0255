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

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Lazy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.fixture.Payment;
import dev.resilience.autoconfigure.fixture.Payment.Status;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.retry.RetryExhaustedException;
import dev.resilience.retry.RetryHook;
import dev.resilience.retry.WaitFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Retries and circuits that depend on results, and code that they ask and tell.
 */
class ResultRuleTests {

	private final Told told = new Told(new ArrayList<>());

	@Test
	void annotationsRepeatResultsAndAskAndTellBeans() {
		runner(Payments.class).run((context) -> {
			Payments payments = context.getBean(Payments.class);
			payments.answer(Status.PENDING, Status.PENDING, Status.DONE);
			assertThat(payments.repeated()).isEqualTo(new Payment(Status.DONE));
			assertThat(this.told.lines()).containsExactly("wait after 1 instead of PT0.2S", "before 2 in PT3S",
					"wait after 2 instead of PT0.4S", "before 3 in PT3S");
			this.told.lines().clear();
			payments.answer(Status.PENDING, Status.PENDING, Status.PENDING);
			assertThat(payments.repeated()).isEqualTo(new Payment(Status.PENDING));
			assertThat(this.told.lines()).last().isEqualTo("exhausted after 3");
		});
	}

	@Test
	void firstList23StopEndsWithTheResultAndIsCounted() {
		runner(Payments.class).run((context) -> {
			Payments payments = context.getBean(Payments.class);
			payments.answer(Status.PENDING, Status.LOST);
			assertThat(payments.stopped()).isEqualTo(new Payment(Status.LOST));
			assertThat(context.getBean(ResilienceRegistry.class)
				.get("stopped")
				.policies()
				.retryCounters()
				.snapshot()
				.aborted()).isOne();
		});
	}

	@Test
	void annotationsOpenCircuitsByResultsAndFailures() {
		runner(Payments.class).run((context) -> {
			Payments payments = context.getBean(Payments.class);
			payments.answer(Status.LOST, Status.DONE);
			payments.opening();
			dev.resilience.circuitbreaker.CircuitBreaker breaker = context.getBean(ResilienceRegistry.class)
				.get("opening")
				.circuitBreaker();
			assertThat(breaker.remainingOpenDuration()).isEqualTo(Duration.ofSeconds(90));
			assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(payments::opening);
			breaker.close();
			assertThatIllegalStateException().isThrownBy(payments::failing);
			assertThat(breaker.state()).isEqualTo(CircuitBreakerState.CLOSED);
			payments.explain("closed for today");
			assertThatIllegalStateException().isThrownBy(payments::failing);
			assertThat(breaker.state()).isEqualTo(CircuitBreakerState.OPEN);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "stage", "future", "mono", "undeclared" })
	void rulesAreAboutWhatComesLater(String shape) {
		runner(Later.class).run((context) -> {
			Later later = context.getBean(Later.class);
			later.answer(Status.PENDING, Status.PENDING, Status.LOST);
			assertThat(later.ask(shape)).isEqualTo(new Payment(Status.LOST));
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			assertThat(registry.get("later").policies().retryCounters().snapshot().attempts()).isEqualTo(2);
			assertThat(registry.get("later").circuitBreaker().snapshot().calls().failure()).isEqualTo(3);
			assertThat(registry.get("later").circuitBreaker().remainingOpenDuration())
				.isEqualTo(Duration.ofSeconds(90));
		});
	}

	@Test
	void valuesThatWerePassedOnAlreadyAreNoLongerJudged() {
		runner(Later.class)
			.withPropertyValues("resilience.instances.later.retry.retry-on-result=#result == null",
					"resilience.instances.later.retry.on-exhausted=wrap",
					"resilience.instances.later.circuit-breaker.record-on-result=#result == null")
			.run((context) -> {
				Later later = context.getBean(Later.class);
				later.answer(Status.DONE);
				assertThat(later.flux().blockLast(Duration.ofSeconds(30))).isEqualTo(new Payment(Status.DONE));
				Resilience instance = context.getBean(ResilienceRegistry.class).get("later");
				assertThat(instance.policies().retryCounters().snapshot().successWithoutRetry()).isOne();
				assertThat(instance.circuitBreaker().snapshot().calls().failure()).isZero();
			});
	}

	@Test
	void attributesLeftUnsetAreTakenFromTheSettingsAndSettingsWin() {
		runner(Payments.class)
			.withPropertyValues("resilience.instances.repeated.retry.retry-on-result=#result.status == 'DONE'",
					"resilience.instances.plain.retry.retry-on-result=#result.status == 'PENDING'")
			.run((context) -> {
				Payments payments = context.getBean(Payments.class);
				payments.answer(Status.DONE, Status.PENDING);
				assertThat(payments.repeated()).isEqualTo(new Payment(Status.PENDING));
				payments.answer(Status.PENDING, Status.DONE);
				assertThat(payments.plain()).isEqualTo(new Payment(Status.DONE));
			});
	}

	@Test
	void settingsHoldForCallsInCode() {
		runner().withPropertyValues("resilience.instances.code.retry.retry-on-result=#result.status == 'PENDING'",
				"resilience.instances.code.retry.max-attempts=2", "resilience.instances.code.retry.on-exhausted=wrap",
				"resilience.instances.code.retry.after-exhaustion=afterwards",
				"resilience.instances.code.circuit-breaker.record-on-result=unsettled",
				"resilience.instances.code.circuit-breaker.failure-threshold=2")
			.run((context) -> {
				Resilience code = context.getBean(ResilienceRegistry.class).get("code");
				assertThatExceptionOfType(RetryExhaustedException.class)
					.isThrownBy(() -> code.call(() -> new Payment(Status.PENDING)));
				assertThat(this.told.lines()).containsExactly("exhausted after 2");
				assertThat(code.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
			});
	}

	@Test
	void firstList2CodeThatThrowsHasADefinedEffectAndCostsNoResult() {
		runner()
			.withPropertyValues("resilience.instances.code.retry.retry-on-result=#result.missing",
					"resilience.instances.code.retry.wait-function=broken",
					"resilience.instances.code.retry.before-retry=broken",
					"resilience.instances.code.circuit-breaker.open-on-result=#result.status",
					"resilience.instances.code.circuit-breaker.failure-threshold=1",
					"resilience.instances.code.bulkhead.max-concurrent=1")
			.withBean("broken", Broken.class)
			.run((context) -> {
				Resilience code = context.getBean(ResilienceRegistry.class).get("code");
				assertThat(code.call(() -> new Payment(Status.DONE))).isEqualTo(new Payment(Status.DONE));
				assertThat(code.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
				code.circuitBreaker().disable();
				assertThatIllegalStateException().isThrownBy(() -> code.call(() -> {
					throw new IllegalStateException("each time");
				}));
				assertThat(code.policies().retryCounters().snapshot().exhausted()).isOne();
				assertThat(code.bulkhead().snapshot().active()).isZero();
			});
	}

	@Test
	void whatIsMissingStopsTheStartWithAllThatIsWrong() {
		runner(Misnamed.class).withPropertyValues("resilience.defaults.retry.before-retry=afterwrds")
			.run((context) -> assertThat(((StartupProblemsException) context.getStartupFailure()).problems())
				.extracting((problem) -> problem + " " + problem.suggestion())
				.satisfiesExactlyInAnyOrder(
						(problem) -> assertThat(problem).contains("retry.wait-function", "patint",
								"annotation @Retry on Misnamed.call", "Did you mean patient?"),
						(problem) -> assertThat(problem).contains("circuit-breaker.open-on-result", "#reslt",
								"annotation @CircuitBreaker on Misnamed.call"),
						(problem) -> assertThat(problem).contains("resilience.defaults.retry.before-retry",
								"Did you mean afterwards?")));
	}

	private ApplicationContextRunner runner(Class<?>... beans) {
		return AnnotatedContext.with(beans)
			.withBean(Told.class, () -> this.told)
			.withBean("patient", Patient.class)
			.withBean("before", Before.class)
			.withBean("afterwards", Afterwards.class)
			.withBean("unsettled", Unsettled.class)
			.withBean("penalty", Penalty.class);
	}

	/**
	 * What hooks were told.
	 *
	 * @param lines the lines
	 */
	record Told(List<String> lines) {

	}

	static class Payments {

		private final List<Status> answers = new ArrayList<>();

		private String message = "busy";

		void answer(Status... statuses) {
			this.answers.addAll(List.of(statuses));
		}

		void explain(String reason) {
			this.message = reason;
		}

		@Retry(value = "repeated", jitter = Retry.Jitter.NONE, retryOnResult = "#result.status == 'PENDING'",
				waitFunction = "patient", beforeRetry = "before", afterExhaustion = "afterwards")
		Payment repeated() {
			return new Payment(this.answers.remove(0));
		}

		@Retry(value = "stopped", maxAttempts = 5, retryOnResult = "unsettled", waitFunction = "patient")
		Payment stopped() {
			return new Payment(this.answers.remove(0));
		}

		@Retry("plain")
		Payment plain() {
			return new Payment(this.answers.remove(0));
		}

		@CircuitBreaker(value = "opening", openOnResult = "penalty")
		Payment opening() {
			return new Payment(this.answers.remove(0));
		}

		@CircuitBreaker(value = "opening", openOnFailure = "#failure.message.startsWith('closed')")
		Payment failing() {
			throw new IllegalStateException(this.message);
		}

	}

	static class Later {

		private final List<Status> answers = new ArrayList<>();

		@Autowired
		@Lazy
		private Later self;

		void answer(Status... statuses) {
			this.answers.addAll(List.of(statuses));
		}

		Object ask(String shape) throws Exception {
			return switch (shape) {
				case "stage" -> this.self.stage().toCompletableFuture().get(30, TimeUnit.SECONDS);
				case "future" -> this.self.future().get(30, TimeUnit.SECONDS);
				case "mono" -> this.self.mono().block(Duration.ofSeconds(30));
				default -> ((Mono<?>) this.self.undeclared()).block(Duration.ofSeconds(30));
			};
		}

		@Asking
		CompletionStage<Payment> stage() {
			return CompletableFuture.supplyAsync(this::next);
		}

		@Asking
		Future<Payment> future() {
			return CompletableFuture.supplyAsync(this::next);
		}

		@Asking
		Mono<Payment> mono() {
			return Mono.fromCallable(this::next).subscribeOn(Schedulers.boundedElastic());
		}

		@Asking
		Flux<Payment> flux() {
			return Flux.from(mono());
		}

		@Asking
		Object undeclared() {
			return mono();
		}

		private Payment next() {
			return new Payment(this.answers.remove(0));
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Retry(value = "later", delay = "0s", jitter = Retry.Jitter.NONE, retryOnResult = "#result.status == 'PENDING'")
	@CircuitBreaker(value = "later", recordOnResult = "#result.status == 'PENDING'", openOnResult = "penalty")
	@interface Asking {

	}

	static class Misnamed {

		@Retry(value = "misnamed", waitFunction = "patint")
		@CircuitBreaker(value = "misnamed", openOnResult = "#reslt == null")
		void call() {
			// does nothing
		}

	}

	static final class Patient implements WaitFunction {

		private final Told told;

		Patient(Told told) {
			this.told = told;
		}

		@Override
		public Optional<Duration> waitAfter(int attempt, Object result, Throwable failure, Duration computed) {
			if (result instanceof Payment payment && payment.status() == Status.LOST) {
				return Optional.empty();
			}
			this.told.lines().add("wait after " + attempt + " instead of " + computed);
			return Optional.of(Duration.ofSeconds(3));
		}

	}

	static final class Before implements RetryHook {

		private final Told told;

		Before(Told told) {
			this.told = told;
		}

		@Override
		public void attemptFailed(int attempt, Throwable failure, Duration wait) {
			this.told.lines().add("before " + (attempt + 1) + " in " + wait);
		}

	}

	static final class Afterwards implements RetryHook {

		private final Told told;

		Afterwards(Told told) {
			this.told = told;
		}

		@Override
		public void attemptFailed(int attempt, Throwable failure, Duration wait) {
			this.told.lines().add("exhausted after " + attempt);
		}

	}

	static final class Unsettled implements Predicate<Payment> {

		@Override
		public boolean test(Payment payment) {
			return payment.status() != Status.DONE;
		}

	}

	static final class Penalty implements Function<Payment, Duration> {

		@Override
		public Duration apply(Payment payment) {
			return (payment.status() == Status.LOST) ? Duration.ofSeconds(90) : null;
		}

	}

	static final class Broken implements WaitFunction, RetryHook {

		@Override
		public Optional<Duration> waitAfter(int attempt, Object result, Throwable failure, Duration computed) {
			throw new NoClassDefFoundError("expected by this test");
		}

		@Override
		public void attemptFailed(int attempt, Throwable failure, Duration wait) {
			throw new AssertionError("expected by this test");
		}

	}

}
