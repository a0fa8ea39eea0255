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

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.reactive.LateValues;
import dev.resilience.autoconfigure.reactive.ReactiveType;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;

/**
 * One call of a method that may return its result itself or something that comes later:
 * only the value tells. It walks through the pipeline asynchronously while its caller
 * does all steps, until there is a result or the method has promised one. Where the
 * method has returned a publisher there was no call yet: the first subscriber makes it.
 */
final class UndecidedCall implements AsyncWork, Completion {

	private final Pipeline pipeline;

	private final LateCall facts;

	private final CallerThread thread;

	private final AsyncCall call;

	private final ProtectedFuture<@Nullable Object> future;

	/** Whether the method has returned something that ends by itself. */
	private volatile boolean promised;

	/** What is published, unless a limit ends the attempt first. */
	private volatile @Nullable Object offered;

	private volatile @Nullable Object published;

	private volatile boolean ended;

	private @Nullable Object result;

	private @Nullable Throwable failure;

	/**
	 * Creates a call that the current thread makes.
	 * @param pipeline the policies
	 * @param facts the facts of the call, and its attempts
	 * @param future told how the call ends
	 */
	UndecidedCall(Pipeline pipeline, LateCall facts, ProtectedFuture<@Nullable Object> future) {
		PolicyContext context = pipeline.context();
		this.pipeline = pipeline;
		this.facts = facts;
		this.future = future;
		this.thread = new CallerThread(context.time(), context.continuations());
		this.call = new AsyncCall(facts, context.withContinuations(this.thread));
	}

	/**
	 * Makes the call.
	 * @return the result, or the future of one that comes later; {@code null} too where a
	 * publisher was returned
	 * @throws Throwable the failure of a call that ended here
	 */
	@Nullable Object run() throws Throwable {
		begin(() -> this.ended || this.promised);
		if (this.promised) {
			this.future.cancels(this.call);
			return this.future;
		}
		if (this.failure != null) {
			throw this.failure;
		}
		return this.result;
	}

	/**
	 * Makes the call and waits for its end.
	 */
	void await() {
		begin(() -> this.ended);
	}

	private void begin(BooleanSupplier done) {
		this.pipeline.runAsync(this, this.call, this);
		this.thread.workUntil(done, this.call::cancel);
	}

	/**
	 * Returns what the method has published.
	 * @return the publisher of whatever kind; {@code null} if there is none
	 */
	@Nullable Object published() {
		return this.published;
	}

	@Override
	public void begin(AsyncCall attempt, Completion completion) throws Throwable {
		Object value = this.facts.invoke();
		// Once the caller has a future there is nobody left who would subscribe.
		if (!this.promised && LateValues.isPublished(value)) {
			this.offered = value;
			completion.withdrawn();
			return;
		}
		if (LateValues.isPromised(value)) {
			this.promised = true;
			this.thread.wake();
		}
		follow(value, attempt, completion);
	}

	@Override
	public void follow(@Nullable Object answer, AsyncCall attempt, Completion completion) {
		this.facts.follow(answer, attempt, completion);
	}

	@Override
	public void succeeded(@Nullable Object value) {
		this.result = value;
		end();
		this.future.succeeded(value);
	}

	@Override
	public void failed(Throwable thrown) {
		this.failure = thrown;
		end();
		this.future.failed(thrown);
	}

	@Override
	public void withdrawn() {
		this.published = this.offered;
		end();
	}

	private void end() {
		this.ended = true;
		this.thread.wake();
	}

	/**
	 * Checks that the pipeline can protect what was published.
	 * @param type the type of what was published
	 * @param pipeline the policies
	 */
	static void check(ReactiveType type, Pipeline pipeline) {
		if (type.isMultiValue()
				&& pipeline.policies().stream().anyMatch((policy) -> policy.type() == PolicyType.IDEMPOTENCY)) {
			throw new IllegalStateException("Calls of '" + pipeline.instance()
					+ "' are idempotent, but the method has returned many values, of which no result can be kept");
		}
	}

}
