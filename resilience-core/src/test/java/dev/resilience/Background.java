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

package dev.resilience;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.resilience.policy.ThrowingSupplier;

/**
 * A call on a thread of its own.
 *
 * @param <T> the type of the value
 */
public final class Background<T> {

	private final CompletableFuture<T> end = new CompletableFuture<>();

	private final Thread thread;

	private volatile boolean interruptedAtEnd;

	private volatile Throwable failure;

	private Background(ThrowingSupplier<T, ?> call) {
		this.thread = new Thread(() -> run(call), "background-call");
		this.thread.setDaemon(true);
	}

	public static <T> Background<T> start(ThrowingSupplier<T, ?> call) {
		Background<T> background = new Background<>(call);
		background.thread.start();
		return background;
	}

	private void run(ThrowingSupplier<T, ?> call) {
		T value;
		try {
			value = call.get();
		}
		catch (Throwable ex) {
			this.interruptedAtEnd = Thread.currentThread().isInterrupted();
			this.failure = ex;
			this.end.complete(null);
			return;
		}
		this.interruptedAtEnd = Thread.currentThread().isInterrupted();
		this.end.complete(value);
	}

	public Thread thread() {
		return this.thread;
	}

	/** Interrupts the thread of the call. */
	public void interrupt() {
		this.thread.interrupt();
	}

	public boolean isDone() {
		return this.end.isDone();
	}

	/**
	 * Waits for the call and returns whether its thread was interrupted when it ended.
	 */
	public boolean endedInterrupted() {
		await();
		return this.interruptedAtEnd;
	}

	/** Waits for the value. */
	public T value() {
		Throwable thrown = await();
		if (thrown != null) {
			throw new AssertionError("The call failed", thrown);
		}
		return this.end.join();
	}

	/** Waits for the failure. */
	public Throwable failure() {
		Throwable thrown = await();
		if (thrown == null) {
			throw new AssertionError("The call returned " + this.end.join());
		}
		return thrown;
	}

	private Throwable await() {
		try {
			this.end.get(30, TimeUnit.SECONDS);
			return this.failure;
		}
		catch (ExecutionException | TimeoutException | InterruptedException ex) {
			throw new AssertionError("The call did not end", ex);
		}
	}

}
