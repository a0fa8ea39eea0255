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
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * What Kotlin's compiler makes of {@code suspend} functions: methods with one more
 * parameter, the continuation, whose type argument is the type of the value.
 */
final class KotlinSuspension {

	private KotlinSuspension() {
	}

	/**
	 * Returns the number of parameters that the programmer has written.
	 * @param method any method
	 * @return the number of parameters but the continuation
	 */
	static int parameterCount(Method method) {
		return method.getParameterCount() - (KotlinDetector.isSuspendingFunction(method) ? 1 : 0);
	}

	/**
	 * Returns the arguments that the caller has written.
	 * @param method the method that is called
	 * @param arguments all arguments
	 * @return the arguments but the continuation
	 */
	static @Nullable Object[] arguments(Method method, @Nullable Object[] arguments) {
		return KotlinDetector.isSuspendingFunction(method) ? Arrays.copyOf(arguments, arguments.length - 1) : arguments;
	}

	/**
	 * Returns the type of what a suspend function returns to those who call it in Kotlin.
	 * @param method the function
	 * @return the type of the value
	 */
	static ResolvableType valueOf(Method method) {
		Type[] parameters = method.getGenericParameterTypes();
		if (parameters[parameters.length - 1] instanceof ParameterizedType continuation) {
			Type argument = continuation.getActualTypeArguments()[0];
			if (argument instanceof WildcardType wildcard && wildcard.getLowerBounds().length > 0) {
				return ResolvableType.forType(wildcard.getLowerBounds()[0]);
			}
			return ResolvableType.forType(argument);
		}
		return ResolvableType.forClass(Object.class);
	}

}
