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

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncLimit;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;

/**
 * Bounds the time of each attempt. At the limit the caller gets a
 * {@link CallTimeoutException}; the flag of the limit decides, not what the work returned
 * or threw, which becomes the cause. On the caller's own thread a limit costs one small
 * object and no clock reading of its own. Safe for use by many threads.
 */
public final class Timeout implements Strategy {

	private final TimeoutConfig config;

	private final TimeoutCounters counters;

	private final PolicyContext context;

	private final Limit limit;

	private Timeout(String instance, TimeoutConfig config, TimeoutCounters counters, PolicyContext context) {
		this.config = config;
		this.counters = counters;
		this.context = context;
		this.limit = new Limit(instance, PolicyType.TIMEOUT, config.duration(), context);
	}

	/**
	 * Creates a timeout.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param counters where attempts are counted
	 * @param context what the policies of a registry share
	 * @return the timeout
	 */
	public static Timeout of(String instance, TimeoutConfig config, TimeoutCounters counters, PolicyContext context) {
		return new Timeout(instance, config, counters, context);
	}

	@Override
	public PolicyType type() {
		return PolicyType.TIMEOUT;
	}

	@Override
	public PolicyMode mode() {
		return switch (this.config.mode()) {
			case INTERRUPT, OFFLOAD -> PolicyMode.ENFORCE;
			case SHADOW -> PolicyMode.SHADOW;
			case OFF -> PolicyMode.OFF;
		};
	}

	@Override
	public boolean needsTime() {
		return this.config.mode() != TimeoutMode.OFF;
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public TimeoutConfig config() {
		return this.config;
	}

	/**
	 * Returns the numbers of the instance, without changing anything.
	 * @return the snapshot
	 */
	public TimeoutSnapshot snapshot() {
		return new TimeoutSnapshot(this.limit.instance(), this.config.mode(), this.config.duration(),
				this.counters.inTime(), this.counters.timedOut(), this.counters.shadow(), this.counters.rejected());
	}

	@Override
	public @Nullable Duration attemptLimit() {
		return (mode() == PolicyMode.ENFORCE) ? this.config.duration() : null;
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		return switch (this.config.mode()) {
			case INTERRUPT -> onOwnThread(work, call, now, next);
			case OFFLOAD -> onOtherThread(work, call, now, next);
			case SHADOW -> unbounded(work, call, now, next);
			case OFF -> next.proceed(work, call, now);
		};
	}

	private @Nullable Object onOwnThread(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		Object result;
		Limit limit = this.limit.under(call);
		Deadline deadline = limit.begin(now);
		try {
			result = next.proceed(work, call, now);
		}
		catch (Throwable failure) {
			if (deadline.end()) {
				throw timedOut(limit, now, failure, Limit.reachedTarget(failure));
			}
			this.counters.countInTime();
			throw failure;
		}
		if (deadline.end()) {
			throw timedOut(limit, now, null, true);
		}
		this.counters.countInTime();
		return result;
	}

	private @Nullable Object onOtherThread(ThrowingSupplier<?, ?> work, Call call, long now, Next next)
			throws Throwable {
		Limit limit = this.limit.under(call);
		Call detached = call.detach();
		OffloadedCall offloaded = new OffloadedCall(limit, this.context, work, detached, now, next);
		try {
			this.context.offload().execute(offloaded);
		}
		catch (RejectedExecutionException ex) {
			throw rejected(ex);
		}
		OffloadedCall.End end = offloaded.await();
		if (end == OffloadedCall.End.EXPIRED) {
			throw timedOut(limit, now, offloaded.failure(), offloaded.reachedTarget());
		}
		this.counters.countInTime();
		if (end == OffloadedCall.End.INTERRUPTED) {
			throw new CancellationException("Interrupted while waiting for the offloaded call of '"
					+ this.limit.instance() + "', which has been cancelled");
		}
		call.merge(detached);
		Throwable failure = offloaded.failure();
		if (failure != null) {
			throw failure;
		}
		return offloaded.result();
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		switch (this.config.mode()) {
			case INTERRUPT -> bounded(work, call, now, next, completion);
			case OFFLOAD -> offloaded(work, call, now, next, completion);
			case SHADOW ->
				next.proceedAsync(work, call, now, new ShadowEnd(this.limit.under(call.facts()), now, completion));
			case OFF -> next.proceedAsync(work, call, now, completion);
		}
	}

	private void bounded(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		Limit limit = this.limit.under(call.facts());
		limit.run(call, now, (part, end) -> next.proceedAsync(work, part, now, end), completion,
				new AttemptExpiry(limit, now));
	}

	// The thread that begins the work is another one: the caller goes on even while the
	// beginning blocks.
	private void offloaded(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		Limit limit = this.limit.under(call.facts());
		try {
			limit.runOffloaded(call, now, (part, end) -> next.proceedAsync(work, part, now, end), completion,
					new AttemptExpiry(limit, now));
		}
		catch (RejectedExecutionException ex) {
			completion.failed(rejected(ex));
		}
	}

	private @Nullable Object unbounded(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		Limit limit = this.limit.under(call);
		try {
			return next.proceed(work, call, now);
		}
		finally {
			count(limit, now);
		}
	}

	private void count(Limit limit, long begin) {
		if (limit.isExceeded(begin)) {
			this.counters.countShadow();
		}
		else {
			this.counters.countInTime();
		}
	}

	private CallTimeoutException timedOut(Limit limit, long now, @Nullable Throwable failure, boolean reachedTarget) {
		this.counters.countTimedOut();
		limit.publishExpiry(now);
		return new CallTimeoutException(limit.instance(), limit.duration(), failure, reachedTarget);
	}

	private OffloadRejectedException rejected(RejectedExecutionException ex) {
		this.counters.countRejected();
		String reason = (ex.getMessage() != null) ? ex.getMessage() : "the executor refused it";
		if (this.context.events().wanted(CallRejected.class)) {
			this.context.events()
				.publish(new CallRejected(this.limit.instance(), this.context.time().wallClock().instant(),
						PolicyType.TIMEOUT, reason, Duration.ZERO));
		}
		return new OffloadRejectedException(this.limit.instance(), reason, this.context.rejectionStackTraces());
	}

	/** Counts an asynchronous attempt under a limit. */
	private final class AttemptExpiry implements AsyncLimit.Expiry {

		private final Limit limit;

		private final long begin;

		AttemptExpiry(Limit limit, long begin) {
			this.limit = limit;
			this.begin = begin;
		}

		@Override
		public void endedInTime() {
			Timeout.this.counters.countInTime();
		}

		@Override
		public Throwable failure(AsyncCall part) {
			return timedOut(this.limit, this.begin, null, part.reachedTarget());
		}

	}

	/** Counts an asynchronous attempt that nothing cuts short. */
	private final class ShadowEnd implements Completion {

		private final Limit limit;

		private final long begin;

		private final Completion completion;

		ShadowEnd(Limit limit, long begin, Completion completion) {
			this.limit = limit;
			this.begin = begin;
			this.completion = completion;
		}

		@Override
		public void succeeded(@Nullable Object result) {
			count(this.limit, this.begin);
			this.completion.succeeded(result);
		}

		@Override
		public void failed(Throwable failure) {
			count(this.limit, this.begin);
			this.completion.failed(failure);
		}

		@Override
		public void withdrawn() {
			this.completion.withdrawn();
		}

	}

}
