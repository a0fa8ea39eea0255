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

import java.util.EnumMap;
import java.util.Map;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ObjectUtils;

import dev.resilience.policy.PolicyType;

/**
 * What expressions of annotations say about the calls of one method: how many permits of
 * a rate limiter they take, and which keys pick their gates. Filled by one thread, then
 * only read.
 */
final class CallExpressions {

	private final Map<PolicyType, CallExpression> keys = new EnumMap<>(PolicyType.class);

	private @Nullable CallExpression weight;

	void weight(@Nullable CallExpression weight) {
		this.weight = weight;
	}

	void key(PolicyType gate, CallExpression key) {
		this.keys.put(gate, key);
	}

	boolean hasKey(PolicyType gate) {
		return this.keys.containsKey(gate);
	}

	boolean isEmpty() {
		return this.weight == null && this.keys.isEmpty();
	}

	CallFacts evaluate(MethodInvocation invocation) {
		if (isEmpty()) {
			return CallFacts.NONE;
		}
		return new CallFacts(weight(invocation), key(PolicyType.CIRCUIT_BREAKER, invocation),
				key(PolicyType.RATE_LIMITER, invocation), key(PolicyType.BULKHEAD, invocation));
	}

	private int weight(MethodInvocation invocation) {
		if (this.weight == null) {
			return 1;
		}
		Object value = this.weight.evaluate(invocation);
		if (!(value instanceof Number number) || number.intValue() < 1) {
			throw new IllegalArgumentException("The weight " + this.weight + " of " + invocation.getMethod().getName()
					+ " is " + value + "; it must be a number of at least 1");
		}
		return number.intValue();
	}

	// Compared as texts, so that they can be named from outside too
	private @Nullable String key(PolicyType gate, MethodInvocation invocation) {
		CallExpression key = this.keys.get(gate);
		Object value = (key != null) ? key.evaluate(invocation) : null;
		return (value != null) ? ObjectUtils.nullSafeToString(value) : null;
	}

}
