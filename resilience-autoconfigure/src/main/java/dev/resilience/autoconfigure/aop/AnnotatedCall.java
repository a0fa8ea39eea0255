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

import dev.resilience.policy.Call;
import dev.resilience.policy.PolicyType;

/**
 * The facts of one call of an annotated method. Its work is {@link MethodBody}.
 */
class AnnotatedCall extends Call {

	private final MethodInvocation invocation;

	AnnotatedCall(MethodInvocation invocation) {
		this.invocation = invocation;
	}

	@Override
	public final Object attachment() {
		return this.invocation;
	}

	/** A call about which annotations say more. */
	static final class Described extends AnnotatedCall {

		private final CallFacts facts;

		Described(MethodInvocation invocation, CallFacts facts) {
			super(invocation);
			this.facts = facts;
		}

		@Override
		public int weight() {
			return this.facts.weight();
		}

		@Override
		public @Nullable String key(PolicyType gate) {
			return this.facts.key(gate);
		}

	}

}
