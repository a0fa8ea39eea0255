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
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Failures;
import dev.resilience.classification.SelfClassifying;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncLimit;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.time.Deadline;
import dev.resilience.time.DurationText;
import dev.resilience.time.TimeSource;

/**
 * The limit of one instance, for attempts or for whole calls: what timeouts and deadlines
 * have in common.
 */
final class Limit {

	private static final Logger logger = LoggerFactory.getLogger(Limit.class);

	private final String instance;

	private final PolicyType type;

	private final Duration duration;

	private final long nanos;

	private final PolicyContext context;

	/** Whether it was said that an enclosing limit is shorter. */
	private final AtomicBoolean clipped;

	Limit(String instance, PolicyType type, Duration duration, PolicyContext context) {
		this(instance, type, duration, context, new AtomicBoolean());
	}

	private Limit(String instance, PolicyType type, Duration duration, PolicyContext context, AtomicBoolean clipped) {
		this.instance = instance;
		this.type = type;
		this.duration = duration;
		this.nanos = ConfigCheck.nanos(duration);
		this.context = context;
		this.clipped = clipped;
	}

	/**
	 * Returns the limit that the terms of a call set in place of this one.
	 * @param call the call
	 * @return the limit, this one if nothing was changed for the call
	 */
	Limit under(Call call) {
		long adjusted = call.terms().timeoutNanos();
		return (adjusted == 0) ? this
				: new Limit(this.instance, this.type, Duration.ofNanos(adjusted), this.context, this.clipped);
	}

	String instance() {
		return this.instance;
	}

	Duration duration() {
		return this.duration;
	}

	long nanos() {
		return this.nanos;
	}

	/**
	 * Arms the limit on the current thread.
	 * @param now the time at which the call or attempt begins
	 * @return the armed limit, to be ended on the same thread
	 */
	Deadline begin(long now) {
		reportIfLongerThan(Deadline.current(), now);
		return Deadline.begin(this.context.time(), this.instance, now, this.nanos);
	}

	/**
	 * Runs a part of an asynchronous call under the limit.
	 * @param call the call
	 * @param now the time at which the call or attempt begins
	 * @param body begins the part
	 * @param completion told how the part ended, or that it took too long
	 * @param expiry makes the failure of a part that took too long
	 */
	void run(AsyncCall call, long now, AsyncLimit.Body body, Completion completion, AsyncLimit.Expiry expiry) {
		reportIfLongerThan(call.limits(), now);
		AsyncLimit.run(call, this.context.time(), this.instance, now, this.nanos, body, completion, expiry);
	}

	/**
	 * As {@link #run}, with the beginning of the part on another thread.
	 * @param call the call
	 * @param now the time at which the call or attempt begins
	 * @param body begins the part
	 * @param completion told how the part ended, or that it took too long
	 * @param expiry makes the failure of a part that took too long
	 * @throws java.util.concurrent.RejectedExecutionException if there is no thread
	 */
	void runOffloaded(AsyncCall call, long now, AsyncLimit.Body body, Completion completion, AsyncLimit.Expiry expiry) {
		reportIfLongerThan(call.limits(), now);
		AsyncLimit.runOn(this.context.offload(), call, this.context.time(), this.instance, now, this.nanos, body,
				completion, expiry);
	}

	// The enclosing limit ends the call first: worth knowing once, not once per call.
	private void reportIfLongerThan(@Nullable Deadline enclosing, long now) {
		if (enclosing == null || this.clipped.get() || enclosing.owner().equals(this.instance)) {
			return;
		}
		boolean endsFirst = enclosing.endsBefore(this.context.time(), TimeSource.after(now, this.nanos));
		if (endsFirst && this.clipped.compareAndSet(false, true)) {
			logger.info(
					"The {} of '{}', {}, is longer than what '{}' leaves of its own limit: the shorter one holds. "
							+ "This is said once",
					this.type.property(), this.instance, DurationText.of(this.duration), enclosing.earliest().owner());
		}
	}

	boolean isExceeded(long now) {
		return this.context.time().nanoTime() - now >= this.nanos;
	}

	void publishExpiry(long now) {
		if (this.context.events().wanted(CallTimedOut.class)) {
			Instant at = this.context.time().wallClock().instant();
			Duration elapsed = Duration.ofNanos(this.context.time().nanoTime() - now);
			this.context.events().publish(new CallTimedOut(this.instance, at, this.type, this.duration, elapsed));
		}
	}

	/**
	 * Returns whether the target was called, judged by what ended a call that was cut
	 * short: a gate behind this limit may have refused it, or still have queued it.
	 * @param failure what ended the call, or {@code null}
	 * @return whether the target was called
	 */
	static boolean reachedTarget(@Nullable Throwable failure) {
		return failure == null || !(Failures.unwrap(failure) instanceof SelfClassifying classifying)
				|| classifying.reachedTarget();
	}

}
