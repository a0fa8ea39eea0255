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

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * What {@code #root} is in an expression of an annotation.
 *
 * @param method the method that is called
 * @param args the arguments of the call
 * @param target the bean that is called, without its proxy
 */
public record CallExpressionRoot(Method method, @Nullable Object[] args, @Nullable Object target) {

	static CallExpressionRoot of(MethodInvocation invocation) {
		Method method = invocation.getMethod();
		return new CallExpressionRoot(method, KotlinSuspension.arguments(method, invocation.getArguments()),
				invocation.getThis());
	}

}
