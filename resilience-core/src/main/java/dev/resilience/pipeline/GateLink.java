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
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Gate;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.policy.Waiter;
import dev.resilience.time.Deadline;
import dev.resilience.time.WaitingRoom.Delay;
import dev.resilience.time.WaitingRoom.Wake;

/**
 * Takes a call through a gate: asks for a permit, waits for one where the gate queues,
 * and gives it back with the outcome. The permit lives in this link's stack frame.
 */
sealed class GateLink extends Link permits KeyedGateLink {

	private final String instance;

	private final Gate gate;

	private final PolicyContext context;

	private final Link next;

	private final boolean shadow;

	private final boolean needsDuration;

	GateLink(String instance, Gate gate, PolicyContext context, Link next) {
		this(instance, gate, context, next, gate.needsTime() || gate.needsDuration() || next.needsTime());
	}

	/**
	 * Creates a link.
	 * @param instance the name of the instance that is called
	 * @param gate the gate, or one that is set like all through which calls go
	 * @param context what the policies share
	 * @param next the next link
	 * @param needsTime whether the time of the attempt is needed
	 */
	GateLink(String instance, Gate gate, PolicyContext context, Link next, boolean needsTime) {
		super(needsTime);
		this.instance = instance;
		this.gate = gate;
		this.context = context;
		this.next = next;
		this.shadow = gate.mode() == PolicyMode.SHADOW;
		this.needsDuration = gate.needsDuration();
	}

	@Override
	public final @Nullable Duration attemptLimit() {
		return this.next.attemptLimit();
	}

