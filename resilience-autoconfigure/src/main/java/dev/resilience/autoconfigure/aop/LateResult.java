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
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;

/**
 * Recognises methods whose result comes after they have returned. A policy that takes
 * their return for the end of the call would neither see failures nor bound the time.
 */
final class LateResult {

	/** By name, as the library may not be there. */
	private static final String REACTIVE = "org.reactivestreams.Publisher";

	private static final List<Class<?>> LATE = List.of(Future.class, CompletionStage.class, Flow.Publisher.class);

	private LateResult() {
	}

	/**
	 * Returns whether the result of a method comes after it has returned. What Spring
	 * runs on another thread has its result when our part of the call ends.
	 * @param method the method
	 * @return whether calls end later than the method
	 */
	static boolean isOf(Method method) {
		Class<?> type = method.getReturnType();
		return (LATE.stream().anyMatch((late) -> late.isAssignableFrom(type)) || isReactive(type))
				&& !AnnotatedElementUtils.hasAnnotation(method, Async.class)
				&& !AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class);
	}

	private static boolean isReactive(Class<?> type) {
		return type.getName().equals(REACTIVE) || ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.anyMatch((implemented) -> implemented.getName().equals(REACTIVE));
	}

}
