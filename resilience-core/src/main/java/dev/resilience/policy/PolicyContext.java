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
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.FailureHint;
import dev.resilience.classification.FailureKnowledge;
import dev.resilience.classification.Failures;
import dev.resilience.event.Events;
import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;
import dev.resilience.time.WaitingRoom;

/**
 * What all policies of one registry share.
 *
 * @param time where time comes from
 * @param random where jitter comes from
 * @param events where events go to
 * @param waitingRoom where blocked callers wait
 * @param offload runs work that must not hold up its caller; throws
 * {@link RejectedExecutionException} when it is full
 * @param continuations runs the next steps of asynchronous calls, and refuses nothing
 * @param carrier takes the caller's context along to other threads
 * @param rejectionStackTraces whether exceptions of refused calls have a stack trace
 * @param knowledge what is known of the failures of targets
 */
public record PolicyContext(TimeSource time, RandomGenerator random, Events events, WaitingRoom waitingRoom,
		Executor offload, Executor continuations, ContextCarrier carrier, boolean rejectionStackTraces,
		FailureKnowledge knowledge) implements FailureKnowledge {

	private static final Logger logger = LoggerFactory.getLogger(PolicyContext.class);

	/** Random numbers that differ from thread to thread, without contention. */
	public static final RandomGenerator THREAD_LOCAL_RANDOM = () -> ThreadLocalRandom.current().nextLong();

	/**
	 * Creates surroundings with shared threads for asynchronous calls, in which nothing
	 * particular is known of failures.
	 * @param time where time comes from
	 * @param random where jitter comes from
	 * @param events where events go to
	 * @param waitingRoom where blocked callers wait
	 * @param offload runs work that must not hold up its caller
	 * @param carrier takes the caller's context along to other threads
	 * @param rejectionStackTraces whether exceptions of refused calls have a stack trace
	 */
	public PolicyContext(TimeSource time, RandomGenerator random, Events events, WaitingRoom waitingRoom,
			Executor offload, ContextCarrier carrier, boolean rejectionStackTraces) {
		this(time, random, events, waitingRoom, offload, SharedContinuations.THREADS, carrier, rejectionStackTraces,
				FailureKnowledge.NONE);
	}

	/**
	 * Returns the surroundings of a policy that belongs to no registry: system time, no
	 * offloading.
	 * @return new surroundings
	 */
	public static PolicyContext standalone() {
		return standalone(SystemTime.shared());
	}

	/**
	 * Returns the surroundings of a policy that belongs to no registry, without
	 * offloading.
	 * @param time where time comes from
	 * @return new surroundings
	 */
	public static PolicyContext standalone(TimeSource time) {
		return new PolicyContext(time, THREAD_LOCAL_RANDOM, new Events(), new WaitingRoom(time), (work) -> {
			throw new RejectedExecutionException("No threads to offload to");
		}, SharedContinuations.THREADS, ContextCarrier.MDC_ONLY, false, FailureKnowledge.NONE);
	}

	/**
	 * Returns what is known of a failure. Never throws.
	 * @param failure the failure as it was thrown
	 * @return what it means, or {@code null} if it is not known
	 */
	@Override
	public @Nullable FailureHint hint(Throwable failure) {
		try {
			return this.knowledge.hint(Failures.unwrap(failure));
		}
		catch (Throwable ex) {
			logger.warn("The knowledge of failures failed on {}, which counts as unknown", failure.getClass(), ex);
			return null;
		}
	}

	/**
	 * Returns these surroundings with other random numbers.
	 * @param random where jitter comes from
	 * @return the changed surroundings
	 */
	public PolicyContext withRandom(RandomGenerator random) {
		return new PolicyContext(this.time, random, this.events, this.waitingRoom, this.offload, this.continuations,
				this.carrier, this.rejectionStackTraces, this.knowledge);
	}

	/**
	 * Returns these surroundings with another place to wait.
	 * @param waitingRoom where blocked callers wait
	 * @return the changed surroundings
	 */
	public PolicyContext withWaitingRoom(WaitingRoom waitingRoom) {
		return new PolicyContext(this.time, this.random, this.events, waitingRoom, this.offload, this.continuations,
				this.carrier, this.rejectionStackTraces, this.knowledge);
	}

	/**
	 * Returns these surroundings with threads to offload to.
	 * @param offload runs work that must not hold up its caller
	 * @return the changed surroundings
	 */
	public PolicyContext withOffload(Executor offload) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, offload, this.continuations,
				this.carrier, this.rejectionStackTraces, this.knowledge);
	}

	/**
	 * Returns these surroundings with knowledge of failures.
	 * @param knowledge what is known of the failures of targets
	 * @return the changed surroundings
	 */
	public PolicyContext withKnowledge(FailureKnowledge knowledge) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, this.offload,
				this.continuations, this.carrier, this.rejectionStackTraces, knowledge);
	}

	/**
	 * Returns these surroundings with other threads for asynchronous calls.
	 * @param continuations runs the next steps of asynchronous calls
	 * @return the changed surroundings
	 */
	public PolicyContext withContinuations(Executor continuations) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, this.offload, continuations,
				this.carrier, this.rejectionStackTraces, this.knowledge);
	}

	/**
	 * Threads for everything that has no registry; never closed.
	 * @return the shared threads
	 */
	public static Executor sharedContinuations() {
		return SharedContinuations.THREADS;
	}

	/** Made when first needed. */
	private static final class SharedContinuations {

		private static final ContinuationThreads THREADS = new ContinuationThreads();

	}

}
