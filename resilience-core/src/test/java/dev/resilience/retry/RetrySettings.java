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
import java.util.stream.LongStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Settings of waits that can be read.
 *
 * @param backoff how waits grow
 * @param delay the first wait
 * @param maxDelay the longest wait
 * @param multiplier the growth factor
 * @param increment the growth, or {@code null}
 * @param jitter how waits are spread
 * @param factor how far
 */
record RetrySettings(Backoff backoff, Duration delay, Duration maxDelay, double multiplier,
		@Nullable Duration increment, Jitter jitter, double factor) {

	private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

	static Arbitrary<RetrySettings> any() {
		Arbitrary<Duration> delay = durations(0, 1, 2, 3, 200_000_000, 1_000_000_000, Long.MAX_VALUE);
		Arbitrary<Duration> above = durations(0, 1, 150_000_000, 1_000_000_000, 10_000_000_000L, Long.MAX_VALUE);
		Arbitrary<Double> multiplier = Arbitraries.oneOf(Arbitraries.of(1.0, 1.0001, 1.5, 2.0, 10.0, 1e300),
				Arbitraries.doubles().between(1, 5));
		Arbitrary<Duration> increment = durations(0, 1, 100_000_000, 1_000_000_000, Long.MAX_VALUE).injectNull(0.3);
		Arbitrary<Double> factor = Arbitraries.oneOf(Arbitraries.of(0.0, 0.5, 1.0),
				Arbitraries.doubles().between(0, 1));
		return Combinators
			.combine(Arbitraries.of(Backoff.class), delay, above, multiplier, increment, Arbitraries.of(Jitter.class),
					factor)
			.as((backoff, first, more, growth, step, jitter, spread) -> new RetrySettings(backoff, first,
					sum(first, more), growth, step, jitter, spread));
	}

	private static Duration sum(Duration one, Duration other) {
		Duration sum = one.plus(other);
		return (sum.compareTo(LONGEST) > 0) ? LONGEST : sum;
	}

	RetrySettings within(Duration longest) {
		boolean first = this.delay.compareTo(longest) > 0;
		boolean all = this.maxDelay.compareTo(longest) > 0;
		return new RetrySettings(this.backoff, first ? longest : this.delay, all ? longest : this.maxDelay,
				this.multiplier, this.increment, this.jitter, this.factor);
	}

	private static Arbitrary<Duration> durations(long... usual) {
		Arbitrary<Long> edges = Arbitraries.of(LongStream.of(usual).boxed().toList());
		return Arbitraries.frequencyOf(Tuple.of(3, edges), Tuple.of(2, Arbitraries.longs().between(0, 2_000_000_000L)))
			.map(Duration::ofNanos);
	}

	RetryConfig.Builder applyTo(RetryConfig.Builder builder) {
		builder.backoff(this.backoff)
			.delay(this.delay)
			.maxDelay(this.maxDelay)
			.multiplier(this.multiplier)
			.jitter(this.jitter)
			.jitterFactor(this.factor);
		return (this.increment != null) ? builder.increment(this.increment) : builder;
	}

	RetryConfig config() {
		return applyTo(RetryConfig.builder()).build();
	}

}
