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

package dev.resilience.autoconfigure.reactive;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import dev.resilience.KeyedResilience;
import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.Call;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveResilience} and for what its publishers promise by the rules
 * of Reactive Streams.
 */
class ReactiveResilienceTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final ManualTime time = ManualTime.stopped();

	private final AtomicInteger subscriptions = new AtomicInteger();

	private ResilienceBuilder builder() {
		return Resilience.builder("reactive").time(this.time).continuations(Runnable::run);
	}

	private Flux<String> failing(int failures, String... values) {
		return Flux.defer(() -> (this.subscriptions.incrementAndGet() <= failures)
				? Flux.error(new IOException("attempt " + this.subscriptions)) : Flux.just(values));
	}

	@Test
	void repeatsAMonoBySubscribingAgain() {
		Resilience payments = builder().retry((r) -> r.delay(Duration.ZERO)).build();
		StepVerifier.create(failing(2, "done").next().transform(ReactiveResilience.of(payments)::protectMono))
			.expectNext("done")
			.expectComplete()
			.verify(LIMIT);
		assertThat(this.subscriptions).hasValue(3);
	}

	@Test
	void waitsBetweenAttemptsWithoutAThread() {
		Resilience payments = builder().retry((r) -> r.delay(Duration.ofSeconds(1)).jitterFactor(0.0)).build();
		StepVerifier.create(failing(1, "a", "b").transform(ReactiveResilience.of(payments)::protectFlux))
			.then(() -> this.time.advance(Duration.ofMillis(999)))
			.then(() -> assertThat(this.subscriptions).hasValue(1))
			.then(() -> this.time.advance(Duration.ofMillis(1)))
			.expectNext("a", "b")
			.expectComplete()
			.verify(LIMIT);
	}

	@Test
	void refusesWhileTheCircuitIsOpen() {
		Resilience payments = builder().circuitBreaker((c) -> c.failureThreshold(1)).build();
		Mono<String> mono = ReactiveResilience.of(payments).protectMono(failing(1, "done").next());
		StepVerifier.create(mono).expectError(IOException.class).verify(LIMIT);
		StepVerifier.create(mono).expectError(CircuitBreakerOpenException.class).verify(LIMIT);
		assertThat(this.subscriptions).hasValue(1);
	}

	@Test
	void eachKeyHasACircuitOfItsOwn() {
		KeyedResilience agents = builder().circuitBreaker((c) -> c.failureThreshold(1)).build().keyed();
		Mono<String> source = failing(1, "done").next();
		Mono<String> first = ReactiveResilience.of(agents, "a1").protectMono(source);
		StepVerifier.create(first).expectError(IOException.class).verify(LIMIT);
		StepVerifier.create(first).expectError(CircuitBreakerOpenException.class).verify(LIMIT);
		StepVerifier.create(ReactiveResilience.of(agents, "a2").protectMono(source))
			.expectNext("done")
			.expectComplete()
			.verify(LIMIT);
		assertThat(agents.isAvailable("a1")).isFalse();
		assertThat(agents.isAvailable("a2")).isTrue();
	}

	@Test
	void queuedSubscribersAreServedAsPermitsComeBack() {
		Resilience payments = builder().bulkhead((b) -> b.maxConcurrent(1).queueSize(1)).build();
		TestPublisher<String> first = TestPublisher.create();
		ReactiveResilience.of(payments).protectFlux(first.flux()).subscribe();
		StepVerifier.create(ReactiveResilience.of(payments).protectMono(Mono.just("second")))
			.then(() -> assertThat(payments.bulkhead().snapshot().waiting()).isOne())
			.then(first::complete)
			.expectNext("second")
			.expectComplete()
			.verify(LIMIT);
		assertThat(payments.bulkhead().snapshot().active()).isZero();
	}

	@Test
	void cancellingAQueuedSubscriberGivesItsPlaceBack() {
		Resilience payments = builder().bulkhead((b) -> b.maxConcurrent(1).queueSize(1)).build();
		TestPublisher<String> first = TestPublisher.create();
		ReactiveResilience.of(payments).protectFlux(first.flux()).subscribe();
		StepVerifier.create(ReactiveResilience.of(payments).protectMono(failing(0, "never").next()))
			.then(() -> assertThat(payments.bulkhead().snapshot().waiting()).isOne())
			.thenCancel()
			.verify(LIMIT);
		assertThat(payments.bulkhead().snapshot().waiting()).isZero();
		first.complete();
		assertThat(this.subscriptions).hasValue(0);
	}

	@Test
	void fallbacksAnswerByPublishersStagesAndValues() {
		for (Object answer : new Object[] { "instead", Mono.just("instead"),
				CompletableFuture.completedFuture("instead"), Flux.just("instead") }) {
			Resilience payments = builder()
				.fallback(FallbackOption.of("else", (Call call, Throwable failure) -> answer))
				.build();
			StepVerifier.create(ReactiveResilience.of(payments).protectFlux(failing(Integer.MAX_VALUE)), 0)
				.expectSubscription()
				.thenRequest(1)
				.expectNext("instead")
				.expectComplete()
				.verify(LIMIT);
			assertThat(payments.policies().calls().count(CallOutcome.FALLBACK)).isOne();
		}
	}

	@Test
	void theTimeOfTheCallerBoundsTheSubscription() {
		Resilience payments = builder().build();
		TestPublisher<String> source = TestPublisher.create();
		CompletableFuture<String> result = Deadline.within(this.time, Duration.ofSeconds(1),
				() -> ReactiveResilience.of(payments).protectMono(source.mono()).toFuture());
		this.time.advance(Duration.ofSeconds(1));
		source.assertCancelled();
		assertThat(result).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(DeadlineExceededException.class);
	}

	@Test
	void followsNewSettingsFromTheNextSubscriptionOn() {
		Resilience payments = builder().retry((r) -> r.maxAttempts(1)).build();
		Mono<String> mono = ReactiveResilience.of(payments).protectMono(failing(2, "done").next());
		StepVerifier.create(mono).expectError(IOException.class).verify(LIMIT);
		RetryConfig twice = RetryConfig.builder().delay(Duration.ZERO).build();
		payments.reconfigure(new InstanceConfig(null, twice, null, null, null, null));
		StepVerifier.create(mono).expectNext("done").expectComplete().verify(LIMIT);
	}

	@Test
	void aSubscriberThatAsksForNothingGetsAnErrorAndItsSourceIsCancelled() {
		TestPublisher<String> source = TestPublisher.create();
		Recorder recorder = new Recorder();
		raw(source.flux()).subscribe(recorder);
		recorder.subscription.request(0);
		source.assertCancelled();
		assertThat(recorder.log).hasToString("error IllegalArgumentException;");
	}

	@Test
	void nothingIsSignalledAfterACancellation() {
		TestPublisher<String> source = TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
		Recorder recorder = new Recorder();
		raw(source.flux()).subscribe(recorder);
		recorder.subscription.request(10);
		source.next("a");
		recorder.subscription.cancel();
		source.next("b").complete();
		assertThat(recorder.log).hasToString("a;");
	}

	@Test
	void aSubscriberMayAskForMoreWhileItIsToldAValue() {
		Recorder recorder = new Recorder();
		recorder.asksForMore = true;
		raw(Flux.range(1, 100_000).map(String::valueOf)).subscribe(recorder);
		recorder.subscription.request(1);
		assertThat(recorder.values).isEqualTo(100_000);
		assertThat(recorder.log.toString()).endsWith("100000;complete;");
	}

	private <T> Publisher<T> raw(Flux<T> source) {
		Resilience plain = builder().build();
		return new ProtectedPublisher<>(plain::pipeline, () -> new ReactiveCall() {

			@Override
			protected Object nextSource() {
				return source;
			}

		}, true);
	}

	/** Writes down what it is told. */
	private static final class Recorder implements Subscriber<String> {

		private final StringBuilder log = new StringBuilder();

		private Subscription subscription;

		private boolean asksForMore;

		private int values;

		@Override
		public void onSubscribe(Subscription given) {
			this.subscription = given;
		}

		@Override
		public void onNext(String value) {
			this.values++;
			this.log.append(value).append(';');
			if (this.asksForMore) {
				this.subscription.request(1);
			}
		}

		@Override
		public void onError(Throwable failure) {
			this.log.append("error ").append(failure.getClass().getSimpleName()).append(';');
		}

		@Override
		public void onComplete() {
			this.log.append("complete;");
		}

	}

}
