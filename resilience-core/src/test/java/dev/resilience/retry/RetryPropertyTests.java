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

package dev.resilience.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

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

import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.classification.FailureHint;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.PolicyType;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPropertyTests {

	@Property(edgeCases = EdgeCasesMode.NONE)
	void everyRepetitionAndEveryEndHasItsReason(@ForAll("scenes") Scene scene) {
		assertThat(complaint(scene, scene)).isNull();
	}

	/** Judged by other settings than it ran by, a call must look wrong now and then. */
	@Example
	void judgeNoticesOtherSettings() {
		assertThat(scenes().sampleStream()
			.limit(1000)
			.anyMatch((scene) -> complaint(scene, scene.with(scene.maxAttempts() - 1, scene.maxDuration())) != null))
			.isTrue();
		assertThat(scenes().sampleStream()
			.limit(3000)
			.anyMatch((scene) -> scene.maxDuration() != null
					&& complaint(scene, scene.with(scene.maxAttempts(), scene.maxDuration().dividedBy(2))) != null))
			.isTrue();
		assertThat(scenes().sampleStream()
			.limit(3000)
			.anyMatch((scene) -> scene.maxDuration() != null
					&& complaint(scene, scene.with(scene.maxAttempts(), scene.maxDuration().multipliedBy(2))) != null))
			.isTrue();
	}

	private static @Nullable String complaint(Scene scene, Scene judgedBy) {
		Call call = new Call(scene);
		call.run();
		String complaint = new Judge(judgedBy, call.attempts).complaint();
		if (Thread.interrupted()) {
			return "an interrupt is left behind";
		}
		RetrySnapshot snapshot = call.snapshot();
		return (complaint != null || (snapshot.calls() == 1 && snapshot.attempts() == call.attempts.size() - 1))
				? complaint : "wrong books: " + snapshot;
	}

	@Provide
	static Arbitrary<Scene> scenes() {
		Arbitrary<Duration> lasting = Arbitraries
			.frequencyOf(Tuple.of(3, Arbitraries.just(0L)), Tuple.of(2, Arbitraries.longs().between(0, 2_000_000_000L)))
			.map(Duration::ofNanos);
		Arbitrary<Duration> asked = Arbitraries.of(0L, 1L, 300_000_000L, 3_000_000_000L, 70_000_000_000L)
			.map(Duration::ofNanos);
		Arbitrary<Ending> ending = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(Ending.FAILS)),
				Tuple.of(4, Arbitraries.of(Ending.class)));
		Arbitrary<List<Step>> steps = Combinators.combine(ending, lasting, asked)
			.as(Step::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(8);
		Arbitrary<Duration> limit = Arbitraries.longs().between(1, 20_000_000_000L).map(Duration::ofNanos);
		Arbitrary<Duration> answer = Arbitraries.of(0L, 1L, 500_000_000L, 60_000_000_000L)
			.map(Duration::ofNanos)
			.injectNull(0.8);
		return Combinators
			.combine(RetrySettings.any(), Arbitraries.integers().between(1, 8), limit.injectNull(0.5),
					limit.injectNull(0.6), asked, answer, steps, Arbitraries.longs())
			.as(Scene::new);
	}

	/**
	 * How an attempt ends.
	 */
	enum Ending {

		FAILS, UNWANTED, REFUSED, TELLS_WHEN, ABORTS, SUCCEEDS

	}

	/**
	 * What one attempt does; the last one is repeated.
	 *
	 * @param ending how it ends
	 * @param lasting how long it takes
	 * @param asks the wait that a refusal, or what is known of a failure, asks for
	 */
	record Step(Ending ending, Duration lasting, Duration asks) {

		Duration prescribed() {
			return (this.ending == Ending.REFUSED || this.ending == Ending.TELLS_WHEN) ? this.asks : Duration.ZERO;
		}

		boolean isRetryable() {
			return this.ending != Ending.ABORTS && this.ending != Ending.SUCCEEDS;
		}

	}

	/**
	 * A call.
	 *
	 * @param waits the settings of waits
	 * @param maxAttempts how many attempts
	 * @param maxDuration how long altogether, or {@code null}
	 * @param deadline the limit of the call, or {@code null}
	 * @param maxRetryAfter the longest wait that is asked for and granted
	 * @param answer what a wait function says, or {@code null} if there is none
	 * @param steps what the attempts do
	 * @param seed of jitter
	 */
	record Scene(RetrySettings waits, int maxAttempts, @Nullable Duration maxDuration, @Nullable Duration deadline,
			Duration maxRetryAfter, @Nullable Duration answer, List<Step> steps, long seed) {

		Scene(RetrySettings waits, int maxAttempts, @Nullable Duration maxDuration, @Nullable Duration deadline,
				Duration maxRetryAfter, @Nullable Duration answer, List<Step> steps, long seed) {
			boolean contradicts = maxDuration != null && maxDuration.compareTo(waits.delay()) < 0;
			// Monotonic time overflows after 292 years
			this.waits = waits.within(Duration.ofDays(365 * 20));
			this.maxAttempts = maxAttempts;
			this.maxDuration = contradicts ? null : maxDuration;
			this.deadline = deadline;
			this.maxRetryAfter = maxRetryAfter;
			this.answer = answer;
			this.steps = steps;
			this.seed = seed;
		}

		Scene with(int attempts, @Nullable Duration duration) {
			return new Scene(this.waits, attempts, duration, this.deadline, this.maxRetryAfter, this.answer, this.steps,
					this.seed);
		}

		Step step(int attempt) {
			return this.steps.get(Math.min(attempt, this.steps.size()) - 1);
		}

	}

	/** Runs a scene and notes when attempts began and ended. */
	private static final class Call {

		private final ManualTime time = ManualTime.autoAdvancing();

		private final Scene scene;

		private final Resilience resilience;

		private final List<Attempt> attempts = new ArrayList<>();

		Call(Scene scene) {
			this.scene = scene;
			ResilienceBuilder builder = Resilience.builder("orders")
				.time(this.time)
				.random(new SplittableRandom(scene.seed()))
				.knowledge((failure) -> (failure instanceof TellsWhen tells) ? new FailureHint(true, true, tells.after)
						: null);
			if (scene.deadline() != null) {
				builder.deadline(scene.deadline());
			}
			this.resilience = builder.retry(this::configure).build();
		}

		private void configure(RetryConfig.Builder config) {
			this.scene.waits()
				.applyTo(config)
				.maxAttempts(this.scene.maxAttempts())
				.maxRetryAfter(this.scene.maxRetryAfter())
				.retryOn(List.of(IllegalStateException.class, CallRejectedException.class))
				.abortOn(List.of(UnsupportedOperationException.class))
				.retryOnResult("unwanted"::equals);
			if (this.scene.maxDuration() != null) {
				config.maxDuration(this.scene.maxDuration());
			}
			Duration answer = this.scene.answer();
			if (answer != null) {
				config.waitFunction((attempt, result, failure, computed) -> Optional.of(answer));
			}
		}

		private void run() {
			this.resilience.attempt(this::attempt);
		}

		private Object attempt() {
			Step step = this.scene.step(this.attempts.size() + 1);
			long begun = this.time.nanoTime();
			this.time.advance(step.lasting());
			this.attempts.add(new Attempt(begun, this.time.nanoTime()));
			return switch (step.ending()) {
				case FAILS -> throw new IllegalStateException("broken");
				case UNWANTED -> "unwanted";
				case REFUSED -> throw new RefusedException(step.asks());
				case TELLS_WHEN -> throw new TellsWhen(step.asks());
				case ABORTS -> throw new UnsupportedOperationException("never");
				case SUCCEEDS -> "done";
			};
		}

		private RetrySnapshot snapshot() {
			return this.resilience.pipeline()
				.policies()
				.stream()
				.filter((policy) -> policy.type() == PolicyType.RETRY)
				.map((policy) -> ((Retry) policy).snapshot())
				.findFirst()
				.orElseThrow();
		}

	}

	private record Attempt(long begun, long ended) {

	}

	/** Looks at every step of a call by the rules. */
	private static final class Judge {

		private final Scene scene;

		private final RetryConfig config;

		private final List<Attempt> attempts;

		Judge(Scene scene, List<Attempt> attempts) {
			this.scene = scene;
			this.config = scene.waits().config();
			this.attempts = attempts;
		}

		@Nullable String complaint() {
			long previous = 0;
			for (int number = 1; number < this.attempts.size(); number++) {
				long wait = this.attempts.get(number).begun() - this.attempts.get(number - 1).ended();
				String complaint = repeated(number, wait, previous);
				if (complaint != null) {
					return "attempt " + number + " was repeated after " + wait + " ns: " + complaint;
				}
				previous = wait;
			}
			return mayEnd(this.attempts.size(), previous) ? null
					: "ends after attempt " + this.attempts.size() + " without a reason";
		}

		private @Nullable String repeated(int number, long wait, long previous) {
			Step step = this.scene.step(number);
			if (!step.isRetryable() || number >= this.scene.maxAttempts()) {
				return "must not be repeated";
			}
			if (step.prescribed().compareTo(this.scene.maxRetryAfter()) > 0) {
				return "it asks for too long a wait";
			}
			if (wait < step.prescribed().toNanos()) {
				return "that is too early";
			}
			WaitRange range = range(number, previous);
			if (!range.contains(wait) && wait != step.prescribed().toNanos()) {
				return "that is not within " + range;
			}
			long begins = this.attempts.get(number).begun();
			return (passes(this.scene.deadline(), begins) || passes(this.scene.maxDuration(), begins))
					? "there was no time left" : null;
		}

		private boolean mayEnd(int number, long previous) {
			Step step = this.scene.step(number);
			if (!step.isRetryable() || number >= this.scene.maxAttempts()
					|| step.prescribed().compareTo(this.scene.maxRetryAfter()) > 0) {
				return true;
			}
			double longest = Math.max(step.prescribed().toNanos(), range(number, previous).high() + 1);
			double begins = this.attempts.get(number - 1).ended() + longest;
			return passes(this.scene.deadline(), begins) || passes(this.scene.maxDuration(), begins);
		}

		private WaitRange range(int number, long previous) {
			Duration answer = this.scene.answer();
			return (answer != null) ? new WaitRange(answer.toNanos(), answer.toNanos())
					: WaitRange.of(this.config, number, previous);
		}

		private static boolean passes(@Nullable Duration limit, double time) {
			return limit != null && time >= limit.toNanos();
		}

	}

	/** A failure of which is known when to come back. */
	private static final class TellsWhen extends IllegalStateException {

		private static final long serialVersionUID = 1L;

		private final transient Duration after;

		TellsWhen(Duration after) {
			super("later");
			this.after = after;
		}

	}

}
