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

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Budgets do what a plain list of everything that ever happened says.
 */
class RetryBudgetPropertyTests {

	private static final RetryDecision REPEAT = RetryDecision.retryAfter(0);

	@Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
	void aShareOfTheCallsIsGivenOut(@ForAll("ratios") RetryBudgetConfig config, @ForAll("steps") List<Step> steps,
			@ForAll long begin) {
		assertThat(difference(config, new PlainRatio(config), steps, begin)).isNull();
	}

	@Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
	void whatABucketHoldsIsGivenOut(@ForAll("buckets") RetryBudgetConfig config, @ForAll("steps") List<Step> steps,
			@ForAll long begin) {
		assertThat(difference(config, new PlainBucket(config), steps, begin)).isNull();
	}

	/** Compared with other settings, a budget must look wrong now and then. */
	@Example
	void comparisonNoticesOtherSettings() {
		RetryBudgetConfig config = RetryBudgetConfig.builder().minPerSecond(1).build();
		RetryBudgetConfig other = config.toBuilder().ratio(0.25).build();
		assertThat(steps().sampleStream().limit(300))
			.anyMatch((steps) -> difference(config, new PlainRatio(other), steps, 0) != null);
		RetryBudgetConfig longer = config.toBuilder().ttl(Duration.ofSeconds(11)).build();
		assertThat(steps().sampleStream().limit(300))
			.anyMatch((steps) -> difference(config, new PlainRatio(longer), steps, 0) != null);
	}

	@Property(tries = 300)
	void successesWhoseTimesAreUnknownAreEvenlySpread(@ForAll @IntRange(min = 1, max = 5000) int successes,
			@ForAll @LongRange(min = 1, max = 200_000_000_000L) long passed,
			@ForAll @LongRange(max = 12_000_000_000L) long later) {
		RetryBudgetConfig config = RetryBudgetConfig.builder().minPerSecond(0).ratio(1).build();
		RetryCounters counters = new RetryCounters();
		RetryBudget budget = RetryBudget.shared("spread", config);
		budget.join(counters, 0);
		PlainRatio plain = new PlainRatio(config);
		for (int i = 0; i < successes; i++) {
			counters.succeededAtOnce();
			plain.entries.add(new Entry((long) ((double) passed * i / successes), PlainRatio.ATTEMPT));
		}
		budget.sample(passed);
		plain.now = passed + later;
		assertThat((double) budget.snapshot(passed + later).balance()).isBetween(plain.balance() - 2.0,
				plain.balance() + 2.0);
	}

	private static @Nullable String difference(RetryBudgetConfig config, Plain plain, List<Step> steps, long begin) {
		RetryCounters counters = new RetryCounters();
		RetryBudget budget = RetryBudget.shared("compared", config);
		budget.join(counters, begin);
		long now = begin;
		for (Step step : steps) {
			now += step.after();
			plain.pass(step.after());
			budget.sample(now);
			switch (step.kind()) {
				case SUCCEED -> {
					for (int i = 0; i < step.times(); i++) {
						counters.succeededAtOnce();
						plain.succeeded(true);
					}
					// So that their time is known
					budget.sample(now);
				}
				case SUCCEED_LATER -> {
					counters.succeededLater();
					plain.succeeded(false);
				}
				case ABORT -> {
					budget.charge(true, RetryDecision.NOT_RETRYABLE, now);
					plain.failed(true, false);
				}
				case EXHAUST -> {
					budget.charge(false, RetryDecision.exhausted(""), now);
					plain.failed(false, true);
				}
				case FAIL, FAIL_AGAIN -> {
					boolean first = step.kind() == Kind.FAIL;
					plain.failed(first, true);
					boolean expected = plain.withdraw();
					if (budget.charge(first, REPEAT, now).isRetry() != expected) {
						return step + " at " + (now - begin) + " was not " + expected;
					}
				}
			}
			if (budget.snapshot(now).balance() != plain.balance()) {
				return "after " + step + " " + budget.snapshot(now).balance() + " are left, not " + plain.balance();
			}
		}
		return null;
	}

	@Provide
	static Arbitrary<RetryBudgetConfig> ratios() {
		return Combinators
			.combine(Arbitraries.of(0.0, 0.1, 0.2, 0.3, 1.0, 2.5), Arbitraries.of(0, 1, 10),
					Arbitraries.of(1, 3, 10, 60))
			.as((ratio, least, ttl) -> RetryBudgetConfig.builder()
				.ratio(ratio)
				.minPerSecond(least)
				.ttl(Duration.ofSeconds(ttl))
				.build());
	}

