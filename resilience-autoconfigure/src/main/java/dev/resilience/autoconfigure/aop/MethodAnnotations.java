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
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationSelectors;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The annotations that hold for one method of one class, merged: those on the method win
 * over those on the class, those on an implementation over those on an interface, and an
 * overriding method without an annotation keeps the overridden method's.
 */
final class MethodAnnotations {

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
		Map<Class<? extends Annotation>, Annotation> plain = plain(method, ClassUtils.getUserClass(targetClass));
		if (plain != null) {
			return new MethodAnnotations(plain);
		}
		List<MergedAnnotations> places = places(method, targetClass);
		Map<Class<? extends Annotation>, Annotation> found = new LinkedHashMap<>();
		for (Class<? extends Annotation> type : AnnotatedClasses.TYPES) {
			Annotation annotation = find(type, places);
			if (annotation != null) {
				found.put(type, annotation);
			}
		}
		return new MethodAnnotations(found);
	}

	/**
	 * Returns whether a method has any of the annotations.
	 * @param method the method as it is invoked, maybe of an interface
	 * @param targetClass the class of the target, proxies and user classes alike
	 * @return whether calls of the method are protected
	 */
	static boolean areOn(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		if (AnnotatedClasses.standOn(BridgeMethodResolver.getMostSpecificMethod(method, userClass))) {
			return true;
		}
		if (standOnMethodsAlone(method, userClass)) {
			return false;
		}
		for (MergedAnnotations place : places(method, targetClass)) {
			for (Class<? extends Annotation> type : AnnotatedClasses.TYPES) {
				if (place.isPresent(type)) {
					return true;
				}
			}
		}
		return false;
	}

	// Whether annotations can stand on nothing but the method of the class itself, as is
	// the case nearly always. There is nothing to search and to merge then, which would
	// take most of the time that it takes to look at a method.
	private static boolean standOnMethodsAlone(Method invoked, Class<?> userClass) {
		return AnnotatedClasses.inheritNone(userClass) && invoked.getDeclaringClass().isAssignableFrom(userClass);
	}

	// The annotations of a method that carries them itself, null if they must be searched
	// for.
	private static @Nullable Map<Class<? extends Annotation>, Annotation> plain(Method invoked, Class<?> userClass) {
		if (!standOnMethodsAlone(invoked, userClass)) {
			return null;
		}
		Map<Class<? extends Annotation>, Annotation> direct = new HashMap<>();
		for (Annotation annotation : AnnotatedClasses
			.declaredOn(BridgeMethodResolver.getMostSpecificMethod(invoked, userClass))) {
			Class<? extends Annotation> type = annotation.annotationType();
			if (AnnotatedClasses.TYPES.contains(type)) {
				direct.put(type, annotation);
			}
			else if (AnnotatedClasses.means(type)) {
				// An annotation that carries ours must be merged with it
				return null;
			}
		}
		Map<Class<? extends Annotation>, Annotation> found = new LinkedHashMap<>();
		for (Class<? extends Annotation> type : AnnotatedClasses.TYPES) {
			Annotation annotation = direct.get(type);
			if (annotation != null) {
				found.put(type, annotation);
			}
		}
		return found;
	}

	// Where annotations may stand, the places that win first.
	private static List<MergedAnnotations> places(Method invoked, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		Method specific = BridgeMethodResolver.getMostSpecificMethod(invoked, userClass);
		List<MergedAnnotations> places = new ArrayList<>(4);
		places.add(on(specific));
		if (!invoked.equals(specific)) {
			places.add(on(invoked));
		}
		if (coveredByClass(specific)) {
			places.add(on(userClass));
			if (!invoked.getDeclaringClass().isAssignableFrom(userClass)) {
				places.add(on(invoked.getDeclaringClass()));
			}
		}
		return places;
	}

	private static MergedAnnotations on(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY, RepeatableContainers.none());
	}

	private static <A extends Annotation> @Nullable A find(Class<A> type, List<MergedAnnotations> places) {
		for (MergedAnnotations place : places) {
			MergedAnnotation<A> annotation = place.get(type, null, MergedAnnotationSelectors.firstDirectlyDeclared());
			if (annotation.isPresent()) {
				return annotation.synthesize();
			}
		}
		return null;
	}

	// An annotation on a class means its public methods, without those that every object
	// has.
	private static boolean coveredByClass(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& !method.isSynthetic() && !ReflectionUtils.isObjectMethod(method);
	}

	/**
	 * Returns the class under whose name the methods of a target are known: its own
	 * without what proxies add, or for a client that was made from an interface or by a
	 * lambda, that interface.
	 * @param invoked the method as it is invoked, maybe of an interface
	 * @param targetClass the class of the target
	 * @return the class of the user
	 */
	static Class<?> userClass(Method invoked, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		if (!Proxy.isProxyClass(userClass) && !ClassUtils.isLambdaClass(userClass)) {
			return userClass;
		}
		for (Class<?> implemented : userClass.getInterfaces()) {
			if (invoked.getDeclaringClass().isAssignableFrom(implemented)
					|| ClassUtils.hasMethod(implemented, invoked.getName(), invoked.getParameterTypes())) {
				return implemented;
			}
		}
		return invoked.getDeclaringClass();
	}

	boolean isEmpty() {
		return this.found.isEmpty();
	}

	<A extends Annotation> @Nullable A get(Class<A> type) {
		Annotation annotation = this.found.get(type);
		return (annotation != null) ? type.cast(annotation) : null;
	}

}
