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

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Completion;

/**
 * The future that the caller of an asynchronous call gets. Whoever completes it from
 * outside, by cancelling it or by {@code orTimeout}, cancels the call.
 *
 * @param <T> the type of the value
 */
public final class ProtectedFuture<T extends @Nullable Object> extends CompletableFuture<T> implements Completion {

	/** Whether the call has ended, so that nothing is left to cancel. */
	private volatile boolean ended;

	/** Whether whoever cancelled this future wants the work to end undisturbed. */
	private volatile boolean sparesWork;

	/**
	 * Makes this future cancel a call that is not needed any more.
	 * @param call the call whose result this future holds
	 */
	public void cancels(AsyncCall call) {
		if (!isDone()) {
			whenComplete((value, failure) -> {
				if (!this.ended) {
					call.cancel();
				}
			});
		}
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		this.sparesWork = !mayInterruptIfRunning;
		return super.cancel(mayInterruptIfRunning);
	}

	/**
	 * Returns whether work may be interrupted that nobody waits for any more.
	 * @return false if this future was cancelled by {@code cancel(false)}
	 */
	public boolean mayInterrupt() {
		return !this.sparesWork;
	}

	// Dependents are not ours to cancel by.
	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

	// The pipeline passes on what work of this type has returned
	@SuppressWarnings("unchecked")
	@Override
	public void succeeded(@Nullable Object result) {
		this.ended = true;
		complete((T) result);
	}

	@Override
	public void failed(Throwable failure) {
		this.ended = true;
		completeExceptionally(failure);
	}

}
