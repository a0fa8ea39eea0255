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

package dev.resilience.circuitbreaker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.PolicyMode;

/**
 * What happens to a circuit breaker.
 *
 * @param settings the settings that it begins with
 * @param keyed whether it is that of a key
 * @param steps what happens
 */
record BreakerSchedule(BreakerSettings settings, boolean keyed, List<Step> steps) {

	private static final int MOST_STEPS = 80;

	static Arbitrary<BreakerSchedule> any() {
		Arbitrary<Boolean> keyed = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
		return Combinators.combine(anySettings(), keyed, anyStep().list().ofMinSize(1).ofMaxSize(MOST_STEPS))
			.as(BreakerSchedule::new);
	}

	static Arbitrary<BreakerSettings> anySettings() {
		Arbitrary<CircuitBreakerConfig> config = Combinators.combine(rules(), windows(), openings(), lists())
			.as((rules, window, opening, lists) -> {
				CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.builder();
				rules.accept(builder, window.size());
				window.accept(builder);
				opening.accept(builder);
				lists.accept(builder);
				return builder.build();
			});
		Arbitrary<BreakerSettings.FailureRule> failures = Arbitraries.of(BreakerSettings.FailureRule.class)
			.injectNull(0.7);
		Arbitrary<BreakerSettings.ResultRule> results = Arbitraries.of(BreakerSettings.ResultRule.class)
			.injectNull(0.5);
		Arbitrary<Duration> stop = durations(0, 1, 3, 40).injectNull(0.5);
		return Combinators.combine(config, failures, results, stop).as(BreakerSettings::new);
	}

