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

package dev.resilience.timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.policy.CallRejected;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CallDeadlineTests {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	@AfterEach
	void leavesNothingBehind() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void aCallThatEndsInTimePasses() throws Throwable {
		assertThat(run(deadline("orders", LIMIT), () -> take(LIMIT.minusNanos(1)))).isEqualTo("value");
	}

	@Test
	void aFailureInTimePassesUnchanged() {
		IOException failure = new IOException();
		assertThatThrownBy(() -> run(deadline("orders", LIMIT), () -> {
			throw failure;
		})).isSameAs(failure);
	}

	@Test
	void aCallThatEndsTooLateHasExceededItsDeadline() {
		List<CallTimedOut> heard = new ArrayList<>();
		this.context.events().on(CallTimedOut.class, heard::add);
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> run(deadline("orders", LIMIT), () -> take(LIMIT)))
			.withMessage("Call of 'orders' exceeded its deadline of 1s")
			.satisfies((ex) -> assertThat(ex.limit()).isEqualTo(LIMIT))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("orders"))
			.satisfies((ex) -> assertThat(ex.reachedTarget()).isTrue());
		assertThat(heard).singleElement()
			.satisfies((event) -> assertThat(event.policy()).isEqualTo(PolicyType.DEADLINE));
	}

	@Test
	void whatTheCallThrewAfterTheDeadlineIsTheCause() {
		CallTimeoutException failure = new CallTimeoutException("orders", LIMIT, null, false);
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> run(deadline("orders", LIMIT), () -> {
				take(LIMIT);
				throw failure;
			}))
			.withCause(failure)
			.satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse());
	}

	@Test
	void anEnclosingDeadlineThatExpiresFirstAnswersAlone() {
		IOException failure = new IOException();
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> run(deadline("outer", LIMIT), () -> {
				assertThatThrownBy(() -> run(deadline("inner", LIMIT.multipliedBy(2)), () -> {
					take(LIMIT);
					throw failure;
				})).isSameAs(failure);
				assertThat(OutcomeKind.of(failure, "inner")).isEqualTo(OutcomeKind.IGNORED);
				throw failure;
			}))
			.withCause(failure)
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"));
	}

	@Test
	void aNestedDeadlineCanOnlyShortenTheEnclosingOne() {
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> run(deadline("outer", LIMIT), () -> run(deadline("inner", LIMIT.multipliedBy(10)), () -> {
				assertThat(Deadline.remainingNanos()).isEqualTo(LIMIT.toNanos());
				return take(LIMIT);
			})))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"));
	}

	@Test
	void nothingBeginsThatHasNoTimeLeft() {
		List<CallRejected> heard = new ArrayList<>();
		this.context.events().on(CallRejected.class, heard::add);
		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> run(deadline("outer", LIMIT), () -> {
				take(LIMIT);
				return run(deadline("inner", LIMIT), () -> {
					throw new AssertionError("began without time");
				});
			}))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("outer"))
			.havingCause()
			.isInstanceOfSatisfying(DeadlineExceededException.class, (ex) -> {
				assertThat(ex.instance()).isEqualTo("inner");
				assertThat(OutcomeKind.of(ex, "inner")).isEqualTo(OutcomeKind.REJECTED);
			});
		assertThat(heard).singleElement()
			.satisfies((event) -> assertThat(event.policy()).isEqualTo(PolicyType.DEADLINE));
	}

	@Test
	void anInterruptFromElsewhereStays() throws Throwable {
		run(deadline("orders", LIMIT), () -> {
			Thread.currentThread().interrupt();
			return "value";
		});
		assertThat(Thread.interrupted()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S" })
	void refusesADurationThatIsNotLongerThanZero(Duration duration) {
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> deadline("orders", duration))
			.withMessageContaining("deadline");
	}

	@Test
	void isADeadlineAndNeedsTheTime() {
		CallDeadline deadline = deadline("orders", LIMIT);
		assertThat(deadline.type()).isEqualTo(PolicyType.DEADLINE);
		assertThat(deadline.needsTime()).isTrue();
		assertThat(deadline.duration()).isEqualTo(LIMIT);
	}

	private CallDeadline deadline(String instance, Duration limit) {
		return CallDeadline.of(instance, limit, this.context);
	}

	private @Nullable Object run(CallDeadline deadline, ThrowingSupplier<?, ?> work) throws Throwable {
		return deadline.execute(work, SharedCall.INSTANCE, this.time.nanoTime(), Direct.NEXT);
	}

	private String take(Duration duration) {
		this.time.advance(duration);
		return "value";
	}

}
