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

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

/**
 * The annotations that hold for one method of one class, merged: those on the method win
 * over those on the class, those on an implementation over those on an interface, and an
 * overriding method without an annotation keeps the overridden method's.
 */
final class MethodAnnotations {

	static final List<Class<? extends Annotation>> TYPES = List.of(Resilient.class, Fallback.class, Idempotent.class,
			Retry.class, CircuitBreaker.class, RateLimiter.class, Timeout.class, Bulkhead.class);

	private final Map<Class<? extends Annotation>, Annotation> found;

	private MethodAnnotations(Map<Class<? extends Annotation>, Annotation> found) {
		this.found = found;
	}

	/**
	 * Reads the annotations of a method.
	 * @param method the method as it is invoked, maybe of an interface
	 * @param targetClass the class of the target, proxies and user classes alike
	 * @return the annotations, maybe none
	 */
	static MethodAnnotations of(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		Method specific = BridgeMethodResolver.getMostSpecificMethod(method, userClass);
		Map<Class<? extends Annotation>, Annotation> found = new LinkedHashMap<>();
		for (Class<? extends Annotation> type : TYPES) {
			Annotation annotation = find(type, specific, method, userClass);
			if (annotation != null) {
				found.put(type, annotation);
			}
		}
		return new MethodAnnotations(found);
	}

	private static @Nullable Annotation find(Class<? extends Annotation> type, Method specific, Method invoked,
			Class<?> userClass) {
		Annotation onMethod = AnnotatedElementUtils.findMergedAnnotation(specific, type);
		if (onMethod == null && !invoked.equals(specific)) {
			onMethod = AnnotatedElementUtils.findMergedAnnotation(invoked, type);
		}
		if (onMethod != null || !coveredByClass(specific)) {
			return onMethod;
		}
		Annotation onClass = AnnotatedElementUtils.findMergedAnnotation(userClass, type);
		return (onClass != null) ? onClass
				: AnnotatedElementUtils.findMergedAnnotation(invoked.getDeclaringClass(), type);
	}

	// An annotation on a class means its public methods.
	private static boolean coveredByClass(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()
				&& method.getDeclaringClass() != Object.class;
	}

	/**
	 * Returns whether a class can have any of the annotations at all; cheap and never
	 * wrong when it says no.
	 * @param type the class
	 * @return whether the class is worth a closer look
	 */
	static boolean isCandidate(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, TYPES);
	}

	/**
	 * Returns whether any of the annotations stands on an element itself, directly or as
	 * a meta-annotation.
	 * @param element the method or class
	 * @return whether one is there
	 */
	static boolean standsOn(AnnotatedElement element) {
		MergedAnnotations annotations = MergedAnnotations.from(element, SearchStrategy.DIRECT);
		for (Class<? extends Annotation> type : TYPES) {
			if (annotations.isPresent(type)) {
				return true;
			}
		}
		return false;
	}

	boolean isEmpty() {
		return this.found.isEmpty();
	}

	<A extends Annotation> @Nullable A get(Class<A> type) {
		Annotation annotation = this.found.get(type);
		return (annotation != null) ? type.cast(annotation) : null;
	}

}
