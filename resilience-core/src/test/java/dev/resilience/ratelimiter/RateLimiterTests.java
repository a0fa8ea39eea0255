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

package dev.resilience.ratelimiter;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RateLimiterTests {

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	RateLimiterTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@Test
	void releaseGivesPermitsBackThatWereTakenAtAnyTime() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		this.time.advance(Duration.ofNanos(123_456_789));
		limiter.release(enter(limiter, 4));
		assertThat(limiter.snapshot().available()).isEqualTo(10);
	}

	@Test
	void tellsItsTypeAndModeAndNeedsTheTime() {
		RateLimiter limiter = limiter((config) -> config);
		assertThat(limiter.type()).isEqualTo(PolicyType.RATE_LIMITER);
		assertThat(limiter.mode()).isEqualTo(PolicyMode.ENFORCE);
		assertThat(limiter.needsTime()).isTrue();
		assertThat(limiter.needsDuration()).isFalse();
	}

	@Test
	void d079ThreePerMinuteLeaveTwoOneNoneAndThenRefuse() {
		RateLimiter limiter = limiter((config) -> config.permits(3).period(Duration.ofSeconds(60)));
		for (int remaining = 2; remaining >= 0; remaining--) {
			assertThat(limiter.tryAcquire()).isTrue();
			assertThat(limiter.snapshot().available()).isEqualTo(remaining);
		}
		assertThat(limiter.tryAcquire()).isFalse();
		assertThat(limiter.snapshot().available()).isZero();
		assertThat(limiter.reject(SharedCall.INSTANCE).retryAfter()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void d080CapacityFiveIsTakenAtOnceAndThenRefusedWithTheTimeOfTheNextPermit() {
		RateLimiter limiter = limiter((config) -> config.permits(1).burst(5));
		assertThat(limiter.tryAcquire(5)).isTrue();
		assertThat(limiter.snapshot().available()).isZero();
		assertThat(limiter.tryAcquire()).isFalse();
		assertThat(limiter.reject(SharedCall.INSTANCE).retryAfter()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void retryAfterIsExact() {
		RateLimiter limiter = limiter((config) -> config.permits(3).burst(1));
		assertThat(enter(limiter, 1)).isNotNegative();
		this.time.advance(Duration.ofNanos(5));
		Duration retryAfter = limiter.reject(SharedCall.INSTANCE).retryAfter();
		assertThat(retryAfter).isEqualTo(Duration.ofNanos(333_333_329));
		this.time.advance(retryAfter.minusNanos(1));
		assertThat(enter(limiter, 1)).isNegative();
		this.time.advance(Duration.ofNanos(1));
		assertThat(enter(limiter, 1)).isNotNegative();
	}

	/** The last burst comes back after seventy years and leaves no room for a count. */
	@ParameterizedTest(name = "burst {0}, period {1}")
	@CsvSource({ "200000, PT1S", "200000, PT24H", "1, P25550D" })
	void countsEveryAdmittedCallHoweverManyAndHoweverSlowTheRate(int burst, Duration period) {
		RateLimiter limiter = limiter((config) -> config.permits(1).period(period.dividedBy(burst)).burst(burst));
		for (int call = 1; call <= burst; call++) {
			long permit = enter(limiter, 1);
			assertThat(permit).isNotNegative();
			if (call % 65_535 == 0) {
				assertThat(limiter.snapshot().accepted()).isEqualTo(call);
				assertThat(limiter.snapshot().available()).isEqualTo(burst - call);
			}
		}
		assertThat(enter(limiter, 1)).isNegative();
		assertThat(limiter.snapshot().accepted()).isEqualTo(burst);
	}

	@Test
	void permitComesBackAlthoughTheCountWasFullMeanwhile() {
		RateLimiter limiter = limiter((config) -> config.permits(1000).burst(70_000));
		limiter.drain();
		this.time.advance(Duration.ofMillis(65_536));
		for (int call = 0; call < 65_534; call++) {
			enter(limiter, 1);
		}
		long permit = enter(limiter, 1);
		assertThat(enter(limiter, 2)).isNegative();
		limiter.release(permit);
		assertThat(limiter.snapshot().available()).isEqualTo(2);
		assertThat(limiter.snapshot().accepted()).isEqualTo(65_535);
	}

	@Test
	void refusedCallsCostNothing() {
		RateLimiter limiter = limiter((config) -> config.permits(10).burst(1));
		enter(limiter, 1);
		for (int call = 0; call < 1000; call++) {
			assertThat(enter(limiter, 1)).isNegative();
			limiter.reject(SharedCall.INSTANCE);
		}
		this.time.advance(Duration.ofMillis(100));
		assertThat(enter(limiter, 1)).isNotNegative();
	}

	@Test
	void weightTakesThatManyPermits() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		assertThat(enter(limiter, 7)).isNotNegative();
		assertThat(enter(limiter, 4)).isNegative();
		assertThat(limiter.reject(new WeightedCall(4)).retryAfter()).isEqualTo(Duration.ofMillis(100));
		assertThat(enter(limiter, 3)).isNotNegative();
		assertThat(limiter.snapshot().accepted()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 6, Integer.MAX_VALUE, 0, -1, Integer.MIN_VALUE })
	void weightThatCanNeverBeServedIsAnErrorThatNamesIt(int weight) {
		RateLimiter limiter = limiter((config) -> config.permits(10).burst(5).maxWait(Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> enter(limiter, weight))
			.withMessageContaining("'search'")
			.withMessageContaining("weight " + weight)
			.withMessageContaining("5, the burst");
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire(weight));
		assertThat(limiter.await(new WeightedCall(weight), 0)).isNull();
		assertThat(limiter.snapshot().available()).isEqualTo(5);
	}

	@Test
	void exitGivesNothingBack() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		long permit = enter(limiter, 4);
		limiter.exit(permit, OutcomeKind.FAILURE, null, new IllegalStateException(), 0);
		assertThat(limiter.snapshot().available()).isEqualTo(6);
	}

	@Test
	void releaseGivesThePermitsOfACallThatDidNotEnterBack() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		enter(limiter, 3);
		limiter.release(enter(limiter, 4));
		assertThat(limiter.snapshot().available()).isEqualTo(7);
	}

	@Test
	void releaseGivesThePermitsOfTheVeryFirstCallBack() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		limiter.release(enter(limiter, 4));
		assertThat(limiter.snapshot().available()).isEqualTo(10);
	}

	@Test
	void isIdleOnlyWhileAllPermitsAreThere() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		assertThat(limiter.isIdle()).isTrue();
		enter(limiter, 1);
		assertThat(limiter.isIdle()).isFalse();
		this.time.advance(Duration.ofMillis(99));
		assertThat(limiter.isIdle()).isFalse();
		this.time.advance(Duration.ofMillis(1));
		assertThat(limiter.isIdle()).isTrue();
	}

	@Test
	void isAvailableWhileACallWouldNotHaveToWaitTooLong() {
		RateLimiter limiter = limiter((config) -> config.permits(10).maxWait(Duration.ofMillis(60)));
		assertThat(limiter.isAvailable()).isTrue();
		enter(limiter, 10);
		assertThat(limiter.isAvailable()).isFalse();
		this.time.advance(Duration.ofMillis(39));
		assertThat(limiter.isAvailable()).isFalse();
		this.time.advance(Duration.ofMillis(1));
		assertThat(limiter.isAvailable()).isTrue();
	}

	@Test
	void isAlwaysAvailableIfItDoesNotEnforce() {
		RateLimiter limiter = limiter((config) -> config.permits(10).mode(PolicyMode.SHADOW));
		enter(limiter, 10);
		assertThat(limiter.isAvailable()).isTrue();
	}

	@Test
	void rejectionOfMoreThanTheBurstTellsTheWaitForAllOfIt() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		enter(limiter, 10);
		assertThat(limiter.reject(new WeightedCall(11)).retryAfter()).isEqualTo(Duration.ofSeconds(1));
		assertThat(limiter.reject(new WeightedCall(0)).retryAfter()).isEqualTo(Duration.ofMillis(100));
	}

	@Test
	void releaseGivesNothingBackThatHasComeBackAlready() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		long permit = enter(limiter, 5);
		this.time.advance(Duration.ofMillis(500));
		assertThat(enter(limiter, 10)).isNotNegative();
		limiter.release(permit);
		assertThat(limiter.snapshot().available()).isZero();
	}

	@Test
	void releaseOfAPermitFromBeforeAChangeOfTheRateGivesNothingBack() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		long permit = enter(limiter, 5);
		limiter.changeRate(10, Duration.ofSeconds(1));
		limiter.release(permit);
		assertThat(limiter.snapshot().available()).isEqualTo(5);
	}

	@Test
	void releaseGivesPermitsBackHoweverOftenTheRateHasChanged() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		for (int change = 0; change < 20; change++) {
			limiter.changeRate(10, Duration.ofSeconds(1));
			limiter.release(enter(limiter, 4));
			assertThat(limiter.snapshot().available()).isEqualTo(10);
		}
	}

	@Test
	void permitsAreNotNegativeAndReleasableAtEveryRateEvenIfTheyStaySpent() {
		for (int permits : new int[] { 1, 50, 1_000_000, 999_983, Integer.MAX_VALUE }) {
			RateLimiter limiter = limiter((config) -> config.permits(permits));
			this.time.advance(Duration.ofDays(40));
			long permit = enter(limiter, permits);
			assertThat(permit).isNotNegative();
			limiter.release(permit);
			assertThat(limiter.snapshot().available()).isIn(0, permits);
		}
	}

	@Test
	void drainLeavesNoPermitsAndReportsHowManyItTook() {
		RateLimiter limiter = limiter((config) -> config.permits(5));
		enter(limiter, 2);
		assertThat(limiter.drain()).isEqualTo(3);
		assertThat(limiter.snapshot().available()).isZero();
		assertThat(limiter.drain()).isZero();
	}

	@Test
	void drainRightAfterThePeriodLeavesNoPermits() {
		RateLimiter limiter = limiter((config) -> config.permits(5));
		enter(limiter, 5);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(limiter.drain()).isEqualTo(5);
		assertThat(limiter.snapshot().available()).isZero();
		assertThat(enter(limiter, 1)).isNegative();
	}

	@Test
	void loweringTheRateKeepsThePermitsComingBack() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		enter(limiter, 10);
		limiter.changeRate(2, Duration.ofSeconds(1));
		assertThat(limiter.snapshot().available()).isZero();
		this.time.advance(Duration.ofMillis(500));
		assertThat(limiter.snapshot().available()).isEqualTo(1);
		this.time.advance(Duration.ofHours(1));
		assertThat(limiter.snapshot().available()).isEqualTo(2);
		assertThat(limiter.snapshot().permits()).isEqualTo(2);
	}

	@Test
	void raisingTheRateCountsWhatIsSpentAlready() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		enter(limiter, 10);
		limiter.changeRate(100, Duration.ofSeconds(1));
		assertThat(limiter.snapshot().available()).isEqualTo(90);
		enter(limiter, 90);
		this.time.advance(Duration.ofMillis(10));
		assertThat(limiter.snapshot().available()).isEqualTo(1);
	}

	@Test
	void illegalRateChangesNothing() {
		RateLimiter limiter = limiter((config) -> config.permits(10));
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> limiter.changeRate(0, Duration.ofSeconds(1)));
		assertThat(limiter.config().permits()).isEqualTo(10);
		assertThat(enter(limiter, 10)).isNotNegative();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 50, 999_983, Integer.MAX_VALUE })
	void farJumpsOfTheClockFillTheLimiterAndNoMore(int permits) {
		RateLimiter limiter = limiter((config) -> config.permits(permits));
		for (int jump = 0; jump < 20; jump++) {
			assertThat(enter(limiter, permits)).isNotNegative();
			assertThat(enter(limiter, 1)).isNegative();
			this.time.advance((jump % 2 == 0) ? Duration.ofDays(3650) : Duration.ofSeconds(1));
			assertThat(limiter.snapshot().available()).isEqualTo(permits);
		}
	}

	@Test
	void wallClockJumpsChangeNothing() {
		RateLimiter limiter = limiter((config) -> config.permits(1));
		enter(limiter, 1);
		this.time.jumpWallClock(Duration.ofHours(1));
		assertThat(enter(limiter, 1)).isNegative();
		this.time.jumpWallClock(Duration.ofHours(-2));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(enter(limiter, 1)).isNotNegative();
	}

	@Test
	void readingOfTheClockFromBeforeTheLimiterWasMadeFindsAllPermits() {
		this.time.advance(Duration.ofSeconds(10));
		RateLimiter limiter = limiter((config) -> config.permits(5));
		assertThat(limiter.tryEnter(new WeightedCall(5), 0)).isNotNegative();
		assertThat(limiter.tryEnter(SharedCall.INSTANCE, 0)).isNegative();
	}

	@Test
	void rejectionIsOneCountAndOneEventWithTheWait() {
		List<CallRejected> events = new ArrayList<>();
		this.context.events().on(CallRejected.class, events::add);
		RateLimiter limiter = limiter((config) -> config.permits(1));
		enter(limiter, 1);
		enter(limiter, 1);
		RateLimitExceededException exception = limiter.reject(SharedCall.INSTANCE);
		assertThat(limiter.snapshot().rejected()).isEqualTo(1);
		assertThat(events).singleElement()
			.satisfies((event) -> assertThat(event.policy()).isEqualTo(PolicyType.RATE_LIMITER))
			.satisfies((event) -> assertThat(event.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
		assertThat(exception).isInstanceOf(CallRejectedException.class)
			.hasMessage("Rate limiter 'search' has no permit for this call, retry after PT1S");
		assertThat(exception.instance()).isEqualTo("search");
		assertThat(exception.getStackTrace()).isEmpty();
	}

	@Test
	void snapshotTellsEverythingAndChangesNothing() {
		RateLimiter limiter = limiter((config) -> config.permits(4).burst(2));
		enter(limiter, 2);
		limiter.reject(SharedCall.INSTANCE);
		limiter.passInShadow(SharedCall.INSTANCE);
		this.time.advance(Duration.ofMillis(100));
		RateLimiterSnapshot expected = new RateLimiterSnapshot(0, 0, 2, 4, Duration.ofSeconds(1),
				Duration.ofMillis(150), 1, 1, 1);
		assertThat(limiter.snapshot()).isEqualTo(expected);
		assertThat(limiter.snapshot()).isEqualTo(expected);
	}

	@Test
	void shadowModeCountsButNeverRefusesNorThrows() {
		RateLimiter limiter = limiter((config) -> config.permits(1).mode(PolicyMode.SHADOW));
		assertThat(limiter.tryAcquire()).isTrue();
		assertThat(limiter.tryAcquire()).isTrue();
		assertThat(limiter.tryAcquire(2)).isTrue();
		assertThat(enter(limiter, 2)).isNegative();
		assertThat(limiter.snapshot().shadow()).isEqualTo(2);
		assertThat(limiter.snapshot().rejected()).isZero();
	}

	@Test
	void offModeTakesNothing() {
		RateLimiter limiter = limiter((config) -> config.permits(1).mode(PolicyMode.OFF));
		assertThat(limiter.tryAcquire(5)).isTrue();
		assertThat(limiter.snapshot().available()).isEqualTo(1);
	}

	@Test
	void admittedCallAllocatesNothing() {
		RateLimiter limiter = limiter((config) -> config.permits(1_000_000));
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long allocated = Long.MAX_VALUE;
		for (int round = 0; round < 20 && allocated > 0; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int call = 0; call < 10_000; call++) {
				limiter.exit(limiter.tryEnter(SharedCall.INSTANCE, 0), OutcomeKind.SUCCESS, null, null, 0);
			}
			allocated = threads.getCurrentThreadAllocatedBytes() - before;
		}
		assertThat(allocated).isZero();
		assertThat(limiter.snapshot().rejected()).isZero();
	}

	private RateLimiter limiter(UnaryOperator<RateLimiterConfig.Builder> settings) {
		return RateLimiter.of("search", settings.apply(RateLimiterConfig.builder()).build(), this.context);
	}

	private long enter(RateLimiter limiter, int weight) {
		return limiter.tryEnter(new WeightedCall(weight), this.time.nanoTime());
	}

	static final class WeightedCall extends Call {

		private final int weight;

		WeightedCall(int weight) {
			this.weight = weight;
		}

		@Override
		public int weight() {
			return this.weight;
		}

	}

}
