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
import java.util.Arrays;
import java.util.stream.Collectors;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.policy.Call;

/**
 * Derives operation, key and fingerprint of a call from the expressions of
 * {@code @Idempotent}.
 *
 * @param operation the stable name of the operation
 * @param key the key of the call; {@code null} for that of the HTTP request, which others
 * find
 * @param fingerprint what must be equal under one key; {@code null} for nothing
 */
record IdempotentKeys(String operation, @Nullable CallExpression key,
		@Nullable CallExpression fingerprint) implements IdempotencyKeys {

	@Override
	public IdempotentRequest requestOf(Call call) {
		if (this.key == null || !(call.attachment() instanceof MethodInvocation invocation)) {
			throw new IllegalStateException("The call carries no key");
		}
		return new IdempotentRequest(this.operation, text(this.key, invocation),
				(this.fingerprint != null) ? text(this.fingerprint, invocation) : null);
	}

	/**
	 * Returns whether the key is that of the HTTP request.
	 * @return whether no expression tells the key
	 */
	boolean areOfExchange() {
		return this.key == null;
	}

	private static @Nullable String text(CallExpression expression, MethodInvocation invocation) {
		Object value = expression.evaluate(invocation);
		if (value == null) {
			return null;
		}
		if (value instanceof Object[] array) {
			return Arrays.deepToString(array);
		}
		if (value.getClass().isArray() || hasIdentityText(value)) {
			throw new IllegalArgumentException("The expression " + expression + " yields a "
					+ value.getClass().getName() + ", whose text differs from call to call; name a property of it");
		}
		return value.toString();
	}

	// As Object.toString() is written; looking for the method would need it registered
	// ahead of time
	private static boolean hasIdentityText(Object value) {
		return value.toString().equals(value.getClass().getName() + "@" + Integer.toHexString(value.hashCode()));
	}

	/**
	 * Returns the default name of an operation: class, method and erased parameter types,
	 * so that overloads and classes of one name in two packages stay apart.
	 * @param method the method
	 * @param userClass the class of the bean
	 * @return the name
	 */
	static String defaultOperation(Method method, Class<?> userClass) {
		return userClass.getName() + "." + method.getName()
				+ Arrays.stream(method.getParameterTypes())
					.map(Class::getTypeName)
					.collect(Collectors.joining(",", "(", ")"));
	}

}
