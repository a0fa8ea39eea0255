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

package dev.resilience.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.event.Events;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.ratelimiter.RateLimiterSnapshot;
import dev.resilience.retry.Retry;
import dev.resilience.retry.RetryConfig;
import dev.resilience.retry.RetryCounters;
import dev.resilience.retry.RetrySnapshot;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class PipelineBooksPropertyTests {

	/**
	 * In whatever order policies stand, each counts once what the one before it let
	 * through.
	 */
	@Property(edgeCases = EdgeCasesMode.NONE)
	void everyPolicyKeepsItsBooks(@ForAll("scenes") Scene scene) {
		Run run = new Run(scene);
		run.all();
		assertThat(run.complaint(0)).isNull();
	}

	@Example
	void oneCallTooManyIsNoticed() {
		Run run = new Run(
				new Scene(List.of(Kind.BREAKER, Kind.RETRY), List.of(new Step(Ending.FAILS, Duration.ZERO)), 1));
		run.all();
		assertThat(run.complaint(0)).isNull();
		assertThat(run.complaint(1)).isNotNull();
	}

	@Provide
	static Arbitrary<Scene> scenes() {
		Arbitrary<List<Kind>> kinds = Arbitraries.of(Kind.class).list().ofMaxSize(6);
		Arbitrary<Duration> pause = Arbitraries
			.frequencyOf(Tuple.of(3, Arbitraries.just(0L)), Tuple.of(1, Arbitraries.longs().between(0, 3_000_000_000L)))
			.map(Duration::ofNanos);
		Arbitrary<Step> step = Combinators.combine(Arbitraries.of(Ending.class), pause).as(Step::new);
		return Combinators.combine(kinds, step.list().ofMinSize(1).ofMaxSize(40), Arbitraries.longs()).as(Scene::new);
	}

	/**
	 * A kind of policy; one may stand in a pipeline more than once.
	 */
	enum Kind {

		RETRY, BREAKER, LIMITER, BULKHEAD, FULL_BULKHEAD

	}

	/**
	 * How an attempt ends.
	 */
	enum Ending {

		SUCCEEDS, FAILS, IS_CANCELLED, IS_AN_ERROR, CALLS_ITSELF

	}

	/**
	 * What an attempt does.
	 *
	 * @param ending how it ends
	 * @param lasting how long it takes
	 */
	record Step(Ending ending, Duration lasting) {

	}

	/**
	 * A pipeline and what is called through it.
	 *
	 * @param kinds the policies, outermost first
	 * @param steps what attempts do, one after the other, until there are no more
	 * @param seed of jitter
	 */
	record Scene(List<Kind> kinds, List<Step> steps, long seed) {

	}

	/** A pipeline that runs a scene. */
	private static final class Run {

		private final ManualTime time = ManualTime.autoAdvancing();

		private final List<CallRejected> rejections = new ArrayList<>();

		private final CallCounters counters = new CallCounters(false);

		private final List<Policy> policies = new ArrayList<>();

		private final List<Step> left;

		private final Pipeline pipeline;

		private int calls;

		private int attempts;

		Run(Scene scene) {
			PolicyContext context = PolicyContext.standalone(this.time).withRandom(new SplittableRandom(scene.seed()));
			Events events = context.events();
			events.on(CallRejected.class, this.rejections::add);
			for (Kind kind : scene.kinds()) {
				this.policies.add(policy(kind, "orders", context));
			}
			this.left = new ArrayList<>(scene.steps());
			Collections.reverse(this.left);
			this.pipeline = Pipeline.of("orders", this.policies, context, this.counters);
		}

		private static Policy policy(Kind kind, String name, PolicyContext context) {
			return switch (kind) {
				case RETRY -> Retry.of(name,
						RetryConfig.builder()
							.retryOn(List.of(IllegalStateException.class, CallRejectedException.class))
							.build(),
						new RetryCounters(), context);
				case BREAKER -> CircuitBreaker.of(name,
						CircuitBreakerConfig.builder()
							.failureThreshold(2)
							.successThreshold(1)
							.halfOpenCalls(1)
							.openDuration(Duration.ofSeconds(1))
							.build(),
						context);
				case LIMITER -> RateLimiter.of(name,
						RateLimiterConfig.builder().permits(2).burst(3).maxWait(Duration.ofMillis(100)).build(),
						context);
				case BULKHEAD -> Bulkhead.of(name, BulkheadConfig.builder().maxConcurrent(2).build(), context);
				case FULL_BULKHEAD -> Bulkhead.of(name, BulkheadConfig.builder().maxConcurrent(0).build(), context);
			};
		}

		private void all() {
			int most = this.left.size();
			while (!this.left.isEmpty() && this.calls < most) {
				call();
			}
		}

		private void call() {
			this.calls++;
			this.pipeline.attempt(this::attempt);
		}

		private @Nullable Object attempt() throws Exception {
			this.attempts++;
			if (this.left.isEmpty()) {
				return "done";
			}
			Step step = this.left.remove(this.left.size() - 1);
			this.time.advance(step.lasting());
			switch (step.ending()) {
				case FAILS -> throw new IllegalStateException("broken");
				case IS_CANCELLED -> throw new CancellationException("enough");
				case IS_AN_ERROR -> throw new LinkageError("missing");
				case CALLS_ITSELF -> call();
				case SUCCEEDS -> {
				}
			}
			return "done";
		}

		private @Nullable String complaint(int invented) {
			long asked = this.calls + invented;
			long counted = 0;
			for (CallOutcome outcome : CallOutcome.values()) {
				counted += this.counters.count(outcome);
			}
			if (counted != asked) {
				return counted + " calls counted, " + asked + " made";
			}
			long rejected = 0;
			for (Policy policy : this.policies) {
				Books books = Books.of(policy);
				if (books.asked != asked) {
					return policy.type() + " counted " + books.asked + ", was asked " + asked;
				}
				if (books.out != 0) {
					return policy.type() + " has lost permits: " + books.out;
				}
				asked = books.passed;
				rejected += books.rejected;
			}
			return (asked == this.attempts && rejected == this.rejections.size()) ? null
					: this.attempts + " attempts and " + this.rejections.size() + " rejections, but passed are " + asked
							+ " and rejected " + rejected;
		}

	}

	/** What a policy has counted. */
	private record Books(long asked, long passed, long rejected, long out) {

		static Books of(Policy policy) {
			if (policy instanceof Retry retry) {
				RetrySnapshot snapshot = retry.snapshot();
				return new Books(snapshot.calls(), snapshot.calls() + snapshot.attempts(), 0, 0);
			}
			if (policy instanceof CircuitBreaker breaker) {
				CircuitBreakerSnapshot.Calls calls = breaker.calls();
				long passed = calls.totalSuccesses() + calls.totalFailures() + calls.ignored();
				return new Books(passed + calls.notPermitted(), passed, calls.notPermitted(), 0);
			}
			if (policy instanceof RateLimiter limiter) {
				RateLimiterSnapshot snapshot = limiter.snapshot();
				return new Books(snapshot.accepted() + snapshot.rejected(), snapshot.accepted(), snapshot.rejected(),
						snapshot.waiting());
			}
			BulkheadSnapshot snapshot = ((Bulkhead) policy).snapshot();
			return new Books(snapshot.accepted() + snapshot.rejected(), snapshot.accepted(), snapshot.rejected(),
					snapshot.active() + snapshot.waiting());
		}

	}

}
