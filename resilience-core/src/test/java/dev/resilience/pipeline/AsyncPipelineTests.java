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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Gate;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What pipelines measure, count and give back for calls that end later.
 */
class AsyncPipelineTests {

	private static final String INSTANCE = "orders";

	private static final Duration DAY = Duration.ofDays(1);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time).withContinuations(Runnable::run);

	private final CallCounters timed = new CallCounters(true);

	private final ManualWork work = new ManualWork();

	private final RecordedEnd end = new RecordedEnd();

	AsyncPipelineTests() {
		// A clock says anything but zero.
		this.time.advance(DAY);
	}

	private Pipeline pipeline(Policy... policies) {
		return Pipeline.of(INSTANCE, List.of(policies), this.context, this.timed);
	}

	private Bulkhead bulkhead() {
		return Bulkhead.of(INSTANCE, BulkheadConfig.builder().maxConcurrent(1).queueSize(1).build(), this.context);
	}

	// Time

	@Test
	void measuresTheTimeOfACallToItsEnd() {
		pipeline().runAsync(this.work, this.end);
		this.time.advance(Duration.ofMillis(7));
		this.work.completion().succeeded("value");
		assertThat(this.timed.totalNanos(CallOutcome.SUCCESS)).isEqualTo(Duration.ofMillis(7).toNanos());
	}

	@Test
	void measuresNothingAndReadsNoClockUnlessAsked() {
		CountingTime counting = new CountingTime();
		Pipeline untimed = Pipeline.of(INSTANCE, List.of(), PolicyContext.standalone(counting),
				new CallCounters(false));
		untimed.runAsync(this.work, this.end);
		this.work.completion().succeeded("value");
		assertThat(this.end.results()).containsExactly("value");
		assertThat(counting.readings()).isZero();
	}

	@Test
	void aGateIsToldTheTimeOnlyIfItNeedsIt() {
		for (boolean needsTime : List.of(true, false)) {
			for (boolean needsDuration : List.of(true, false)) {
				SpyGate gate = new SpyGate();
				gate.needsTime = needsTime;
				gate.needsDuration = needsDuration;
				Pipeline untimed = Pipeline.of(INSTANCE, List.of(gate), this.context, new CallCounters(false));
				untimed.runAsync(this.work, this.end);
				assertThat(gate.enteredAt).isEqualTo((needsTime || needsDuration) ? DAY.toNanos() : 0);
			}
		}
	}

	@Test
	void anAttemptTellsWhatItTook() {
		List<Outcome<@Nullable Object>> outcomes = new ArrayList<>();
		AsyncCall call = pipeline().attemptAsync(this.work, outcomes::add);
		assertThat(call.isEnded()).isFalse();
		this.time.advance(Duration.ofMillis(7));
		this.work.completion().succeeded("value");
		assertThat(outcomes).singleElement()
			.isEqualTo(new Outcome<@Nullable Object>("value", null, OutcomeKind.SUCCESS, 1, Outcome.Source.TARGET, 1.0,
					Duration.ZERO, Duration.ofMillis(7)));
	}

	@Test
	void theTimeInTheQueueIsPartOfTheDelayThatAnOutcomeTells() {
		Bulkhead bulkhead = bulkhead();
		bulkhead.tryAcquire();
		List<Outcome<@Nullable Object>> outcomes = new ArrayList<>();
		pipeline(bulkhead).attemptAsync(this.work, outcomes::add);
		this.time.advance(Duration.ofMillis(400));
		bulkhead.release();
		this.work.completion().succeeded("value");
		assertThat(outcomes).singleElement().satisfies((outcome) -> {
			assertThat(outcome.totalDelay()).isEqualTo(Duration.ofMillis(400));
			assertThat(outcome.duration()).isEqualTo(Duration.ofMillis(400));
		});
	}

	@Test
	void rule9QueueingIsNoPartOfTheDurationThatJudgesSlowCalls() {
		SpyGate slow = new SpyGate();
		slow.needsDuration = true;
		Bulkhead bulkhead = bulkhead();
		bulkhead.tryAcquire();
		pipeline(slow, bulkhead).runAsync(this.work, new Call(), this.end);
		this.time.advance(Duration.ofSeconds(5));
		bulkhead.release();
		this.time.advance(Duration.ofMillis(30));
		this.work.completion().succeeded("value");
		assertThat(slow.nanos).isEqualTo(Duration.ofMillis(30).toNanos());
	}

	@Test
	void rule9QueueingBeforeAGateIsNoPartOfItsDurationEither() {
		SpyGate slow = new SpyGate();
		slow.needsDuration = true;
		Bulkhead bulkhead = bulkhead();
		bulkhead.tryAcquire();
		pipeline(bulkhead, slow).runAsync(this.work, new Call(), this.end);
		this.time.advance(Duration.ofSeconds(5));
		bulkhead.release();
		this.time.advance(Duration.ofMillis(30));
		this.work.completion().failed(new IOException("down"));
		assertThat(slow.nanos).isEqualTo(Duration.ofMillis(30).toNanos());
	}

	@Test
	void whatFollowsAQueueGetsTheTimeAtWhichItsOwnPartBegins() {
		Bulkhead bulkhead = bulkhead();
		bulkhead.tryAcquire();
		SpyGate behind = new SpyGate();
		behind.needsTime = true;
		pipeline(bulkhead, behind).runAsync(this.work, this.end);
		this.time.advance(Duration.ofSeconds(3));
		bulkhead.release();
		assertThat(behind.enteredAt).isEqualTo(DAY.plusSeconds(3).toNanos());
	}

	@Test
	void aCallUnderALimitBeginsNowEvenIfNobodyElseNeedsTheTime() {
		CountingTime counting = new CountingTime();
		PolicyContext surroundings = PolicyContext.standalone(counting);
		SpyGate gate = new SpyGate();
		Pipeline untimed = Pipeline.of(INSTANCE, List.of(gate), surroundings, new CallCounters(false));
		Deadline limit = Deadline.begin(counting, "outer", counting.nanoTime(), DAY.toNanos());
		try {
			untimed.runAsync(this.work, this.end);
		}
		finally {
			limit.end();
		}
		this.work.completion().succeeded("value");
		assertThat(this.end.results()).containsExactly("value");
	}

	// Calls that share notes

	@Test
	void workWithoutNotesSharesOneCallAndSlowCallsBehindAQueueGetTheirOwn() {
		SpyGate gate = new SpyGate();
		pipeline(gate).runAsync(this.work, this.end);
		assertThat(gate.calls).containsExactly(SharedCall.INSTANCE);
		gate.calls.clear();
		gate.needsDuration = true;
		pipeline(gate, bulkhead()).runAsync(this.work, this.end);
		assertThat(gate.calls).doesNotContain(SharedCall.INSTANCE);
		gate.calls.clear();
		gate.type = PolicyType.CIRCUIT_BREAKER;
		pipeline(gate).runAsync(this.work, this.end);
		assertThat(gate.calls).containsExactly(SharedCall.INSTANCE);
	}

	// Limits

	@Test
	void aCallThatBeginsAfterTheLimitOfItsCallerNeverReachesTheTarget() {
		Deadline limit = Deadline.begin(this.time, "outer", this.time.nanoTime(), 1);
		this.time.advance(Duration.ofNanos(1));
		try {
			pipeline().runAsync(this.work, this.end);
		}
		finally {
			limit.end();
		}
		assertThat(this.work.completions).isEmpty();
		assertThat(this.end.failures()).singleElement()
			.isInstanceOfSatisfying(DeadlineExceededException.class, (ex) -> assertThat(ex.reachedTarget()).isFalse());
		assertThat(this.timed.count(CallOutcome.REJECTED)).isOne();
	}

	// Calls that were none

	@Test
	void aCallThatWasNoneGivesItsPermitBackAndIsNotCounted() {
		SpyGate gate = new SpyGate();
		pipeline(gate).runAsync(this.work, this.end);
		this.work.completion().withdrawn();
		assertThat(gate.log).containsExactly("release 7");
		assertThat(this.end.withdrawals()).isOne();
		for (CallOutcome outcome : CallOutcome.values()) {
			assertThat(this.timed.count(outcome)).isZero();
		}
	}

	@Test
	void aKeyIsForgottenAfterACallThatWasNone() {
		SpyGate own = new SpyGate();
		KeyedGates<SpyGate> gates = new KeyedGates<>(INSTANCE, own, (key) -> new SpyGate(), KeyedConfig::defaults,
				this.time);
		Call ofKey = new Call() {

			@Override
			public String key(PolicyType gate) {
				return "a";
			}

		};
		pipeline(own).withKeys(Map.of(own.type(), gates)).runAsync(this.work, ofKey, this.end);
		this.time.advance(DAY);
		assertThat(gates.prune()).isZero();
		this.work.completion().withdrawn();
		assertThat(this.end.withdrawals()).isOne();
		assertThat(gates.prune()).isOne();
	}

	// Gates

	@Test
	void aGateThatIsDefectFailsTheCall() {
		SpyGate gate = new SpyGate();
		gate.defect = new IllegalStateException("defect");
		pipeline(gate).runAsync(this.work, this.end);
		assertThat(this.end.failures()).containsExactly(gate.defect);
		assertThat(this.work.completions).isEmpty();
	}

	@Test
	void aCallThatIsCancelledInAQueueLeavesItAtOnce() {
		SpyGate gate = new SpyGate();
		gate.waiting = new Place(Waiter.REFUSED);
		AsyncCall call = pipeline(gate).runAsync(this.work, this.end);
		call.cancel();
		assertThat(this.end.failures()).singleElement()
			.isInstanceOf(CancellationException.class)
			.extracting(Throwable::getCause)
			.isInstanceOf(CallRejectedException.class);
		assertThat(gate.log).containsExactly("reject");
		assertThat(this.context.waitingRoom().size()).isZero();
	}

	@Test
	void aPermitThatArrivesWhileACallIsCancelledIsGivenBack() {
		SpyGate gate = new SpyGate();
		gate.waiting = new Place(7);
		AsyncCall call = pipeline(gate).runAsync(this.work, this.end);
		call.cancel();
		assertThat(this.end.failures()).singleElement().isInstanceOf(CancellationException.class);
		assertThat(gate.log).containsExactly("release 7");
		assertThat(this.work.completions).isEmpty();
	}

	@Test
	void aCallWhoseLimitEndsItsPlaceInAQueueIsRefusedByTheGate() {
		SpyGate gate = new SpyGate();
		gate.waiting = new Place(Waiter.REFUSED);
		AsyncCall whole = new AsyncCall(new Call(), this.context);
		AsyncCall part = whole.nested(null);
		pipeline(gate).runAsync(this.work, part, this.end);
		part.abandon();
		assertThat(this.end.failures()).singleElement().isInstanceOf(CallRejectedException.class);
		assertThat(gate.log).containsExactly("reject");
	}

	@Test
	void tellsWhatItsPoliciesShare() {
		assertThat(pipeline().context()).isSameAs(this.context);
	}

	/**
	 * Work that the test ends.
	 */
	private static final class ManualWork implements AsyncWork {

		private final List<Completion> completions = new ArrayList<>();

		@Override
		public void begin(AsyncCall call, Completion completion) {
			this.completions.add(completion);
		}

		Completion completion() {
			return this.completions.get(0);
		}

	}

	/**
	 * A place in a queue that is settled when the call leaves, and tells nobody.
	 */
	private record Place(long left) implements Waiter {

		@Override
		public long poll() {
			return WAITING;
		}

		@Override
		public void onSettled(Runnable signal) {
			// It never is.
		}

		@Override
		public long cancel() {
			return this.left;
		}

		@Override
		public long maxWaitNanos() {
			return Long.MAX_VALUE;
		}

	}

	/**
	 * A gate that writes down what it is told.
	 */
	private static final class SpyGate implements Gate {

		private final Bulkhead refusing = Bulkhead.of(INSTANCE, BulkheadConfig.defaults(), PolicyContext.standalone());

		private final List<String> log = new ArrayList<>();

		private final List<Call> calls = new ArrayList<>();

		private PolicyType type = PolicyType.CIRCUIT_BREAKER;

		private boolean needsTime;

		private boolean needsDuration;

		private @Nullable RuntimeException defect;

		private @Nullable Waiter waiting;

		private long enteredAt = -1;

		private long nanos = -1;

		@Override
		public long tryEnter(Call call, long now) {
			if (this.defect != null) {
				throw this.defect;
			}
			this.calls.add(call);
			this.enteredAt = now;
			return (this.waiting != null) ? -1 : 7;
		}

		@Override
		public @Nullable Waiter await(Call call, long now) {
			return this.waiting;
		}

		@Override
		public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
				long nanos) {
			this.log.add("exit " + permit + " " + kind);
			this.nanos = nanos;
		}

		@Override
		public void release(long permit) {
			this.log.add("release " + permit);
		}

		@Override
		public CallRejectedException reject(Call call) {
			this.log.add("reject");
			return this.refusing.reject(call);
		}

		@Override
		public void passInShadow(Call call) {
			throw new UnsupportedOperationException("No shadow here");
		}

		@Override
		public PolicyType type() {
			return this.type;
		}

		@Override
		public boolean isIdle() {
			return true;
		}

		@Override
		public boolean needsTime() {
			return this.needsTime;
		}

		@Override
		public boolean needsDuration() {
			return this.needsDuration;
		}

	}

}
