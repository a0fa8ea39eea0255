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

package dev.resilience.autoconfigure.aop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.reactive.ProtectedPublisher;
import dev.resilience.autoconfigure.reactive.ReactiveType;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;

/**
 * Calls a method whose result comes later than it returns, so that the caller gets at
 * once what the method would have returned: whatever goes wrong, it is told there.
 *
 * @param shape how the result reaches the caller
 * @param pipeline gives the pipeline in force
 */
record LateMethod(ReturnShape shape, Supplier<Pipeline> pipeline) {

	/**
	 * Calls the method.
	 * @param calls makes the call, once or for each subscriber
	 * @return what the caller gets
	 * @throws Throwable the failure of a call that has ended; never where the declaration
	 * tells that the result comes later
	 */
	@Nullable Object call(Calls calls) throws Throwable {
		ReactiveType reactive = this.shape.reactive();
		if (reactive != null) {
			return published(reactive, () -> calls.newCall(() -> true));
		}
		return (this.shape.kind() == ReturnShape.Kind.UNKNOWN) ? undecided(calls) : future(calls);
	}

	private Object published(ReactiveType type, Supplier<LateCall> calls) {
		return ProtectedPublisher.of(type, this.pipeline, calls);
	}

	private @Nullable Object undecided(Calls calls) throws Throwable {
		ProtectedFuture<@Nullable Object> future = new ProtectedFuture<>();
		Pipeline current = this.pipeline.get();
		UndecidedCall call = new UndecidedCall(current, calls.newCall(future::mayInterrupt), future);
		Object result = call.run();
		Object published = call.published();
		ReactiveType type = (published != null) ? ReactiveType.of(published.getClass()) : null;
		if (published == null || type == null) {
			return result;
		}
		UndecidedCall.check(type, current);
		AtomicReference<@Nullable Object> first = new AtomicReference<>(published);
		return published(type, () -> {
			LateCall next = calls.newCall(() -> true);
			Object ready = first.getAndSet(null);
			return (ready != null) ? new LateCall.Begun(next, ready) : next;
		});
	}

	private CompletableFuture<@Nullable Object> future(Calls calls) {
		ProtectedFuture<@Nullable Object> future = new ProtectedFuture<>();
		LateCall call;
		try {
			call = calls.newCall(future::mayInterrupt);
		}
		catch (RuntimeException ex) {
			future.failed(ex);
			return future;
		}
		if (this.shape.kind() == ReturnShape.Kind.AWAITED) {
			new UndecidedCall(this.pipeline.get(), call, future).await();
		}
		else {
			future.cancels(this.pipeline.get().runAsync(call, call, future));
		}
		return future;
	}

	/**
	 * Makes the calls of one invocation.
	 */
	@FunctionalInterface
	interface Calls {

		/**
		 * Makes a call.
		 * @param mayInterrupt whether work may be interrupted that nobody waits for
		 * @return the call
		 */
		LateCall newCall(BooleanSupplier mayInterrupt);

	}

}
