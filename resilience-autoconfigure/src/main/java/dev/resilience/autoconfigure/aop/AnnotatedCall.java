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

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.AopUtils;

import dev.resilience.policy.Call;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.ThrowingSupplier;

/**
 * One call of an annotated method: its facts and its work in one object. The first
 * attempt proceeds on the invocation that Spring gave us, which proceeds only once; as
 * nothing stands between our advice and the method, later attempts call the method
 * itself.
 */
class AnnotatedCall extends Call implements ThrowingSupplier<@Nullable Object, Throwable> {

	private final MethodInvocation invocation;

	AnnotatedCall(MethodInvocation invocation) {
		this.invocation = invocation;
	}

	@Override
	public @Nullable Object get() throws Throwable {
		return (attempt() == 1) ? this.invocation.proceed() : AopUtils.invokeJoinpointUsingReflection(
				this.invocation.getThis(), this.invocation.getMethod(), this.invocation.getArguments());
	}

	@Override
	public final Object attachment() {
		return this.invocation;
	}

	/** A call about which annotations say more. */
	static class Described extends AnnotatedCall {

		private final CallFacts facts;

		Described(MethodInvocation invocation, CallFacts facts) {
			super(invocation);
			this.facts = facts;
		}

		@Override
		public final int weight() {
			return this.facts.weight();
		}

		@Override
		public final @Nullable String key(PolicyType gate) {
			return this.facts.key(gate);
		}

	}

	/**
	 * A call with other advice behind ours, or through a proxy that does not show its
	 * advice: every attempt proceeds on a clone, so that the other advice runs once per
	 * attempt and the arguments that it changes are changed for that attempt only.
	 */
	static final class Cloning extends Described {

		private final ProxyMethodInvocation pristine;

		private final boolean leavesThread;

		/**
		 * Creates a call.
		 * @param invocation the invocation, which never proceeds itself
		 * @param facts what annotations say about the call
		 * @param leavesThread whether attempts run on other threads, on which aspects
		 * would look for the invocation in vain
		 */
		Cloning(ProxyMethodInvocation invocation, CallFacts facts, boolean leavesThread) {
			super(invocation, facts);
			this.pristine = invocation;
			this.leavesThread = leavesThread;
		}

		@Override
		public @Nullable Object get() throws Throwable {
			MethodInvocation attempt = this.pristine.invocableClone();
			return this.leavesThread ? ExposeInvocationInterceptor.INSTANCE.invoke(attempt) : attempt.proceed();
		}

	}

}
