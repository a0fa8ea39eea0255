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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.ManualNext;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Retries of calls that end later.
 */
class AsyncRetryTests {

	private static final Duration DELAY = Duration.ofMillis(100);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time).withContinuations(Runnable::run);

	private final RetryCounters counters = new RetryCounters();

	private final AsyncCall call = new AsyncCall(new Call(), this.context);

	private final ManualNext next = new ManualNext();

	private final RecordedEnd end = new RecordedEnd();

	private void begin(UnaryOperator<RetryConfig.Builder> settings) {
		RetryConfig.Builder builder = RetryConfig.builder().delay(DELAY).jitter(Jitter.NONE);
		Retry retry = Retry.of(RetryFixture.INSTANCE, settings.apply(builder).build(), this.counters, this.context);
		retry.executeAsync((part, completion) -> {
		}, this.call, this.time.nanoTime(), this.next, this.end);
	}

	@Test
	void countsACallThatSucceedsAtOnce() {
		begin((b) -> b);
		this.next.attempt(0).succeeded("value");
		assertThat(this.end.results()).containsExactly("value");
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(1, 0, 0, 0, 0, 0));
	}

	@Test
	void publishesEveryAttemptThatWillBeRepeatedBeforeItsWait() {
		List<AttemptFailed> published = new ArrayList<>();
		this.context.events().on(AttemptFailed.class, published::add);
		begin((b) -> b);
		this.next.attempt(0).failed(new IOException("down"));
		assertThat(published).singleElement().satisfies((event) -> {
			assertThat(event.attempt()).isEqualTo(1);
			assertThat(event.delay()).isEqualTo(DELAY);
		});
	}

	@Test
	void switchedOffItPassesTheCallThroughUncounted() {
		begin((b) -> b.mode(PolicyMode.OFF));
		this.next.attempt(0).failed(new IOException("down"));
		this.time.advance(DELAY);
		assertThat(this.next.attempts()).isOne();
		assertThat(this.end.failures()).singleElement().isInstanceOf(IOException.class);
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 0, 0));
	}

	@Test
	void doesNotRepeatWhatHasBeenDeliveredInPart() {
		begin((b) -> b);
		this.call.emitted();
		IOException failure = new IOException("down");
		this.next.attempt(0).failed(failure);
		this.time.advance(DELAY);
		assertThat(this.next.attempts()).isOne();
		assertThat(this.end.failures()).containsExactly(failure);
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 0));
	}

	@Test
	void takesAResultOfWhichPartHasBeenDeliveredAsItIs() {
		begin((b) -> b.retryOnResult("again"::equals));
		this.call.emitted();
		this.next.attempt(0).succeeded("again");
		assertThat(this.end.results()).containsExactly("again");
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(1, 0, 0, 0, 0, 0));
	}

	@Test
	void aWaitThatClosingEndsEndsTheCallWithARejection() {
		begin((b) -> b);
		this.next.attempt(0).failed(new IOException("down"));
		this.context.waitingRoom().close();
		assertThat(this.end.failures()).singleElement().isInstanceOf(RetryClosedException.class);
		assertThat(this.next.attempts()).isOne();
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 0));
	}

	@Test
	void aCallThatIsCancelledWhileItWaitsEndsWithItsLastFailure() {
		begin((b) -> b);
		IOException failure = new IOException("down");
		this.next.attempt(0).failed(failure);
		this.call.cancel();
		assertThat(this.end.failures()).containsExactly(failure);
		assertThat(this.next.attempts()).isOne();
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 1, 0));
	}

	@Test
	void aCallThatWasNoneIsWithdrawnAndNotCounted() {
		begin((b) -> b);
		this.next.attempt(0).withdrawn();
		assertThat(this.end.withdrawals()).isOne();
		assertThat(this.end.failures()).isEmpty();
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 0, 0));
	}

	@Test
	void laterAttemptsBeginAtAFreshReadingWhereItIsNeeded() {
		this.time.advance(DELAY);
		this.next.needTime();
		begin((b) -> b);
		this.next.attempt(0).failed(new IOException("down"));
		this.time.advance(DELAY);
		assertThat(this.next.times()).containsExactly(DELAY.toNanos(), 2 * DELAY.toNanos());
	}

	@Test
	void namesTheLastFailureOfTheTargetWhereSeveralRejectionsFollowIt() {
		begin((b) -> b.retryOn(List.of(Exception.class, CallRejectedException.class)).maxAttempts(3));
		IOException failure = new IOException("down");
		RefusedException last = new RefusedException(Duration.ZERO);
		this.next.attempt(0).failed(failure);
		this.time.advance(Duration.ofSeconds(1));
		this.next.attempt(1).failed(new RefusedException(Duration.ZERO));
		this.time.advance(Duration.ofSeconds(1));
		this.next.attempt(2).failed(last);
		assertThat(this.end.failures()).containsExactly(last);
		assertThat(last.getSuppressed()).containsExactly(failure);
	}

	@Test
	void isNotRepeatedOnceTheBudgetIsSpent() {
		begin((b) -> b.budget((budget) -> budget.minPerSecond(0)));
		IOException failure = new IOException("down");
		this.next.attempt(0).failed(failure);
		assertThat(this.end.failures()).containsExactly(failure);
		assertThat(this.counters.snapshot()).isEqualTo(new RetrySnapshot(0, 0, 0, 0, 0, 1, 0));
	}

	@ParameterizedTest
	@EnumSource
	void anAttemptThatIsOverGivesItsPlaceBack(End ended) {
		begin((b) -> b.maxAttempts(2).budget((budget) -> budget.type(RetryBudgetType.CONCURRENT).maxConcurrent(1)));
		this.next.attempt(0).failed(new IOException("down"));
		assertThat(balance()).isZero();
		if (ended == End.CANCELLED) {
			this.call.cancel();
		}
		else if (ended == End.CLOSED) {
			this.context.waitingRoom().close();
		}
		else {
			this.time.advance(DELAY);
			assertThat(balance()).isZero();
			switch (ended) {
				case SUCCEEDED -> this.next.attempt(1).succeeded("value");
				case WITHDRAWN -> this.next.attempt(1).withdrawn();
				default -> this.next.attempt(1).failed(new IOException("down"));
			}
		}
		assertThat(balance()).isOne();
	}

	private long balance() {
		return this.counters.budget().balance();
	}

	/**
	 * How a repeated attempt, or the wait before it, ends.
	 */
	enum End {

		SUCCEEDED, FAILED, WITHDRAWN, CANCELLED, CLOSED

	}

}
