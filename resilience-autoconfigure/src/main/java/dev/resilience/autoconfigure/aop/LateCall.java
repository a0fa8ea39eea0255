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

import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.reactive.LateValues;
import dev.resilience.autoconfigure.reactive.ReactiveCall;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyType;

/**
 * One call of an annotated method whose result comes later than the method returns: its
 * facts and its work in one object.
 */
class LateCall extends ReactiveCall implements AsyncWork {

	private final RepeatableInvocation invocation;

	private final CallFacts facts;

	private final BooleanSupplier mayInterrupt;

	/**
	 * Creates a call.
	 * @param invocation the invocation of the method
	 * @param facts what annotations say about the call
	 * @param mayInterrupt whether work may be interrupted that nobody waits for
	 */
	LateCall(RepeatableInvocation invocation, CallFacts facts, BooleanSupplier mayInterrupt) {
		this.invocation = invocation;
		this.facts = facts;
		this.mayInterrupt = mayInterrupt;
	}

	@Override
	public final int weight() {
		return this.facts.weight();
	}

	@Override
	public final @Nullable String key(PolicyType gate) {
		return this.facts.key(gate);
	}

	@Override
	public final Object attachment() {
		return this.invocation.invocation();
	}

	@Override
	public void begin(AsyncCall attempt, Completion completion) throws Throwable {
		follow(nextSource(), attempt, completion);
	}

	@Nullable Object invoke() throws Throwable {
		return this.invocation.proceed();
	}

	@Override
	protected Object nextSource() throws Throwable {
		Object source = invoke();
		if (source == null) {
			Method method = this.invocation.invocation().getMethod();
			throw new NullPointerException(method.getDeclaringClass().getSimpleName() + "." + method.getName()
					+ " returned null instead of a " + method.getReturnType().getSimpleName());
		}
		return source;
	}

	@Override
	public void follow(@Nullable Object answer, AsyncCall attempt, Completion completion) {
		LateValues.follow(answer, attempt, completion, this.mayInterrupt);
	}

	/** A call whose first source is there already. */
	static final class Begun extends LateCall {

		private final AtomicReference<@Nullable Object> first;

		/**
		 * Creates a call.
		 * @param call the call
		 * @param first the source of the first attempt
		 */
		Begun(LateCall call, Object first) {
			super(call.invocation, call.facts, call.mayInterrupt);
			this.first = new AtomicReference<>(first);
		}

		@Override
		protected Object nextSource() throws Throwable {
			Object ready = this.first.getAndSet(null);
			return (ready != null) ? ready : super.nextSource();
		}

	}

}