	@Override
	public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
		return proceed(this.gate, work, call, now);
	}

	final @Nullable Object proceed(Gate gate, ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
		long permit = gate.tryEnter(call, now);
		if (permit >= 0) {
			return proceedWith(gate, permit, work, call, now);
		}
		if (this.shadow) {
			gate.passInShadow(call);
			return this.next.proceed(work, call, now);
		}
		Waiter waiter = gate.await(call, now);
		if (waiter == null) {
			throw gate.reject(call, permit);
		}
		return proceedWith(gate, await(gate, waiter, call), work, call,
				needsTime() ? this.context.time().nanoTime() : now);
	}

	private @Nullable Object proceedWith(Gate gate, long permit, ThrowingSupplier<?, ?> work, Call call, long now)
			throws Throwable {
		long queuedBefore = this.needsDuration ? call.queuedNanos() : 0;
		Object result;
		try {
			result = this.next.proceed(work, call, now);
		}
		catch (Throwable failure) {
			long nanos = this.needsDuration ? duration(call, now, queuedBefore) : 0;
			gate.exit(permit, OutcomeKind.of(failure, this.instance), null, failure, nanos);
			throw failure;
		}
		if (this.needsDuration) {
			long elapsed = this.context.time().nanoTime() - now;
			call.measured(elapsed);
			gate.exit(permit, OutcomeKind.SUCCESS, result, null, elapsed - (call.queuedNanos() - queuedBefore));
		}
		else {
			gate.exit(permit, OutcomeKind.SUCCESS, result, null, 0);
		}
		return result;
	}

	// The time since admission, less the time that the call queued at gates behind.
	private long duration(Call call, long admitted, long queuedBefore) {
		return this.context.time().nanoTime() - admitted - (call.queuedNanos() - queuedBefore);
	}

	// Parks until the waiter settles. The time counts as queued even where it was in
	// vain: it is no time of the target.
	private long await(Gate gate, Waiter waiter, Call call) {
		long began = this.context.time().nanoTime();
		Thread thread = Thread.currentThread();
		waiter.onSettled(() -> LockSupport.unpark(thread));
		Wake wake = this.context.waitingRoom().await(() -> waiter.poll() != Waiter.WAITING, waiter.maxWaitNanos());
		long permit = (wake == Wake.DONE) ? waiter.poll() : waiter.cancel();
		call.queued(this.context.time().nanoTime() - began);
		if (wake == Wake.INTERRUPTED) {
			throw interrupted(gate, call, permit);
		}
		if (permit < 0) {
			throw gate.reject(call);
		}
		return permit;
	}

	// A timeout or deadline around this gate ends the wait by an interrupt, and says so
	// itself. An interrupt from elsewhere cancels the call, which is not the same as a
	// gate that is full: nobody may answer or repeat it.
	private RuntimeException interrupted(Gate gate, Call call, long permit) {
		boolean admittedMeanwhile = permit >= 0;
		if (admittedMeanwhile) {
			gate.release(permit);
		}
		Deadline limits = Deadline.current();
		if (limits != null && Deadline.expiry(limits, this.instance) != Deadline.Expiry.NONE) {
			return admittedMeanwhile ? WorkLink.outOfTime(limits) : gate.reject(call);
		}
		CancellationException cancellation = new CancellationException(
				"Interrupted while queueing at the " + gate.type().property() + " of '" + this.instance + "'");
		if (!admittedMeanwhile) {
			cancellation.initCause(gate.reject(call));
		}
		return cancellation;
	}

	@Override
	public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
		proceedAsync(this.gate, work, call, now, completion);
	}

	final void proceedAsync(Gate gate, AsyncWork work, AsyncCall call, long now, Completion completion) {
		long permit;
		Waiter waiter;
		try {
			permit = gate.tryEnter(call.facts(), now);
			waiter = (permit < 0 && !this.shadow) ? gate.await(call.facts(), now) : null;
		}
		catch (RuntimeException | Error ex) {
			completion.failed(ex);
			return;
		}
		if (permit >= 0) {
			enter(gate, permit, work, call, now, completion);
		}
		else if (this.shadow) {
			gate.passInShadow(call.facts());
			this.next.proceedAsync(work, call, now, completion);
		}
		else if (waiter == null) {
			completion.failed(gate.reject(call.facts(), permit));
		}
		else {
			queue(gate, waiter, work, call, completion);
		}
	}

	private void enter(Gate gate, long permit, AsyncWork work, AsyncCall call, long now, Completion completion) {
		this.next.proceedAsync(work, call, now, new AsyncPassage(gate, permit, call, now, completion));
	}

	// Goes on where the waiter settles or the wait ends, whichever comes first.
	private void queue(Gate gate, Waiter waiter, AsyncWork work, AsyncCall call, Completion completion) {
		long began = this.context.time().nanoTime();
		Delay delay = call.prepareWait(this.context.waitingRoom(), (wake) -> {
			long permit = (wake == Wake.DONE) ? waiter.poll() : waiter.cancel();
			call.facts().queued(this.context.time().nanoTime() - began);
			if (call.isEnded()) {
				completion.failed(ended(gate, call, permit));
			}
			else if (permit < 0) {
				completion.failed(gate.reject(call.facts()));
			}
			else {
				enter(gate, permit, work, call, needsTime() ? this.context.time().nanoTime() : 0, completion);
			}
		});
		// The place is free before anything else is done for the call. A permit that has
		// come meanwhile is that of the step above.
		call.onCancel(() -> {
			waiter.cancel();
			delay.end(Wake.INTERRUPTED);
		});
		delay.begin(waiter.maxWaitNanos());
		waiter.onSettled(() -> delay.end(Wake.DONE));
	}

	// A limit says itself that it has ended the wait; whoever cancels wants no answer.
	// As in a blocking call, a gate counts each call that asked it once.
	private Exception ended(Gate gate, AsyncCall call, long permit) {
		if (permit >= 0) {
			gate.release(permit);
			return WorkLink.notBegun(call);
		}
		CallRejectedException rejection = gate.reject(call.facts());
		return call.isCancelled() ? (Exception) AsyncCall.cancellation().initCause(rejection) : rejection;
	}

	/** An asynchronous call inside the gate. */
	private final class AsyncPassage implements Completion {

		private final Gate gate;

		private final long permit;

		private final AsyncCall call;

		private final long admitted;

		private final long queuedBefore;

		private final Completion completion;

		AsyncPassage(Gate gate, long permit, AsyncCall call, long admitted, Completion completion) {
			this.gate = gate;
			this.permit = permit;
			this.call = call;
			this.admitted = admitted;
			this.queuedBefore = GateLink.this.needsDuration ? call.facts().queuedNanos() : 0;
			this.completion = completion;
		}

		@Override
		public void succeeded(@Nullable Object result) {
			OutcomeKind kind = this.call.isCancelled() ? OutcomeKind.IGNORED : OutcomeKind.SUCCESS;
			this.gate.exit(this.permit, kind, this.call.hasEmitted() ? Gate.PASSED_ON : result, null, nanos());
			this.completion.succeeded(result);
		}

		@Override
		public void failed(Throwable failure) {
			this.gate.exit(this.permit, this.call.outcome(failure, GateLink.this.instance), null, failure, nanos());
			this.completion.failed(failure);
		}

		@Override
		public void withdrawn() {
			this.gate.release(this.permit);
			this.completion.withdrawn();
		}

		private long nanos() {
			return GateLink.this.needsDuration ? duration(this.call.facts(), this.admitted, this.queuedBefore) : 0;
		}

	}

}
