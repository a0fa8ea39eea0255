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

package dev.resilience.pipeline;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Failures;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Completion;
import dev.resilience.time.WaitingRoom.Delay;
import dev.resilience.time.WaitingRoom.Wake;

/**
 * Lets a plain future end a call. Such a future calls nobody back, so it is asked again
 * and again, the longer it takes the less often: its end is seen late by an eighth of the
 * time that it took, at least a millisecond and at most 50. No thread waits for it.
 */
public final class PolledFuture {

	private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int FRACTION = 8;

	private final Future<?> future;

	private final AsyncCall call;

	private final Completion completion;

	private final BooleanSupplier mayInterrupt;

	private final long began;

	private volatile @Nullable Delay delay;

	private PolledFuture(Future<?> future, AsyncCall call, Completion completion, BooleanSupplier mayInterrupt) {
		this.future = future;
		this.call = call;
		this.completion = completion;
		this.mayInterrupt = mayInterrupt;
		this.began = call.context().time().nanoTime();
	}

	/**
	 * Lets a future end a call.
	 * @param future the future
	 * @param call the call, whose end from outside cancels the future
	 * @param completion told how the future ended
	 * @param mayInterrupt whether the work of the future may be interrupted, asked when
	 * it is cancelled
	 */
	public static void follow(Future<?> future, AsyncCall call, Completion completion, BooleanSupplier mayInterrupt) {
		PolledFuture polled = new PolledFuture(future, call, completion, mayInterrupt);
		call.onCancel(polled::cancel);
		polled.poll();
	}

	private void poll() {
		if (this.future.isDone()) {
			end();
			return;
		}
		long elapsed = this.call.context().time().nanoTime() - this.began;
		long pause = Math.min(LONGEST_NANOS, Math.max(SHORTEST_NANOS, elapsed / FRACTION));
		this.delay = this.call.context().waitingRoom().begin(pause, (wake) -> this.call.execute(() -> goOn(wake)));
	}

	private void goOn(Wake wake) {
		if (wake != Wake.CLOSED) {
			poll();
			return;
		}
		// Time stands still once the registry is closed, but admitted calls end.
		Thread last = new Thread(null, this::end, "resilience-last-future", 0, false);
		last.setDaemon(true);
		last.start();
	}

	private void cancel() {
		this.future.cancel(this.mayInterrupt.getAsBoolean());
		Delay present = this.delay;
		if (present != null) {
			present.end(Wake.INTERRUPTED);
		}
	}

	private void end() {
		Object value;
		try {
			value = this.future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.completion.failed(ex);
			return;
		}
		catch (ExecutionException | CancellationException ex) {
			this.completion.failed(Failures.unwrap(ex));
			return;
		}
		catch (RuntimeException | Error ex) {
			this.completion.failed(ex);
			return;
		}
		this.completion.succeeded(value);
	}

}
