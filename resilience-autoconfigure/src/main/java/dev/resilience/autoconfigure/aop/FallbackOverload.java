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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * One method that can answer in place of another, and the failures it takes.
 *
 * @param method the fallback method
 * @param failureType the type of its failure parameter; {@link Throwable} if it has none
 * @param form which parameters it has
 */
record FallbackOverload(Method method, Class<? extends Throwable> failureType, Form form) {

	FallbackOverload {
		ReflectionUtils.makeAccessible(method);
	}

	boolean takes(Throwable failure) {
		return this.failureType.isInstance(failure);
	}

	@Nullable Object invoke(MethodInvocation invocation, Throwable failure) throws Throwable {
		Object target = invocation.getThis();
		if (target == null || !this.method.getDeclaringClass().isInstance(target)) {
			// A proxy without a target, such as a client made from an interface.
			target = (invocation instanceof ProxyMethodInvocation proxied) ? proxied.getProxy() : target;
		}
		@Nullable Object[] given = invocation.getArguments();
		@Nullable Object[] arguments = arguments(KotlinSuspension.arguments(invocation.getMethod(), given), failure);
		if (KotlinDetector.isSuspendingFunction(this.method)) {
			return suspend(target, arguments, given[given.length - 1]);
		}
		try {
			return this.method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	// Returns a publisher; javac 17 does not read the nullness of elements from class
	// files
	@SuppressWarnings("NullAway")
	private @Nullable Object suspend(@Nullable Object target, @Nullable Object[] arguments,
			@Nullable Object continuation) throws Throwable {
		@Nullable Object[] extended = new Object[arguments.length + 1];
		System.arraycopy(arguments, 0, extended, 0, arguments.length);
		extended[arguments.length] = continuation;
		return AopUtils.invokeJoinpointUsingReflection(target, this.method, extended);
	}

	private @Nullable Object[] arguments(@Nullable Object[] arguments, Throwable failure) {
		return switch (this.form) {
			case ARGUMENTS -> arguments;
			case FAILURE -> new Object[] { failure };
			case ARGUMENTS_AND_FAILURE -> {
				@Nullable Object[] extended = new Object[arguments.length + 1];
				System.arraycopy(arguments, 0, extended, 0, arguments.length);
				extended[arguments.length] = failure;
				yield extended;
			}
		};
	}

	/**
	 * Which parameters a fallback method has.
	 */
	enum Form {

		/** Those of the method it answers for. */
		ARGUMENTS,

		/** Those of the method it answers for, then the failure. */
		ARGUMENTS_AND_FAILURE,

		/** The failure only. */
		FAILURE

	}

}
