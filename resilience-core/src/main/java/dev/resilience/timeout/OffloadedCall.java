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

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.ContextCarrier;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;

/**
 * One attempt that runs on another thread while its caller waits, at most until the
 * limit. Caller and worker agree by one change of state on whether the attempt ended or
 * was abandoned. The worker is interrupted through a {@link Deadline} of its own, so that
 * no late interrupt reaches what its thread does next, and what runs inside sees the
 * limit.
 */
final class OffloadedCall implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(OffloadedCall.class);

	private final Limit limit;

	private final PolicyContext context;

	private final ThrowingSupplier<?, ?> work;

	private final Call call;

	private final long begin;

	private final Strategy.Next next;

	private final Thread caller = Thread.currentThread();

	private final @Nullable Deadline enclosing = Deadline.current();

	private final ContextCarrier.Captured captured;

	private final @Nullable Integer repeat;

	private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

	/** The limit on the worker; written before the state becomes RUNNING. */
	private @Nullable Deadline deadline;

	private volatile boolean reachedTarget;

	/** How the attempt ended; written by the worker before the state becomes ENDED. */
	private @Nullable Object result;

	private @Nullable Throwable failure;

	private boolean expired;

	OffloadedCall(Limit limit, PolicyContext context, ThrowingSupplier<?, ?> work, Call call, long begin,
			Strategy.Next next) {
		this.limit = limit;
		this.context = context;
		this.work = work;
		this.call = call;
		this.begin = begin;
		this.next = next;
		this.captured = context.carrier().capture();
		this.repeat = CurrentAttempt.number();
	}

	/**
	 * Waits for the end of the attempt. Not in the waiting room: an attempt that runs is
	 * admitted, and finishes even if the registry closes.
	 * @return how the wait ended
	 */
	End await() {
		while (true) {
			if (this.state.get() == State.ENDED) {
				return this.expired ? End.EXPIRED : End.IN_TIME;
			}
			if (Thread.currentThread().isInterrupted()) {
				if (abandon()) {
					return End.INTERRUPTED;
				}
				continue;
			}
			long left = this.limit.nanos() - (this.context.time().nanoTime() - this.begin);
			if (left <= 0) {
				if (abandon()) {
					return End.EXPIRED;
				}
				continue;
			}
			this.context.time().park(this, left);
		}
	}

	/**
	 * Stops waiting: an attempt that has not begun never will, one that runs is
	 * interrupted.
	 * @return whether the attempt was abandoned; {@code false} if it has ended
	 */
	private boolean abandon() {
		if (this.state.compareAndSet(State.QUEUED, State.ABANDONED)) {
			return true;
		}
		if (!this.state.compareAndSet(State.RUNNING, State.ABANDONED)) {
			return false;
		}
		Deadline running = this.deadline;
		if (running != null) {
			running.expire();
		}
		return true;
	}

	@Override
	public void run() {
		if (this.state.get() != State.QUEUED) {
			return;
		}
		Deadline previous = Deadline.adopt(this.enclosing);
		try {
			runInContext();
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		finally {
			Deadline.adopt(previous);
		}
		end();
	}

	private void runInContext() {
		ContextCarrier.Scope scope = this.captured.open();
		Integer outer = CurrentAttempt.bind(this.repeat);
		try {
			runBounded();
		}
		finally {
			CurrentAttempt.bind(outer);
			close(scope);
		}
	}

	private void close(ContextCarrier.Scope scope) {
		try {
			scope.close();
		}
		catch (RuntimeException ex) {
			logger.warn("Context of an offloaded call of '{}' could not be removed", this.limit.instance(), ex);
		}
	}

	private void runBounded() {
		Deadline own = this.limit.begin(this.begin);
		this.deadline = own;
		if (!this.state.compareAndSet(State.QUEUED, State.RUNNING)) {
			own.end();
			return;
		}
		try {
			this.result = this.next.proceed(this::reachTarget, this.call, this.begin);
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		this.expired = own.end();
	}

	private @Nullable Object reachTarget() throws Throwable {
		this.reachedTarget = true;
		return CallWork.run(this.work, this.call);
	}

	/** Only an attempt that nobody has abandoned has an end that anyone wants to know. */
	private void end() {
		if (this.state.compareAndSet(State.RUNNING, State.ENDED)
				|| this.state.compareAndSet(State.QUEUED, State.ENDED)) {
			LockSupport.unpark(this.caller);
		}
	}

	/**
	 * Returns whether the work was begun, unless it says itself that it was refused;
	 * final once {@link #await()} has returned.
	 * @return whether the target was called
	 */
	boolean reachedTarget() {
		return this.reachedTarget && Limit.reachedTarget(failure());
	}

	/**
	 * What the attempt threw, if it ended before the caller left.
	 * @return the failure, or {@code null}
	 */
	@Nullable Throwable failure() {
		return (this.state.get() == State.ENDED) ? this.failure : null;
	}

	@Nullable Object result() {
		return this.result;
	}

	private enum State {

		/** No thread has taken the attempt yet. */
		QUEUED,

		/** The attempt runs. */
		RUNNING,

		/** The attempt ended while its caller waited. */
		ENDED,

		/** The caller has left. */
		ABANDONED

	}

	/** How the wait of the caller ended. */
	enum End {

		/** The attempt ended before its limit. */
		IN_TIME,

		/** The limit was exceeded. */
		EXPIRED,

		/** The caller was interrupted; its flag is still set. */
		INTERRUPTED

	}

}