	@Provide
	static Arbitrary<RetryBudgetConfig> buckets() {
		return Combinators.combine(Arbitraries.integers().between(1, 12), Arbitraries.of(0.001, 0.1, 0.333, 0.5, 3.0))
			.as((tokens, ratio) -> RetryBudgetConfig.builder()
				.type(RetryBudgetType.TOKEN_BUCKET)
				.maxTokens(tokens)
				.tokenRatio(ratio)
				.build());
	}

	@Provide
	static Arbitrary<List<Step>> steps() {
		Arbitrary<Long> after = Arbitraries.of(0L, 0L, 0L, 1L, 99_999_999L, 100_000_000L, 1_000_000_000L,
				2_345_678_901L, 9_000_000_000L, 10_000_000_000L, 123_000_000_000L);
		return Combinators
			.combine(Arbitraries.of(Kind.SUCCEED, Kind.SUCCEED_LATER, Kind.ABORT, Kind.EXHAUST, Kind.FAIL, Kind.FAIL,
					Kind.FAIL_AGAIN, Kind.FAIL_AGAIN), after, Arbitraries.integers().between(1, 20))
			.as(Step::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(80);
	}

	/**
	 * What happens.
	 */
	enum Kind {

		SUCCEED, SUCCEED_LATER, ABORT, EXHAUST, FAIL, FAIL_AGAIN

	}

	/**
	 * Something that happens.
	 *
	 * @param kind what it is
	 * @param after how long after the one before
	 * @param times how often
	 */
	record Step(Kind kind, long after, int times) {

	}

	/** A budget in plain words. */
	private interface Plain {

		void pass(long nanos);

		void succeeded(boolean atOnce);

		void failed(boolean first, boolean repeatable);

		boolean withdraw();

		long balance();

	}

	/** Remembers every call and every repeated attempt of all times. */
	private static final class PlainRatio implements Plain {

		private static final long ATTEMPT = 1000;

		private final RetryBudgetConfig config;

		private final List<Entry> entries = new ArrayList<>();

		private long now;

		PlainRatio(RetryBudgetConfig config) {
			this.config = config;
		}

		@Override
		public void pass(long nanos) {
			this.now += nanos;
		}

		@Override
		public void succeeded(boolean atOnce) {
			if (atOnce) {
				this.entries.add(new Entry(this.now, Math.round(this.config.ratio() * ATTEMPT)));
			}
		}

		@Override
		public void failed(boolean first, boolean repeatable) {
			succeeded(first);
		}

		@Override
		public boolean withdraw() {
			if (amount() < ATTEMPT) {
				return false;
			}
			this.entries.add(new Entry(this.now, -ATTEMPT));
			return true;
		}

		@Override
		public long balance() {
			return Math.max(0, amount() / ATTEMPT);
		}

		private long amount() {
			long slice = this.config.ttl().toNanos() / 10;
			return this.config.minPerSecond() * this.config.ttl().toSeconds() * ATTEMPT + this.entries.stream()
				.filter((entry) -> this.now / slice - entry.at() / slice < 10)
				.mapToLong(Entry::amount)
				.sum();
		}

	}

	/**
	 * What a call added or a repeated attempt took.
	 *
	 * @param at when
	 * @param amount how much
	 */
	private record Entry(long at, long amount) {

	}

	/** Tokens by the thousand. */
	private static final class PlainBucket implements Plain {

		private final RetryBudgetConfig config;

		private long tokens;

		PlainBucket(RetryBudgetConfig config) {
			this.config = config;
			this.tokens = config.maxTokens() * 1000L;
		}

		@Override
		public void pass(long nanos) {
			// Time changes nothing
		}

		@Override
		public void succeeded(boolean atOnce) {
			this.tokens = Math.min(this.config.maxTokens() * 1000L,
					this.tokens + Math.round(this.config.tokenRatio() * 1000));
		}

		@Override
		public void failed(boolean first, boolean repeatable) {
			this.tokens = repeatable ? Math.max(0, this.tokens - 1000) : this.tokens;
		}

		@Override
		public boolean withdraw() {
			return this.tokens > this.config.maxTokens() * 500L;
		}

		@Override
		public long balance() {
			long left = 0;
			while (this.tokens - 1000 * (left + 1) > this.config.maxTokens() * 500L) {
				left++;
			}
			return left;
		}

	}

}
