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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;

/**
 * Bounds a whole call: all attempts, the waits between them and all queueing. At the
 * limit the caller's thread is interrupted, or the asynchronous work cancelled, and the
 * caller gets a {@link DeadlineExceededException}, whatever the call returns or throws
 * then. A deadline inside another can only shorten it: both are armed, and each answers
 * for itself. Safe for use by many threads.
 */
public final class CallDeadline implements Strategy {

	private final Limit limit;

	private final PolicyContext context;

	private CallDeadline(Limit limit, PolicyContext context) {
		this.limit = limit;
		this.context = context;
	}

	/**
	 * Creates a deadline.
	 * @param instance the name of the instance
	 * @param duration the longest time of a whole call, longer than zero
	 * @param context what the policies of a registry share
	 * @return the deadline
	 * @throws dev.resilience.policy.InvalidConfigException if the duration is not longer
	 * than zero
	 */
	public static CallDeadline of(String instance, Duration duration, PolicyContext context) {
		new ConfigCheck(PolicyType.DEADLINE).positive("deadline", duration).throwIfInvalid();
		return new CallDeadline(new Limit(instance, PolicyType.DEADLINE, duration, context), context);
	}

	@Override
	public PolicyType type() {
		return PolicyType.DEADLINE;
	}

	@Override
	public boolean needsTime() {
		return true;
	}

	/**
	 * Returns the longest time of a whole call.
	 * @return the limit
	 */
	public Duration duration() {
		return this.limit.duration();
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		if (Deadline.remainingNanos() == 0) {
			throw refused();
		}
		Object result;
		Deadline deadline = this.limit.begin(now);
		try {
			result = next.proceed(work, call, now);
		}
		catch (Throwable failure) {
			if (deadline.end()) {
				throw exceeded(now, failure);
			}
			throw failure;
		}
		if (deadline.end()) {
			throw exceeded(now, null);
		}
		return result;
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (Deadline.remainingNanos(call.limits()) == 0) {
			completion.failed(refused());
			return;
		}
		this.limit.run(call, now, (part, end) -> next.proceedAsync(work, part, now, end), completion, (part) -> {
			this.limit.publishExpiry(now);
			return new DeadlineExceededException(this.limit.instance(), this.limit.duration(), null,
					part.reachedTarget());
		});
	}

	private DeadlineExceededException exceeded(long now, @Nullable Throwable failure) {
		this.limit.publishExpiry(now);
		return new DeadlineExceededException(this.limit.instance(), this.limit.duration(), failure,
				Limit.reachedTarget(failure));
	}

	private DeadlineExceededException refused() {
		if (this.context.events().wanted(CallRejected.class)) {
			this.context.events()
				.publish(new CallRejected(this.limit.instance(), this.context.time().wallClock().instant(),
						PolicyType.DEADLINE, "no time left in the enclosing call", Duration.ZERO));
		}
		return DeadlineExceededException.noTimeLeft(this.limit.instance(), this.limit.duration());
	}

}
