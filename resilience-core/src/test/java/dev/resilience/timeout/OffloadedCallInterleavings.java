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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

/**
 * A caller that waits for an attempt on another thread until its time is over: exactly
 * one of both ends it. Whoever is told that it ended in time gets the result; an attempt
 * that was abandoned in the queue never begins; and what interrupts a worker never
 * reaches what it does next.
 */
public final class OffloadedCallInterleavings {

	private static final Duration LIMIT = Duration.ofSeconds(1);

	private final ManualTime time = ManualTime.autoAdvancing();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final Limit limit = new Limit("model", PolicyType.TIMEOUT, LIMIT, this.context);

	private final Queue<OffloadedCall> offloaded = new ConcurrentLinkedQueue<>();

	private volatile @Nullable OffloadedCall unreached;

	private volatile @Nullable String problem;

	/** Makes a call; where nobody works the time is over at once. */
	@Operation(nonParallelGroup = "caller")
	public void call() {
		OffloadedCall attempt = new OffloadedCall(this.limit, this.context, () -> "result", SharedCall.INSTANCE,
				this.time.nanoTime(), Direct.NEXT);
		this.offloaded.add(attempt);
		OffloadedCall.End end = attempt.await();
		if (end == OffloadedCall.End.IN_TIME) {
			check("result".equals(attempt.result()) && attempt.failure() == null && attempt.reachedTarget(),
					"no result in time");
		}
		check(end != OffloadedCall.End.INTERRUPTED && !Thread.interrupted(), "the caller was interrupted");
		if (!attempt.reachedTarget()) {
			this.unreached = attempt;
		}
	}

	/** Works on the attempts that were offloaded. */
	@Operation(nonParallelGroup = "worker")
	public void work() {
		OffloadedCall attempt = this.offloaded.poll();
		if (attempt != null) {
			attempt.run();
		}
		checkInterrupt();
	}

	private void checkInterrupt() {
		// To read the problem lets the other thread go on before we look
		if (this.problem == null) {
			check(!Thread.interrupted(), "a late interrupt");
		}
	}

	private void check(boolean expected, String message) {
		if (!expected) {
			this.problem = message;
		}
	}

	/** Nothing went wrong, and nothing is left. */
	@Validate
	public void nothingIsWrong() {
		OffloadedCall given = this.unreached;
		check(given == null || !given.reachedTarget(), "the target was called after all");
		check(this.time.scheduledTasks() == 0, "a limit is still armed");
		checkInterrupt();
		if (this.problem != null) {
			throw new IllegalStateException(this.problem);
		}
	}

}
