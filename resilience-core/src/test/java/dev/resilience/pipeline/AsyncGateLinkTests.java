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
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.CallDeadline;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the way of asynchronous calls through a gate.
 */
class AsyncGateLinkTests {

	private static final String INSTANCE = "orders";

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time).withContinuations(Runnable::run);

	private final InstancePolicies instance = new InstancePolicies(INSTANCE, this.context, false, () -> {
	});

	private final List<CompletableFuture<String>> stages = new ArrayList<>();

	@Test
	void cancellingReachesWorkThatBeganBeforeTheWaiterWasKnown() {
		QueueingGate gate = new QueueingGate(3);
		ProtectedFuture<String> result = call(gate);
		assertThat(this.stages).hasSize(1);
		result.cancel(true);
		assertThat(this.stages.get(0)).isCancelled();
		assertThat(gate.log).containsExactly("exit 3 IGNORED");
	}

	@Test
	void aCallThatIsCancelledInTheQueueIsCountedByTheGateLikeOneThatIsInterruptedThere() {
		Bulkhead bulkhead = this.instance.bulkhead(BulkheadConfig.builder().maxConcurrent(1).queueSize(1).build());
		bulkhead.tryAcquire();
		call(bulkhead).cancel(true);
		assertThat(this.stages).isEmpty();
		assertThat(bulkhead.snapshot().accepted()).isOne();
		assertThat(bulkhead.snapshot().rejected()).isOne();
		assertThat(this.instance.calls().count(CallOutcome.IGNORED)).isOne();
	}

	@Test
	void aWaiterThatIsRefusedAtOnceIsRejected() {
		QueueingGate gate = new QueueingGate(Waiter.REFUSED);
		assertThat(call(gate)).isCompletedExceptionally();
		assertThat(gate.log).containsExactly("reject");
		assertThat(this.context.waitingRoom().size()).isZero();
	}

	@Test
	void aCallOutOfTimeBeforeTheTargetIsReachedIsARejection() {
		QueueingGate gate = new QueueingGate(3);
		Policy deadline = CallDeadline.of(INSTANCE, Duration.ofSeconds(1), this.context);
		assertThat(call(deadline, gate, new Delaying())).isCompletedExceptionally();
		assertThat(this.stages).isEmpty();
		assertThat(gate.log).containsExactly("exit 3 REJECTED");
	}

	@Test
	void aGateInShadowModeLetsTheCallPassAndSeesNoEnd() {
		QueueingGate gate = new QueueingGate(3);
		gate.mode = PolicyMode.SHADOW;
		ProtectedFuture<String> result = call(gate);
		this.stages.get(0).complete("value");
		assertThat(result).isCompletedWithValue("value");
		assertThat(gate.log).containsExactly("shadow");
	}

	private ProtectedFuture<String> call(Policy... policies) {
		Pipeline pipeline = Pipeline.of(INSTANCE, List.of(policies), this.context, this.instance.calls());
		ProtectedFuture<String> result = new ProtectedFuture<>();
		result.cancels(pipeline.runAsync(new StageWork(this::newStage), result));
		return result;
	}

	private CompletableFuture<String> newStage() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.stages.add(stage);
		return stage;
	}

	/** Takes a second. */
	private final class Delaying implements Strategy {

		@Override
		public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) {
			throw new UnsupportedOperationException("Only asynchronous calls here");
		}

		@Override
		public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
			AsyncGateLinkTests.this.time.advance(Duration.ofSeconds(1));
			next.proceedAsync(work, call, now, completion);
		}

		@Override
		public PolicyType type() {
			return PolicyType.TIMEOUT;
		}

		@Override
		public PolicyMode mode() {
			return PolicyMode.ENFORCE;
		}

		@Override
		public boolean needsTime() {
			return false;
		}

	}

	/** Lets every call queue and settles it before anybody can wait. */
	private static final class QueueingGate implements Gate {

		private final Bulkhead refusing = Bulkhead.of(INSTANCE, BulkheadConfig.defaults(), PolicyContext.standalone());

		private final List<String> log = new ArrayList<>();

		private final long settled;

		private PolicyMode mode = PolicyMode.ENFORCE;

		QueueingGate(long settled) {
			this.settled = settled;
		}

		@Override
		public long tryEnter(Call call, long now) {
			return -1;
		}

		@Override
		public Waiter await(Call call, long now) {
			return new Waiter() {

				@Override
				public long poll() {
					return QueueingGate.this.settled;
				}

				@Override
				public void onSettled(Runnable signal) {
					signal.run();
				}

				@Override
				public long cancel() {
					return QueueingGate.this.settled;
				}

				@Override
				public long maxWaitNanos() {
					return Long.MAX_VALUE;
				}

			};
		}

		@Override
		public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
				long nanos) {
			this.log.add("exit " + permit + " " + kind);
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
			this.log.add("shadow");
		}

		@Override
		public PolicyType type() {
			return PolicyType.BULKHEAD;
		}

		@Override
		public PolicyMode mode() {
			return this.mode;
		}

		@Override
		public boolean needsTime() {
			return false;
		}

		@Override
		public boolean needsDuration() {
			return false;
		}

	}

}
