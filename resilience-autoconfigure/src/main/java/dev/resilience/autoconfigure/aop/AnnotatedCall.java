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

import dev.resilience.policy.Call;
import dev.resilience.policy.ThrowingSupplier;

/**
 * One call of an annotated method: its facts and its work in one object. The first
 * attempt proceeds on the invocation that Spring gave us; a later one on an invocation of
 * its own, as an invocation proceeds only once.
 */
class AnnotatedCall extends Call implements ThrowingSupplier<@Nullable Object, Throwable> {

	private final MethodInvocation invocation;

	AnnotatedCall(MethodInvocation invocation) {
		this.invocation = invocation;
	}

	@Override
	public @Nullable Object get() throws Throwable {
		return (attempt() == 1) ? this.invocation.proceed() : RepeatedInvocation.of(this.invocation).proceed();
	}

	@Override
	public Object attachment() {
		return this.invocation;
	}

	/** A call that takes more than one permit of a rate limiter. */
	static class Weighted extends AnnotatedCall {

		private final int weight;

		Weighted(MethodInvocation invocation, int weight) {
			super(invocation);
			this.weight = weight;
		}

		@Override
		public int weight() {
			return this.weight;
		}

	}

	/**
	 * A call through a proxy that does not show its advice: every attempt proceeds on a
	 * clone made before the invocation has proceeded.
	 */
	static final class Cloning extends Weighted {

		private final ProxyMethodInvocation pristine;

		Cloning(MethodInvocation invocation, int weight) {
			super(invocation, weight);
			this.pristine = (ProxyMethodInvocation) invocation;
		}

		@Override
		public @Nullable Object get() throws Throwable {
			return this.pristine.invocableClone().proceed();
		}

	}

}