	private static Arbitrary<Rules> rules() {
		Arbitrary<Integer> consecutive = Arbitraries.integers().between(0, 6);
		Arbitrary<Integer> failures = Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1), Tuple.of(1, 3));
		Arbitrary<Double> rate = Arbitraries.frequency(Tuple.of(3, 0.0), Tuple.of(1, 0.5), Tuple.of(2, 50.0),
				Tuple.of(1, 100.0 / 3), Tuple.of(1, 100.0));
		Arbitrary<Duration> slow = durations(1, 2).injectNull(0.6);
		Arbitrary<Double> slowRate = Arbitraries.of(0.5, 25.0, 200.0 / 3, 100.0);
		return Combinators.combine(consecutive, failures, rate, slow, slowRate).as(Rules::new);
	}

	private static Arbitrary<Windows> windows() {
		Arbitrary<Integer> size = Arbitraries.of(1, 2, 3, 4, 5, 8, 12);
		Arbitrary<Duration> duration = durations(1, 2, 6, 10).map((whole) -> whole.plusNanos(whole.toSeconds() % 3));
		return Combinators
			.combine(Arbitraries.of(WindowType.class), size, duration, Arbitraries.integers().between(1, 12))
			.as(Windows::new);
	}

	private static Arbitrary<Openings> openings() {
		Arbitrary<Double> growth = Arbitraries.frequency(Tuple.of(3, 1.0), Tuple.of(1, 1.5), Tuple.of(2, 2.0),
				Tuple.of(1, 1e12));
		Arbitrary<Integer> probes = Arbitraries.frequency(Tuple.of(3, 1), Tuple.of(3, 2), Tuple.of(2, 4),
				Tuple.of(1, CircuitBreakerConfig.UNLIMITED));
		Arbitrary<CircuitBreakerState> initial = Arbitraries.frequencyOf(
				Tuple.of(3, Arbitraries.just(CircuitBreakerState.CLOSED)),
				Tuple.of(1, Arbitraries.of(CircuitBreakerState.class)));
		return Combinators
			.combine(durations(1, 2, 5, 8), growth, durations(8, 12, 30).injectNull(0.3), probes,
					Arbitraries.integers().between(1, 4), durations(1, 2, 5, 60), initial, modes())
			.as(Openings::new);
	}

	private static Arbitrary<PolicyMode> modes() {
		return Arbitraries.frequency(Tuple.of(8, PolicyMode.ENFORCE), Tuple.of(1, PolicyMode.SHADOW),
				Tuple.of(1, PolicyMode.OFF));
	}

	private static Arbitrary<Lists> lists() {
		Arbitrary<List<Class<? extends Throwable>>> recorded = types().injectNull(0.6);
		Arbitrary<List<Class<? extends Throwable>>> ignored = Arbitraries
			.frequencyOf(Tuple.of(2, Arbitraries.just(List.of())), Tuple.of(1, types()));
		return Combinators.combine(recorded, ignored).as(Lists::new);
	}

	private static Arbitrary<List<Class<? extends Throwable>>> types() {
		List<Class<? extends Throwable>> candidates = List.of(Exception.class, RuntimeException.class,
				IllegalStateException.class, IOException.class, Error.class, CallRejectedException.class);
		return Arbitraries.of(candidates).list().ofMinSize(1).ofMaxSize(3);
	}

	private static Arbitrary<Duration> durations(Integer... seconds) {
		return Arbitraries.of(seconds).map(Duration::ofSeconds);
	}

	private static Arbitrary<Step> anyStep() {
		Arbitrary<Step> enter = Arbitraries
			.frequency(Tuple.of(4, Style.GATE), Tuple.of(3, Style.PERMIT), Tuple.of(1, Style.ASKED))
			.map(Enter::new);
		Arbitrary<Integer> which = Arbitraries.integers().between(0, 7);
		Arbitrary<Step> finish = Combinators
			.combine(which, endings(), Arbitraries.of(0L, 999_999_999L, 1_000_000_000L, 2_000_000_000L))
			.as(Finish::new);
		Arbitrary<Step> report = endings().injectNull(0.1).map(Report::new);
		Arbitrary<Step> pass = Arbitraries
			.frequencyOf(Tuple.of(4, Arbitraries.of(1L, 16_666_666L, 16_666_667L, 99_999_999L, 999_999_999L)),
					Tuple.of(4, Arbitraries.longs().between(0, 10).map((seconds) -> seconds * 1_000_000_000L)),
					Tuple.of(1, Arbitraries.longs().between(0, 70_000_000_000L)))
			.map(Pass::new);
		Arbitrary<Step> probe = Arbitraries.longs().between(-1, 1).map(PassToProbing::new);
		Arbitrary<Step> jump = Arbitraries.longs().between(-1000, 1000).map(JumpOfWallClock::new);
		return Arbitraries.frequencyOf(Tuple.of(38, enter), Tuple.of(34, finish), Tuple.of(2, which.map(Release::new)),
				Tuple.of(5, report), Tuple.of(10, pass), Tuple.of(5, probe), Tuple.of(1, jump),
				Tuple.of(4, Arbitraries.of(Command.class).map(Order::new)),
				Tuple.of(2, anySettings().map(Change::new)));
	}

	private static Arbitrary<BreakerSettings.Ending> endings() {
		return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(BreakerSettings.Ending.RESULT)),
				Tuple.of(3, Arbitraries.of(BreakerSettings.Ending.STATE, BreakerSettings.Ending.IO)),
				Tuple.of(4, Arbitraries.of(BreakerSettings.Ending.class)));
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder(this.keyed ? "key of " : "").append(this.settings);
		int number = 0;
		for (Step step : this.steps) {
			text.append("\n  ").append(++number).append(". ").append(step);
		}
		return text.toString();
	}

	/**
	 * In which way a call asks.
	 */
	enum Style {

		GATE, PERMIT, ASKED

	}

	/**
	 * What an operator may command.
	 */
	enum Command implements BiConsumer<CircuitBreaker, CircuitBreakerModel> {

		CLOSE, RESET, FORCE_OPEN, DISABLE, METRICS_ONLY;

		@Override
		public void accept(CircuitBreaker breaker, CircuitBreakerModel model) {
			switch (this) {
				case CLOSE -> {
					breaker.close();
					model.command(CircuitBreakerState.CLOSED, false);
				}
				case RESET -> {
					breaker.reset();
					model.command(CircuitBreakerState.CLOSED, true);
				}
				case FORCE_OPEN -> {
					breaker.forceOpen();
					model.command(CircuitBreakerState.FORCED_OPEN, false);
				}
				case DISABLE -> {
					breaker.disable();
					model.command(CircuitBreakerState.DISABLED, false);
				}
				case METRICS_ONLY -> {
					breaker.metricsOnly();
					model.command(CircuitBreakerState.METRICS_ONLY, false);
				}
			}
		}

	}

	/**
	 * One thing that happens.
	 */
	sealed interface Step {

	}

	/**
	 * A call asks to pass.
	 *
	 * @param style in which way
	 */
	record Enter(Style style) implements Step {

	}

	/**
	 * A call ends.
	 *
	 * @param which which of those under way
	 * @param ending how
	 * @param nanos how long it took, where a driver says so
	 */
	record Finish(int which, BreakerSettings.Ending ending, long nanos) implements Step {

	}

	/**
	 * A call gives its permit back.
	 *
	 * @param which which of those under way
	 */
	record Release(int which) implements Step {

	}

	/**
	 * A result is reported without a permit.
	 *
	 * @param ending the result, or {@code null} for a failure without exception
	 */
	record Report(BreakerSettings.@Nullable Ending ending) implements Step {

	}

	/**
	 * Time passes.
	 *
	 * @param nanos how much
	 */
	record Pass(long nanos) implements Step {

	}

	/**
	 * Time passes until an open circuit may probe.
	 *
	 * @param beyond how many nanoseconds beyond
	 */
	record PassToProbing(long beyond) implements Step {

	}

	/**
	 * Somebody sets the clock on the wall.
	 *
	 * @param seconds by how much
	 */
	record JumpOfWallClock(long seconds) implements Step {

	}

	/**
	 * The settings change.
	 *
	 * @param settings the new ones
	 */
	record Change(BreakerSettings settings) implements Step {

	}

	/**
	 * An operator commands.
	 *
	 * @param command what
	 */
	record Order(Command command) implements Step {

	}

	private record Rules(int consecutive, int failures, double rate, @Nullable Duration slow, double slowRate) {

		// One rule is always on
		void accept(CircuitBreakerConfig.Builder builder, int windowSize) {
			boolean none = this.consecutive == 0 && this.failures == 0 && this.rate == 0 && this.slow == null;
			builder.failureThreshold(none ? 5 : this.consecutive)
				.failureCountThreshold(Math.min(this.failures, windowSize))
				.failureRateThreshold(this.rate)
				.slowCallRateThreshold(this.slowRate);
			if (this.slow != null) {
				builder.slowCallDuration(this.slow);
			}
		}

	}

	private record Windows(WindowType type, int size, Duration duration, int minimum) {

		void accept(CircuitBreakerConfig.Builder builder) {
			builder.windowType(this.type)
				.windowSize(this.size)
				.windowDuration(this.duration)
				.minimumCalls(Math.min(this.minimum, this.size));
		}

	}

	private record Openings(Duration duration, double growth, @Nullable Duration longest, int probes, int successes,
			Duration probeTimeout, CircuitBreakerState initial, PolicyMode mode) {

		void accept(CircuitBreakerConfig.Builder builder) {
			builder.openDuration(this.duration)
				.openDurationMultiplier(this.growth)
				.halfOpenCalls(this.probes)
				.successThreshold(this.successes)
				.probeTimeout(this.probeTimeout)
				.initialState(this.initial)
				.mode(this.mode);
			if (this.longest != null) {
				builder.maxOpenDuration(this.longest);
			}
		}

	}

	private record Lists(@Nullable List<Class<? extends Throwable>> recorded,
			List<Class<? extends Throwable>> ignored) {

		void accept(CircuitBreakerConfig.Builder builder) {
			builder.ignoreOn(this.ignored);
			if (this.recorded != null) {
				builder.recordOn(this.recorded);
			}
		}

	}

}
