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

package dev.resilience.policy;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.resilience.time.Deadline;
import dev.resilience.time.TimeSource;

/**
 * Bounds the time of a part of an asynchronous call. At the limit the part is ended and
 * the call goes on at once with a failure, however long the part takes to end; what comes
 * of it then is dropped. While the thread that begins the part is still at work on it, it
 * is interrupted at the limit like the thread of a blocking call. A part that ends in
 * time leaves no timer task behind.
 */
public final class AsyncLimit implements Completion {

	private final AsyncCall call;

	private final Completion completion;

	private final Expiry expiry;

	private final Deadline deadline;

	private final AsyncCall part;

	private AsyncLimit(AsyncCall call, TimeSource time, String owner, long now, long nanos, Completion completion,
			Expiry expiry) {
		this.call = call;
		this.completion = completion;
		this.expiry = expiry;
		// Nothing is armed before all is known that the expiry needs.
		this.deadline = Deadline.prepare(time, owner, now, nanos, this::expired);
		this.part = call.nested(this.deadline);
	}

	/**
	 * Runs a part of a call under a limit.
	 * @param call the call
	 * @param time where the time comes from
	 * @param owner the name of the instance whose limit this is
	 * @param now a reading of the time source at which the part begins
	 * @param nanos the limit in nanoseconds
	 * @param body begins the part
	 * @param completion told how the part ended, or that it took too long
	 * @param expiry makes the failure of a part that took too long
	 */
	public static void run(AsyncCall call, TimeSource time, String owner, long now, long nanos, Body body,
			Completion completion, Expiry expiry) {
		// Whose thread this is does not matter: the limit nests in those of the call.
		Deadline previous = Deadline.adopt(call.limits());
		try {
			AsyncLimit limit = new AsyncLimit(call, time, owner, now, nanos, completion, expiry);
			if (limit.arm()) {
				limit.begin(body);
			}
		}
		finally {
			Deadline.adopt(previous);
		}
	}

	/**
	 * Runs a part of a call under a limit on a thread of an executor, so that the current
	 * thread goes on even while the beginning of the part blocks.
	 * @param executor where threads come from
	 * @param call the call
	 * @param time where the time comes from
	 * @param owner the name of the instance whose limit this is
	 * @param now a reading of the time source at which the part begins
	 * @param nanos the limit in nanoseconds
	 * @param body begins the part
	 * @param completion told how the part ended, or that it took too long
	 * @param expiry makes the failure of a part that took too long
	 * @throws RejectedExecutionException if the executor has no thread; nothing is told
	 * then
	 */
	public static void runOn(Executor executor, AsyncCall call, TimeSource time, String owner, long now, long nanos,
			Body body, Completion completion, Expiry expiry) {
		AsyncLimit limit = armedElsewhere(call, time, owner, now, nanos, completion, expiry);
		if (limit == null) {
			return;
		}
		try {
			executor.execute(() -> limit.part.inContext(() -> limit.beginAttached(body)));
		}
		catch (RejectedExecutionException ex) {
			if (limit.deadline.cancel()) {
				throw ex;
			}
		}
	}

	private static @Nullable AsyncLimit armedElsewhere(AsyncCall call, TimeSource time, String owner, long now,
			long nanos, Completion completion, Expiry expiry) {
		Deadline previous = Deadline.adopt(call.limits());
		try {
			AsyncLimit limit = new AsyncLimit(call, time, owner, now, nanos, completion, expiry);
			if (!limit.arm()) {
				return null;
			}
			limit.deadline.detach();
			return limit;
		}
		finally {
			Deadline.adopt(previous);
		}
	}

	// A part whose time was over before it got a thread has failed already.
	private void beginAttached(Body body) {
		if (this.deadline.attach()) {
			begin(body);
		}
		else {
			this.deadline.detach();
		}
	}

	private boolean arm() {
		try {
			this.deadline.arm();
			return true;
		}
		catch (RuntimeException | Error ex) {
			this.completion.failed(ex);
			return false;
		}
	}

	private void begin(Body body) {
		try {
			body.begin(this.part, this);
		}
		finally {
			this.deadline.detach();
		}
	}

	@Override
	public void succeeded(@Nullable Object result) {
		if (this.deadline.cancel()) {
			this.expiry.endedInTime();
			this.call.merge(this.part);
			this.call.outside(() -> this.completion.succeeded(result));
		}
	}

	@Override
	public void failed(Throwable failure) {
		if (this.deadline.cancel()) {
			this.expiry.endedInTime();
			this.call.merge(this.part);
			this.call.outside(() -> this.completion.failed(failure));
		}
	}

	@Override
	public void withdrawn() {
		if (this.deadline.cancel()) {
			this.call.merge(this.part);
			this.call.outside(this.completion::withdrawn);
		}
	}

	// On the timer's thread: user code is called elsewhere. The part ends first, so that
	// what it holds is free for what comes next.
	private void expired() {
		this.call.execute(() -> {
			this.part.abandon();
			this.completion.failed(this.expiry.failure(this.part));
		});
	}

	/**
	 * Begins a part of a call.
	 */
	@FunctionalInterface
	public interface Body {

		/**
		 * Begins the part on the current thread. Must not throw.
		 * @param part the part
		 * @param completion told how the part ended
		 */
		void begin(AsyncCall part, Completion completion);

	}

	/**
	 * Makes the failure of a part that took too long.
	 */
	@FunctionalInterface
	public interface Expiry {

		/**
		 * Called in its place if the part ends in time.
		 */
		default void endedInTime() {
		}

		/**
		 * Makes the failure.
		 * @param part the part, which has been abandoned
		 * @return the failure
		 */
		Throwable failure(AsyncCall part);

	}

}
