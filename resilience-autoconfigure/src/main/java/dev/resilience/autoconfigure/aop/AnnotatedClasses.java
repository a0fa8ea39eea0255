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
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.DeadLetter;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

/**
 * Tells which classes carry any of the annotations, by a look at what each class declares
 * that is taken once. Most beans of an application carry none: this is what they cost at
 * start-up.
 */
final class AnnotatedClasses {

	/** The annotations, in the order in which their policies stand around a call. */
	static final List<Class<? extends Annotation>> TYPES = List.of(Resilient.class, Fallback.class, DeadLetter.class,
			Idempotent.class, Retry.class, CircuitBreaker.class, RateLimiter.class, Timeout.class, Bulkhead.class);

	private static final Logger logger = LoggerFactory.getLogger(AnnotatedClasses.class);

	/** Whether an annotation type is one of ours or carries one as a meta-annotation. */
	private static final ClassValue<Boolean> MEANS = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return means(type, new HashSet<>());
		}

	};

	/** Whether a class itself, or a method that it declares, is annotated. */
	private static final ClassValue<Boolean> DECLARES = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return declares(type);
		}

	};

	/** Whether neither a class nor what it inherits from is annotated. */
	private static final ClassValue<Boolean> INHERITS_NONE = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			return inheritsNone(type);
		}

	};

	private AnnotatedClasses() {
	}

	/**
	 * Returns whether any of the annotations stands on a class, on one of its methods, or
	 * on a superclass, an interface or their methods.
	 * @param type the class
	 * @return whether it is worth a closer look
	 */
	static boolean contain(Class<?> type) {
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			if (DECLARES.get(current)) {
				return true;
			}
			for (Class<?> implemented : current.getInterfaces()) {
				if (contain(implemented)) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Returns whether any of the annotations stands on an element itself, directly or as
	 * a meta-annotation.
	 * @param element the method or class
	 * @return whether one is there
	 */
	static boolean standOn(AnnotatedElement element) {
		for (Annotation annotation : declaredOn(element)) {
			if (MEANS.get(annotation.annotationType())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether an annotation type is one of ours or carries one as a
	 * meta-annotation.
	 * @param annotationType the type
	 * @return whether it means protection
	 */
	static boolean means(Class<? extends Annotation> annotationType) {
		return MEANS.get(annotationType);
	}

	/**
	 * Returns whether nothing that a class inherits carries any of the annotations, nor
	 * the class itself, so that they can stand on its methods alone.
	 * @param userClass the class
	 * @return whether methods have only the annotations that stand on themselves
	 */
	static boolean inheritNone(Class<?> userClass) {
		return INHERITS_NONE.get(userClass);
	}

	/**
	 * Returns the annotations that stand on an element itself.
	 * @param element the method or class
	 * @return the annotations, none if they cannot be read
	 */
	static Annotation[] declaredOn(AnnotatedElement element) {
		try {
			return element.getDeclaredAnnotations();
		}
		catch (LinkageError | ArrayStoreException ex) {
			// Names a class of an optional library that is not there.
			logger.debug("The annotations of {} cannot be read", element, ex);
			return new Annotation[0];
		}
	}

	private static boolean means(Class<?> annotationType, Set<Class<?>> seen) {
		if (TYPES.contains(annotationType)) {
			return true;
		}
		if (annotationType.getName().startsWith("java.") || !seen.add(annotationType)) {
			return false;
		}
		for (Annotation meta : declaredOn(annotationType)) {
			if (means(meta.annotationType(), seen)) {
				return true;
			}
		}
		return false;
	}

	private static boolean inheritsNone(Class<?> type) {
		Class<?> superclass = type.getSuperclass();
		if (standOn(type) || (superclass != null && contain(superclass))) {
			return false;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			if (contain(implemented)) {
				return false;
			}
		}
		return true;
	}

	private static boolean declares(Class<?> type) {
		if (type.getName().startsWith("java.")) {
			return false;
		}
		if (standOn(type)) {
			return true;
		}
		try {
			for (Method method : type.getDeclaredMethods()) {
				if (standOn(method)) {
					return true;
				}
			}
		}
		catch (LinkageError ex) {
			// A method of an optional library: nothing could call the proxy of such a
			// class.
			logger.debug("The methods of {} cannot be read", type, ex);
		}
		return false;
	}

	/**
	 * Returns a class and all that it inherits methods from.
	 * @param userClass the class
	 * @return the class and its superclasses but for {@link Object}, then all interfaces
	 */
	static Set<Class<?>> hierarchyOf(Class<?> userClass) {
		Set<Class<?>> types = new LinkedHashSet<>();
		for (Class<?> type = userClass; type != null && type != Object.class; type = type.getSuperclass()) {
			types.add(type);
		}
		types.addAll(ClassUtils.getAllInterfacesForClassAsSet(userClass));
		return types;
	}

}
