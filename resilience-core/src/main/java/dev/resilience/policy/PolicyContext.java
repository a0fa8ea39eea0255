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
 * @param carrier takes the caller's context along to other threads
 * @param rejectionStackTraces whether exceptions of refused calls have a stack trace
 */
public record PolicyContext(TimeSource time, RandomGenerator random, Events events, WaitingRoom waitingRoom,
		Executor offload, ContextCarrier carrier, boolean rejectionStackTraces) {

	/** Random numbers that differ from thread to thread, without contention. */
	public static final RandomGenerator THREAD_LOCAL_RANDOM = () -> ThreadLocalRandom.current().nextLong();

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
		}, ContextCarrier.MDC_ONLY, false);
	}

	/**
	 * Returns these surroundings with other random numbers.
	 * @param random where jitter comes from
	 * @return the changed surroundings
	 */
	public PolicyContext withRandom(RandomGenerator random) {
		return new PolicyContext(this.time, random, this.events, this.waitingRoom, this.offload, this.carrier,
				this.rejectionStackTraces);
	}

	/**
	 * Returns these surroundings with threads to offload to.
	 * @param offload runs work that must not hold up its caller
	 * @return the changed surroundings
	 */
	public PolicyContext withOffload(Executor offload) {
		return new PolicyContext(this.time, this.random, this.events, this.waitingRoom, offload, this.carrier,
				this.rejectionStackTraces);
	}

}
