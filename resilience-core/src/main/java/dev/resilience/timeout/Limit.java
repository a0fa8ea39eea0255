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

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Failures;
import dev.resilience.classification.SelfClassifying;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.time.Deadline;

/**
 * The limit of one instance, for attempts or for whole calls: what timeouts and deadlines
 * have in common.
 */
final class Limit {

	private final String instance;

	private final PolicyType type;

	private final Duration duration;

	private final long nanos;

	private final PolicyContext context;

	Limit(String instance, PolicyType type, Duration duration, PolicyContext context) {
		this.instance = instance;
		this.type = type;
		this.duration = duration;
		this.nanos = ConfigCheck.nanos(duration);
		this.context = context;
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
		return Deadline.begin(this.context.time(), this.instance, now, this.nanos);
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
