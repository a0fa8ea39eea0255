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
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBudgetTests {

	private static final RetryDecision REPEAT = RetryDecision.retryAfter(0);

	private final RetryCounters counters = new RetryCounters();

	private long now;

	private RetryBudget budget(UnaryOperator<RetryBudgetConfig.Builder> settings) {
		RetryBudget budget = RetryBudget.shared("orders", settings.apply(RetryBudgetConfig.builder()).build());
		budget.join(this.counters, this.now);
		return budget;
	}

	private void succeed(int times) {
		for (int i = 0; i < times; i++) {
			this.counters.succeededAtOnce();
		}
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private boolean repeats(RetryBudget budget, boolean first) {
		return budget.charge(first, REPEAT, this.now).isRetry();
	}

	private int grants(RetryBudget budget, int asked) {
		int granted = 0;
		for (int i = 0; i < asked; i++) {
			granted += repeats(budget, false) ? 1 : 0;
		}
		return granted;
	}

	private long balance(RetryBudget budget) {
		return budget.snapshot(this.now).balance();
	}

	// A share of the calls

	@ParameterizedTest(name = "{0} calls at {1} -> {2}")
	@CsvSource({ "10000, 0.1, 1000", "10000, 0.3, 3000", "10000, 0.2, 2000", "100, 1, 100", "10, 7.5, 75",
			"1000, 0, 0" })
	void callsAddTheRatioBeyondTheReserve(int calls, double ratio, int repeated) {
		RetryBudget budget = budget((b) -> b.ratio(ratio));
		succeed(calls);
		assertThat(balance(budget)).isEqualTo(100 + repeated);
		assertThat(grants(budget, 10_000)).isEqualTo(100 + repeated);
		assertThat(balance(budget)).isZero();
	}

	@Test
	void aCallThatFailsAtFirstAddsAsMuchAsOneThatSucceeds() {
		RetryBudget budget = budget((b) -> b.minPerSecond(0).ratio(0.25));
		for (int i = 0; i < 3; i++) {
			assertThat(repeats(budget, true)).isFalse();
		}
		assertThat(repeats(budget, true)).isTrue();
		assertThat(budget.charge(true, RetryDecision.NOT_RETRYABLE, this.now)).isSameAs(RetryDecision.NOT_RETRYABLE);
		succeed(3);
		assertThat(repeats(budget, false)).isTrue();
		assertThat(repeats(budget, false)).isFalse();
	}

	@Test
	void theReserveIsForTheTimeToLiveAndComesBackWhenItIsOver() {
		RetryBudget budget = budget((b) -> b.minPerSecond(2).ttl(Duration.ofSeconds(5)));
		assertThat(grants(budget, 100)).isEqualTo(10);
		pass(Duration.ofMillis(4_999));
		assertThat(grants(budget, 100)).isZero();
		pass(Duration.ofMillis(1));
		assertThat(grants(budget, 100)).isEqualTo(10);
	}

	@Test
	void whatCallsHaveAddedIsForgottenAfterTheTimeToLive() {
		RetryBudget budget = budget((b) -> b.minPerSecond(0).ratio(1));
		succeed(7);
		budget.sample(this.now);
		pass(Duration.ofMillis(9_999));
		assertThat(balance(budget)).isEqualTo(7);
		pass(Duration.ofMillis(1));
		assertThat(balance(budget)).isZero();
	}

	@Test
	void successesOfALongTimeAreTakenAsEvenlySpread() {
		RetryBudget budget = budget((b) -> b.minPerSecond(0).ratio(1));
		pass(Duration.ofSeconds(100));
		succeed(1000);
		// The newest of the ten slices has only just begun
		assertThat(balance(budget)).isEqualTo(90);
		budget.sample(this.now);
		pass(Duration.ofSeconds(5));
		assertThat(balance(budget)).isEqualTo(40);
	}

	@Test
	void olderReadingOfTheClockTakesNothingAway() {
		this.now = Duration.ofSeconds(50).toNanos();
		RetryBudget budget = budget((b) -> b.minPerSecond(0).ratio(1));
		succeed(5);
		pass(Duration.ofSeconds(-20));
		assertThat(balance(budget)).isEqualTo(5);
		assertThat(grants(budget, 10)).isEqualTo(5);
	}

	@ParameterizedTest
	@ValueSource(longs = { Long.MAX_VALUE - 1_500_000_000L, -1_500_000_000L, Long.MIN_VALUE })
	void clockMayBeginAnywhere(long begin) {
		this.now = begin;
		RetryBudget budget = budget((b) -> b.minPerSecond(0).ratio(1).ttl(Duration.ofSeconds(1)));
		for (int second = 0; second < 5; second++) {
			budget.sample(this.now);
			succeed(3);
			assertThat(grants(budget, 10)).isEqualTo(3);
			pass(Duration.ofSeconds(1));
		}
	}

	@Test
	void hugeNumbersDoNotOverflow() {
		RetryBudget budget = budget(
				(b) -> b.minPerSecond(Integer.MAX_VALUE).ttl(Duration.ofSeconds(60)).ratio(1000).maxConcurrent(0));
		succeed(1000);
		for (int i = 0; i < 1000; i++) {
			assertThat(repeats(budget, true)).isTrue();
			pass(Duration.ofDays(1));
			succeed(1);
		}
		assertThat(balance(budget)).isGreaterThan(Integer.MAX_VALUE);
	}

	// A bucket of tokens

	@Test
	void bucketAllowsRepetitionsWhileItIsMoreThanHalfFull() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.TOKEN_BUCKET).maxTokens(10).tokenRatio(0.5));
		assertThat(balance(budget)).isEqualTo(4);
		assertThat(grants(budget, 4)).isEqualTo(4);
		assertThat(balance(budget)).isZero();
		assertThat(repeats(budget, false)).isFalse();
		// 5 tokens left
		succeed(2);
		assertThat(repeats(budget, false)).isFalse();
		succeed(2);
		this.counters.succeededLater();
		assertThat(repeats(budget, false)).as("5 + 1 - 1 + 1.5 - 1").isTrue();
	}

	@Test
	void bucketLosesATokenForEveryFailureThatWouldBeRepeatedHoweverTheCallEnds() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.TOKEN_BUCKET).maxTokens(10));
		assertThat(budget.charge(true, RetryDecision.NOT_RETRYABLE, this.now)).isSameAs(RetryDecision.NOT_RETRYABLE);
		assertThat(budget.charge(false, RetryDecision.LIMIT_EXPIRED, this.now)).isSameAs(RetryDecision.LIMIT_EXPIRED);
		assertThat(balance(budget)).isEqualTo(4);
		RetryDecision exhausted = RetryDecision.exhausted("no attempts");
		assertThat(budget.charge(false, exhausted, this.now)).isSameAs(exhausted);
		assertThat(balance(budget)).isEqualTo(3);
	}

	@Test
	void bucketHoldsNoMoreThanItsSizeAndNoLessThanNothing() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.TOKEN_BUCKET).maxTokens(4).tokenRatio(0.1));
		succeed(1000);
		assertThat(grants(budget, 100)).isOne();
		// 21 successes lead from nothing to 2.1, less the failure that asks
		succeed(31);
		assertThat(repeats(budget, false)).as("3.1 - 1").isTrue();
	}

	// Some at a time

	@Test
	void someAreRepeatedAtATimeUntilTheyAreOver() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.CONCURRENT).maxConcurrent(2));
		RetryDecision one = budget.charge(true, REPEAT, this.now);
		RetryDecision two = budget.charge(true, REPEAT, this.now);
		assertThat(one.isRetry()).isTrue();
		assertThat(two.isRetry()).isTrue();
		assertThat(balance(budget)).isZero();
		assertThat(repeats(budget, true)).isFalse();
		budget.giveBack(one.permit());
		assertThat(balance(budget)).isOne();
		assertThat(repeats(budget, true)).isTrue();
	}

	// Changes

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.1, 5 })
	void changeOfARatioKeepsTheBalance(double ratio) {
		RetryBudget budget = budget((b) -> b.minPerSecond(1).ratio(1));
		succeed(20);
		assertThat(grants(budget, 12)).isEqualTo(12);
		budget.reconfigure(budget.config().toBuilder().ratio(ratio).build());
		assertThat(balance(budget)).isEqualTo(18);
		budget.reconfigure(budget.config().toBuilder().ttl(Duration.ofSeconds(20)).build());
		assertThat(balance(budget)).as("with a larger reserve").isEqualTo(28);
		assertThat(grants(budget, 100)).isEqualTo(28);
	}

	@Test
	void bucketStaysAsFullAsItIs() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.TOKEN_BUCKET).maxTokens(100));
		grants(budget, 10);
		budget.reconfigure(budget.config().toBuilder().maxTokens(1000).build());
		assertThat(grants(budget, 1000)).isEqualTo(399);
	}

	@Test
	void capOnConcurrentAttemptsKnowsThoseThatWereBegunBefore() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.CONCURRENT).maxConcurrent(5));
		RetryDecision active = budget.charge(true, REPEAT, this.now);
		grants(budget, 2);
		budget.reconfigure(budget.config().toBuilder().maxConcurrent(2).build());
		assertThat(repeats(budget, true)).isFalse();
		budget.giveBack(active.permit());
		assertThat(repeats(budget, true)).isFalse();
	}

	@Test
	void anotherTypeBeginsAnewAndTakesNothingBackThatItHasNotGiven() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.CONCURRENT).maxConcurrent(1));
		RetryDecision early = budget.charge(true, REPEAT, this.now);
		RetryBudgetConfig concurrent = budget.config();
		succeed(1000);
		budget.reconfigure(RetryBudgetConfig.builder().minPerSecond(1).build());
		assertThat(balance(budget)).as("without earlier calls").isEqualTo(10);
		budget.giveBack(early.permit());
		assertThat(grants(budget, 100)).isEqualTo(10);
		budget.reconfigure(concurrent);
		assertThat(repeats(budget, true)).isTrue();
		budget.giveBack(early.permit());
		assertThat(repeats(budget, true)).isFalse();
	}

	@Test
	void sharedBudgetThatIsSwitchedOffLimitsNothing() {
		RetryBudget budget = budget((b) -> b.type(RetryBudgetType.NONE));
		assertThat(grants(budget, 1000)).isEqualTo(1000);
		assertThat(balance(budget)).isEqualTo(Long.MAX_VALUE);
		budget.sample(this.now);
		assertThat(budget.samplingDue()).isGreaterThan(Duration.ofDays(365).toNanos());
	}

	// Sharing

	@Test
	void instancesThatShareABudgetFillAndSpendItTogether() {
		RetryBudget budget = budget((b) -> b.minPerSecond(0).ratio(0.5));
		RetryCounters other = new RetryCounters();
		other.succeededAtOnce();
		budget.join(other, this.now);
		budget.join(other, this.now);
		assertThat(balance(budget)).as("calls from before").isZero();
		succeed(3);
		for (int i = 0; i < 7; i++) {
			other.succeededAtOnce();
		}
		assertThat(grants(budget, 100)).isEqualTo(5);
	}

	// Telling

	@Test
	void isToldOncePerSecond() {
		RetryBudget budget = budget((b) -> b);
		assertThat(budget.mayTell(this.now)).isTrue();
		pass(Duration.ofMillis(999));
		assertThat(budget.mayTell(this.now)).isFalse();
		pass(Duration.ofMillis(1));
		assertThat(budget.mayTell(this.now)).isTrue();
		assertThat(budget.mayTell(this.now)).isFalse();
	}

	@Test
	void speaksOfItsNameAndSettings() {
		assertThat(budget((b) -> b))
			.hasToString("RetryBudget[orders, ratio of 0.2 over PT10S, at least 10 per second]");
		assertThat(RetryBudget.own().name()).isNull();
		assertThat(budget((b) -> b).snapshot(0))
			.isEqualTo(new RetryBudgetSnapshot("orders", RetryBudgetConfig.defaults(), 100));
	}

}
