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
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.FailureClassifier;
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
 * @param classifier says what failures mean
 * @param callFailures is told of calls that failed
 */
public record PolicyContext(TimeSource time, RandomGenerator random, Events events, WaitingRoom waitingRoom,
		Executor offload, Executor continuations, ContextCarrier carrier, boolean rejectionStackTraces,
		FailureClassifier classifier, CallFailures callFailures) {

	private static final Logger logger = LoggerFactory.getLogger(PolicyContext.class);

	/** Random numbers that differ from thread to thread, without contention. */
	public static final RandomGenerator THREAD_LOCAL_RANDOM = () -> ThreadLocalRandom.current().nextLong();

	/**
	 * Creates surroundings with shared threads for asynchronous calls and the library's
	 * own rules for failures.
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
				FailureClassifier.standard(), CallFailures.NONE);
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
		}, SharedContinuations.THREADS, ContextCarrier.MDC_ONLY, false, FailureClassifier.standard(),
				CallFailures.NONE);
	}

	/**
	 * Returns what a failure means. Never throws.
	 * @param failure the failure as it was thrown
	 * @param instance the name of the instance whose call failed
	 * @return what it means
	 */
	public Classification classify(Throwable failure, String instance) {
		try {
			return this.classifier.classify(failure, ClassificationContext.of(instance));
		}
		catch (Throwable ex) {
			logger.warn("The classifier failed on {}, which counts as unknown", failure.getClass(), ex);
			return Classification.UNKNOWN;
		}
	}

	/**
	 * Returns what a failure means, classified when that is first asked for.
	 * @param failure the failure as it was thrown
	 * @param instance the name of the instance whose call failed
	 * @return says what it means, never throws; for use by one thread at a time
	 */
	public Supplier<Classification> meaningOf(Throwable failure, String instance) {
		return new FailureMeaning(this, failure, instance);
	}

	/**
	 * Returns these surroundings with other random numbers.
	 * @param random where jitter comes from
	 * @return the changed surroundings
	 */
	public PolicyContext withRandom(RandomGenerator random) {
		return new PolicyContext(this.time, random, this.events, this.waitingRoom, this.offload, this.continuations,
				this.carrier, this.rejectionStackTraces, this.classifier, this.callFailures);
	}

	/**
	 * Returns these surroundings with another place to wait.
	 * @param waitingRoom where blocked callers wait
	 * @return the changed surroundings
	 */
	public PolicyContext withWaitingRoom(WaitingRoom waitingRoom) {
		return new PolicyContext(this.time, this.random, this.events, waitingRoom, this.offload, this.continuations,
				this.carrier, this.rejectionStackTraces, this.classifier, this.callFailures);
	}

	/**
	 * Returns these surroundings with threads to offload to.
	 * @param offload runs work that must not hold up its caller
	 * @return the changed surroundings
	 */
	public PolicyContext withOffload(Executor offload) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, offload, this.continuations,
				this.carrier, this.rejectionStackTraces, this.classifier, this.callFailures);
	}

	/**
	 * Returns these surroundings with another classifier.
	 * @param classifier says what failures mean
	 * @return the changed surroundings
	 */
	public PolicyContext withClassifier(FailureClassifier classifier) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, this.offload,
				this.continuations, this.carrier, this.rejectionStackTraces, classifier, this.callFailures);
	}

	/**
	 * Returns these surroundings with somebody who is told of calls that failed.
	 * @param callFailures is told of calls that failed
	 * @return the changed surroundings
	 */
	public PolicyContext withCallFailures(CallFailures callFailures) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, this.offload,
				this.continuations, this.carrier, this.rejectionStackTraces, this.classifier, callFailures);
	}

	/**
	 * Returns these surroundings with other threads for asynchronous calls.
	 * @param continuations runs the next steps of asynchronous calls
	 * @return the changed surroundings
	 */
	public PolicyContext withContinuations(Executor continuations) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, this.offload, continuations,
				this.carrier, this.rejectionStackTraces, this.classifier, this.callFailures);
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
