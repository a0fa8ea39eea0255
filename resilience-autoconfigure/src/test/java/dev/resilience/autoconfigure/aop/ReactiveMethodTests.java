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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.core.SingleSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for methods that return reactive types.
 */
class ReactiveMethodTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner()
		.withBean(ManualTime.class, ManualTime::stopped)
		.withBean(Client.class);

	@Test
	void everySubscriptionIsACallAndWithoutOneThereIsNone() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.just("a" + attempt));
			Mono<String> mono = client.mono();
			assertThat(client.attempts()).isZero();
			StepVerifier.create(mono).expectNext("a1").expectComplete().verify(LIMIT);
			StepVerifier.create(mono).expectNext("a2").expectComplete().verify(LIMIT);
			assertThat(calls(context, "mono", CallOutcome.SUCCESS)).isEqualTo(2);
		});
	}

	@Test
	void aRefusalIsAnErrorSignal() {
		this.contextRunner
			.withPropertyValues("resilience.instances.resilient.circuit-breaker.initial-state=forced-open")
			.withBean(Open.class)
			.run((context) -> StepVerifier.create(context.getBean(Open.class).call())
				.expectError(CircuitBreakerOpenException.class)
				.verify(LIMIT));
	}

	@Test
	void aThrowIsAnErrorSignalAndRepeated() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> {
				if (attempt < 3) {
					throw new IllegalStateException("attempt " + attempt);
				}
				return Flux.just("third");
			});
			StepVerifier.create(client.mono()).expectNext("third").expectComplete().verify(LIMIT);
			StepVerifier.create(client.flux()).expectNext("third").expectComplete().verify(LIMIT);
		});
	}

	@Test
	void aMethodThatReturnsNoPublisherFails() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> null);
			StepVerifier.create(client.flux())
				.expectErrorMessage("Client.flux returned null instead of a Flux")
				.verify(LIMIT);
		});
	}

	@Test
	void anEmptyMonoIsASuccess() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.empty());
			StepVerifier.create(client.mono()).expectComplete().verify(LIMIT);
			assertThat(calls(context, "mono", CallOutcome.SUCCESS)).isOne();
		});
	}

	@Test
	void demandReachesTheSourceAndNoMoreThanThat() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			TestPublisher<String> source = TestPublisher.create();
			client.answerBy((attempt) -> source.flux());
			StepVerifier.create(client.flux(), 0)
				.expectSubscription()
				.then(() -> source.assertMaxRequested(0))
				.thenRequest(2)
				.then(() -> source.assertMinRequested(2).assertMaxRequested(2).next("a", "b"))
				.expectNext("a", "b")
				.thenRequest(1)
				.then(() -> source.assertMinRequested(1).assertMaxRequested(1).next("c").complete())
				.expectNext("c")
				.expectComplete()
				.verify(LIMIT);
		});
	}

	@Test
	void demandCarriesOverToTheNextAttempt() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			TestPublisher<String> second = TestPublisher.create();
			client.answerBy((attempt) -> (attempt == 1) ? Flux.error(new IOException("first")) : second.flux());
			StepVerifier.create(client.flux(), 3).expectSubscription().then(() -> {
				awaitSubscribers(second);
				second.assertMinRequested(3).assertMaxRequested(3).next("a").complete();
			}).expectNext("a").expectComplete().verify(LIMIT);
		});
	}

	@Test
	void aStreamThatHasBegunIsNeitherRepeatedNorReplaced() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.just("a").concatWith(Flux.error(new IOException("after a"))));
			StepVerifier.create(client.flux()).expectNext("a").expectErrorMessage("after a").verify(LIMIT);
			assertThat(client.attempts()).isOne();
			StepVerifier.create(client.answered()).expectNext("a").expectErrorMessage("after a").verify(LIMIT);
		});
	}

	@Test
	void aFallbackReplacesAnEmptyPrefix() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.error(new IOException("down")));
			StepVerifier.create(client.answered(), 1)
				.expectNext("instead 1")
				.thenRequest(1)
				.expectNext("instead 2")
				.expectComplete()
				.verify(LIMIT);
			assertThat(calls(context, "answered", CallOutcome.FALLBACK)).isOne();
		});
	}

	@Test
	void aFallbackMayReturnTheValueItself() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.error(new IOException("down")));
			StepVerifier.create(client.answeredByValue()).expectNext("value after down").expectComplete().verify(LIMIT);
		});
	}

	@Test
	void theValueOfAMonoThatFailsIsNeverSeen() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.just("a" + attempt)
				.concatWith((attempt < 2) ? Flux.error(new IOException("after a")) : Flux.empty()));
			StepVerifier.create(client.monoOfMany()).expectNext("a2").expectComplete().verify(LIMIT);
		});
	}

	@Test
	void cancellingReachesTheSourceFreesThePermitAndIsIgnored() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			TestPublisher<String> source = TestPublisher.create();
			client.answerBy((attempt) -> source.flux());
			StepVerifier.create(client.flux())
				.then(() -> source.next("a"))
				.expectNext("a")
				.then(() -> assertThat(active(context, "flux")).isOne())
				.thenCancel()
				.verify(LIMIT);
			source.assertCancelled();
			assertThat(active(context, "flux")).isZero();
			assertThat(calls(context, "flux", CallOutcome.IGNORED)).isOne();
		});
	}

	@Test
	void whoCancelsAtOnceMakesNoCall() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			StepVerifier.create(client.flux(), 0).thenCancel().verify(LIMIT);
			assertThat(calls(context, "flux", CallOutcome.SUCCESS)).isZero();
		});
	}

	@Test
	void aStreamEndsAtItsLimitAndItsSourceIsCancelled() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			TestPublisher<String> source = TestPublisher.create();
			client.answerBy((attempt) -> source.flux());
			StepVerifier.create(client.limited())
				.then(() -> source.next("a"))
				.expectNext("a")
				.then(() -> context.getBean(ManualTime.class).advance(Duration.ofSeconds(1)))
				.expectError(CallTimeoutException.class)
				.verify(LIMIT);
			source.assertCancelled();
			assertThat(context.getBean(ManualTime.class).scheduledTasks()).isZero();
		});
	}

	@Test
	void theContextOfTheSubscriberReachesEveryAttempt() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			List<String> seen = new ArrayList<>();
			client.answerBy((attempt) -> Flux.deferContextual((view) -> {
				seen.add(view.get("user"));
				return (attempt < 3) ? Flux.error(new IOException("down")) : Flux.just("done");
			}));
			StepVerifier.create(client.mono().contextWrite((view) -> view.put("user", "Ada")))
				.expectNext("done")
				.expectComplete()
				.verify(LIMIT);
			assertThat(seen).containsExactly("Ada", "Ada", "Ada");
		});
	}

	@Test
	void theLimitInTheContextOfTheSubscriberBoundsTheCallAndTheSourceSeesTheShorterOne() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			ManualTime time = context.getBean(ManualTime.class);
			List<Duration> seen = new ArrayList<>();
			client.answerBy((attempt) -> Flux.deferContextual((view) -> {
				seen.add(view.<Deadline>get(DeadlineAccessor.KEY).remaining());
				return Flux.never();
			}));
			for (Duration outer : List.of(Duration.ofMillis(400), Duration.ofSeconds(2))) {
				Deadline limit = Deadline.beginPassive(time, "request", outer.toNanos());
				limit.end();
				StepVerifier.create(client.limited().contextWrite((view) -> view.put(DeadlineAccessor.KEY, limit)))
					.then(() -> time.advance(Duration.ofSeconds(1)))
					.expectErrorSatisfies((failure) -> assertThat(failure).isInstanceOf(
							(outer.toMillis() < 1000) ? DeadlineExceededException.class : CallTimeoutException.class))
					.verify(LIMIT);
			}
			assertThat(seen).containsExactly(Duration.ofMillis(400), Duration.ofSeconds(1));
		});
	}

	@Test
	void expressionsAreEvaluatedForEachSubscriptionAndTheirFailuresAreErrorSignals() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.just("done"));
			Mono<String> weighted = client.weighted(new int[] { 2 });
			StepVerifier.create(weighted).expectNext("done").expectComplete().verify(LIMIT);
			StepVerifier.create(weighted).expectNext("done").expectComplete().verify(LIMIT);
			assertThat(instance(context, "weighted").rateLimiter().snapshot().available()).isEqualTo(6);
			StepVerifier.create(client.weighted(new int[0])).expectError().verify(LIMIT);
			StepVerifier.create(client.weighted(new int[] { -1 }))
				.expectError(IllegalArgumentException.class)
				.verify(LIMIT);
		});
	}

	@Test
	void theSecondSubscriberOfAKeyGetsTheKeptValue() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy((attempt) -> Flux.just("a" + attempt));
			StepVerifier.create(client.once("key")).expectNext("a1").expectComplete().verify(LIMIT);
			StepVerifier.create(client.once("key")).expectNext("a1").expectComplete().verify(LIMIT);
			StepVerifier.create(client.once("other")).expectNext("a2").expectComplete().verify(LIMIT);
		});
	}

	@Test
	void typesOfRxJavaAreProtected() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy(Client::thirdSucceeds);
			assertThat(client.single().blockingGet()).isEqualTo("third");
			client.answerBy(Client::thirdSucceeds);
			assertThat(client.maybe().blockingGet()).isEqualTo("third");
			client.answerBy(Client::thirdSucceeds);
			client.completable().blockingAwait();
			assertThat(client.attempts()).isEqualTo(3);
			client.answerBy(Client::thirdSucceeds);
			assertThat(client.observable().blockingFirst()).isEqualTo("third");
			client.answerBy(Client::thirdSucceeds);
			assertThat(Single.wrap(client.singleSource()).blockingGet()).isEqualTo("third");
		});
	}

	@Test
	void publishersOfTheJdkAndOfReactiveStreamsAreProtected() {
		this.contextRunner.run((context) -> {
			Client client = context.getBean(Client.class);
			client.answerBy(Client::thirdSucceeds);
			StepVerifier.create(JdkFlowAdapter.flowPublisherToFlux(client.flow()))
				.expectNext("third")
				.expectComplete()
				.verify(LIMIT);
			client.answerBy(Client::thirdSucceeds);
			StepVerifier.create(client.publisher()).expectNext("third").expectComplete().verify(LIMIT);
		});
	}

	private static void awaitSubscribers(TestPublisher<?> publisher) {
		Awaitility.await().atMost(LIMIT).untilAsserted(publisher::assertSubscribers);
	}

	private static Resilience instance(AssertableApplicationContext context, String name) {
		return context.getBean(ResilienceRegistry.class).find(name).orElseThrow();
	}

	private static long calls(AssertableApplicationContext context, String name, CallOutcome outcome) {
		return instance(context, name).policies().calls().count(outcome);
	}

	private static int active(AssertableApplicationContext context, String name) {
		return instance(context, name).bulkhead().snapshot().active();
	}

	static class Open {

		@Resilient("resilient")
		Mono<String> call() {
			return Mono.just("never");
		}

	}

	static class Client {

		private final AtomicInteger attempts = new AtomicInteger();

		private volatile Function<Integer, Flux<String>> answer = (attempt) -> Flux.never();

		void answerBy(Function<Integer, Flux<String>> answer) {
			this.attempts.set(0);
			this.answer = answer;
		}

		int attempts() {
			return this.attempts.get();
		}

		static Flux<String> thirdSucceeds(int attempt) {
			return (attempt < 3) ? Flux.error(new IOException("down")) : Flux.just("third");
		}

		private Flux<String> next() {
			return this.answer.apply(this.attempts.incrementAndGet());
		}

		@Retry(value = "mono", delay = "0ms")
		Mono<String> mono() {
			Flux<String> next = next();
			return next.next();
		}

		@Retry(value = "mono", delay = "0ms")
		Mono<String> monoOfMany() {
			return Mono.fromDirect(next());
		}

		@Retry(value = "flux", delay = "0ms")
		@Bulkhead("flux")
		Flux<String> flux() {
			return next();
		}

		@Fallback(value = "instead", instance = "answered")
		Flux<String> answered() {
			return next();
		}

		private Flux<String> instead() {
			return Flux.just("instead 1", "instead 2");
		}

		@Fallback(value = "value", instance = "value")
		Mono<String> answeredByValue() {
			return next().next();
		}

		private String value(IOException failure) {
			return "value after " + failure.getMessage();
		}

		@Timeout(value = "limited", duration = "1s")
		Flux<String> limited() {
			return next();
		}

		@RateLimiter(value = "weighted", permits = 10, period = "1h", weight = "#weights[0]")
		Mono<String> weighted(int[] weights) {
			return next().next();
		}

		@Idempotent(value = "once", key = "#id")
		Mono<String> once(String id) {
			return next().next();
		}

		@Retry(value = "rx", delay = "0ms")
		Single<String> single() {
			return Single.fromPublisher(next());
		}

		@Retry(value = "rx", delay = "0ms")
		SingleSource<String> singleSource() {
			return Single.fromPublisher(next());
		}

		@Retry(value = "rx", delay = "0ms")
		Maybe<String> maybe() {
			return Maybe.fromPublisher(next());
		}

		@Retry(value = "rx", delay = "0ms")
		Completable completable() {
			return Completable.fromPublisher(next());
		}

		@Retry(value = "rx", delay = "0ms")
		Observable<String> observable() {
			return Observable.fromPublisher(next());
		}

		@Retry(value = "rx", delay = "0ms")
		Flow.Publisher<String> flow() {
			return JdkFlowAdapter.publisherToFlowPublisher(next());
		}

		@Retry(value = "rx", delay = "0ms")
		Publisher<String> publisher() {
			return next();
		}

	}

}
