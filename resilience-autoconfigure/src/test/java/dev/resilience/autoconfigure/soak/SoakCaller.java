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

package dev.resilience.autoconfigure.soak;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.ResilientExecutor;
import dev.resilience.policy.Outcome;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.TimeSource;

/**
 * One thread that calls whatever there is, in whatever way, has some of its calls
 * cancelled and interrupted, and looks at how they end and what they leave of its
 * interrupt flag.
 */
final class SoakCaller {

	private static final int MOST_IN_FLIGHT = 8;

	private static final int LONGEST_MICROS = 2_000;

	private final SplittableRandom random;

	private final List<SoakInstance> instances;

	private final ResilientExecutor executor;

	private final TimeSource time;

	private final SoakThreads threads;

	private final Deque<InFlight> inFlight = new ArrayDeque<>();

	private final Interruptible self = new Interruptible();

	SoakCaller(SplittableRandom random, List<SoakInstance> instances, ResilientExecutor executor, TimeSource time,
			SoakThreads threads) {
		this.random = random;
		this.instances = instances;
		this.executor = executor;
		this.time = time;
		this.threads = threads;
	}

	void callWhile(BooleanSupplier goOn) throws InterruptedException {
		while (goOn.getAsBoolean()) {
			InFlight call = call();
			this.inFlight.add(call);
			if (this.inFlight.size() == MOST_IN_FLIGHT) {
				end(this.inFlight.remove());
			}
		}
		while (!this.inFlight.isEmpty()) {
			end(this.inFlight.remove());
		}
	}

	private InFlight call() {
		SoakInstance instance = this.instances.get(this.random.nextInt(this.instances.size()));
		List<SoakShape> shapes = instance.shapes();
		SoakShape shape = shapes.get(this.random.nextInt(shapes.size()));
		SoakTask task = new SoakTask(this.threads, instance, this.random.nextLong());
		boolean disturbable = instance.isDisturbable();
		if (disturbable) {
			this.self.begin(Thread.currentThread());
			if (this.random.nextInt(10) == 0) {
				this.threads.disturb(this.random.nextInt(LONGEST_MICROS), this.self::interrupt);
			}
		}
		instance.made();
		CompletableFuture<?> result = call(instance, shape, task);
		boolean interrupted = disturbable && this.self.end();
		checkFlag(instance, shape, result, interrupted);
		boolean cancelled = disturbable && this.random.nextInt(8) == 0;
		if (cancelled) {
			cancel(result);
		}
		if (cancelled || interrupted) {
			instance.disturbed();
		}
		return new InFlight(instance, shape, result, cancelled || interrupted);
	}

	private CompletableFuture<?> call(SoakInstance instance, SoakShape shape, SoakTask task) {
		AtomicReference<@Nullable CompletableFuture<?>> result = new AtomicReference<>();
		try {
			if (SoakInstance.FULL.equals(instance.name()) && this.random.nextInt(10) == 0) {
				Duration limit = Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(1 + this.random.nextInt(3_000)));
				Deadline.within(this.time, limit, () -> {
					result.set(shape.call(instance, task, this.executor));
					return null;
				});
			}
			else {
				result.set(shape.call(instance, task, this.executor));
			}
		}
		catch (DeadlineExceededException ex) {
			// What was called says by itself how it has ended.
		}
		catch (Throwable ex) {
			result.set(CompletableFuture.failedFuture(ex));
		}
		CompletableFuture<?> set = result.get();
		return (set != null) ? set : CompletableFuture.failedFuture(new CancellationException("out of time"));
	}

	private void cancel(CompletableFuture<?> result) {
		if (this.random.nextInt(3) == 0) {
			result.cancel(true);
		}
		else {
			this.threads.disturb(this.random.nextInt(LONGEST_MICROS), () -> result.cancel(true));
		}
	}

	private void checkFlag(SoakInstance instance, SoakShape shape, CompletableFuture<?> result, boolean interrupted) {
		boolean flag = Thread.interrupted();
		if (flag && !interrupted) {
			this.threads.complain(shape + " call of " + instance + " left an interrupt that nobody had sent");
		}
		// Beside the interrupt of a limit that of somebody else is not to be seen.
		if (interrupted && !flag && !instance.isBounded() && !isInterruption(result)) {
			this.threads.complain(shape + " call of " + instance + " swallowed an interrupt: " + result);
		}
	}

	private static boolean isInterruption(CompletableFuture<?> result) {
		return result.isCompletedExceptionally()
				&& result.handle((value, failure) -> causes(failure)).getNow(Boolean.FALSE);
	}

	private static boolean causes(@Nullable Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InterruptedException) {
				return true;
			}
		}
		return false;
	}

	private void end(InFlight call) throws InterruptedException {
		SoakInstance instance = call.instance();
		Object value;
		try {
			value = call.result().get(1, TimeUnit.MINUTES);
		}
		catch (ExecutionException | CancellationException ex) {
			if (!call.disturbed()) {
				instance.seenFailure();
			}
			return;
		}
		catch (TimeoutException ex) {
			this.threads.complain(call.shape() + " call of " + instance + " did not end");
			return;
		}
		if (call.disturbed()) {
			return;
		}
		if (value instanceof Outcome<?> outcome && !outcome.isSuccess()) {
			instance.seenFailure();
		}
		else {
			instance.seen((value instanceof Outcome<?> outcome) ? outcome.value() : value);
		}
	}

	/**
	 * A call that may not have ended.
	 *
	 * @param instance what was called
	 * @param shape how it was called
	 * @param result what comes of it
	 * @param disturbed whether it was cancelled or interrupted, so that what its caller
	 * sees may not be what has become of it
	 */
	private record InFlight(SoakInstance instance, SoakShape shape, CompletableFuture<?> result, boolean disturbed) {

	}

	/** A thread while it may be interrupted, so that no interrupt comes late. */
	private static final class Interruptible {

		private @Nullable Thread thread;

		private boolean interrupted;

		synchronized void begin(Thread thread) {
			this.thread = thread;
			this.interrupted = false;
		}

		synchronized void interrupt() {
			if (this.thread != null) {
				this.interrupted = true;
				this.thread.interrupt();
			}
		}

		synchronized boolean end() {
			this.thread = null;
			return this.interrupted;
		}

	}

}
