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
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

import dev.resilience.autoconfigure.aop.FallbackOverload.Form;
import dev.resilience.autoconfigure.settings.NearestSpelling;

/**
 * Finds the fallback methods of a name: in the class of the bean, its superclasses and
 * its interfaces, as far as Java's access rules let the class call them.
 */
final class FallbackMethods {

	private final Method guarded;

	private final Class<?> userClass;

	private final @Nullable ResolvableType value;

	/**
	 * Creates a search.
	 * @param guarded the method in whose place fallbacks answer
	 * @param userClass the class of the bean
	 * @param value the type of the value that comes later than the method returns, which
	 * a fallback may return itself; {@code null} if there is none
	 */
	FallbackMethods(Method guarded, Class<?> userClass, @Nullable ResolvableType value) {
		this.guarded = guarded;
		this.userClass = userClass;
		this.value = value;
	}

	/**
	 * Finds the overloads of a name that can answer for the guarded method, the one with
	 * the most specific failure type first.
	 * @param name the name of the fallback method
	 * @return the overloads, at least one
	 * @throws UnfitException if there is none, or two for one type of failure
	 */
	List<FallbackOverload> find(String name) {
		List<Method> reachable = reachable();
		List<Method> named = reachable.stream().filter((method) -> method.getName().equals(name)).toList();
		if (named.isEmpty()) {
			throw new UnfitException(
					"there is no method '" + name + "' that " + this.userClass.getSimpleName() + " can call",
					suggestion(name, reachable));
		}
		Map<Class<?>, FallbackOverload> overloads = new LinkedHashMap<>();
		List<String> misfits = new ArrayList<>();
		for (Method candidate : named) {
			if (candidate.equals(this.guarded)) {
				misfits.add(signature(candidate) + " is the method itself");
				continue;
			}
			if (Modifier.isStatic(this.guarded.getModifiers()) && !Modifier.isStatic(candidate.getModifiers())) {
				misfits.add(signature(candidate) + " is not static, the method is");
				continue;
			}
			FallbackOverload overload = fit(candidate, misfits);
			if (overload == null) {
				continue;
			}
			FallbackOverload other = overloads.putIfAbsent(overload.failureType(), overload);
			if (other != null) {
				throw new UnfitException("two overloads answer " + overload.failureType().getSimpleName() + ": "
						+ signature(other.method()) + " and " + signature(candidate), "remove one of them");
			}
		}
		if (overloads.isEmpty()) {
			throw new UnfitException(String.join("; ", misfits), "declare " + expected(name));
		}
		return overloads.values()
			.stream()
			.sorted(Comparator.comparingInt((FallbackOverload overload) -> depth(overload.failureType())).reversed())
			.toList();
	}

	private static int depth(Class<?> type) {
		int depth = 0;
		for (Class<?> current = type.getSuperclass(); current != null; current = current.getSuperclass()) {
			depth++;
		}
		return depth;
	}

	private List<Method> reachable() {
		Map<String, Method> bySignature = new LinkedHashMap<>();
		for (Class<?> type : AnnotatedClasses.hierarchyOf(this.userClass)) {
			for (Method method : type.getDeclaredMethods()) {
				if (!method.isBridge() && !method.isSynthetic() && isReachable(method)) {
					bySignature.putIfAbsent(method.getName() + Arrays.toString(method.getParameterTypes()), method);
				}
			}
		}
		return List.copyOf(bySignature.values());
	}

	// Whether the class of the bean, or the one that declares the guarded method, may
	// call
	// a method.
	private boolean isReachable(Method method) {
		Class<?> declaring = method.getDeclaringClass();
		if (declaring.isInterface() && Modifier.isAbstract(method.getModifiers())) {
			return this.userClass.isInterface();
		}
		return isReachable(method, this.userClass) || isReachable(method, this.guarded.getDeclaringClass());
	}

	private static boolean isReachable(Method method, Class<?> caller) {
		Class<?> declaring = method.getDeclaringClass();
		if (Modifier.isPrivate(method.getModifiers())) {
			return declaring == caller;
		}
		return Modifier.isPublic(method.getModifiers()) || declaring.getPackage() == caller.getPackage()
				|| (Modifier.isProtected(method.getModifiers()) && declaring.isAssignableFrom(caller));
	}

	private @Nullable FallbackOverload fit(Method candidate, List<String> misfits) {
		if (KotlinDetector.isSuspendingFunction(candidate) && !KotlinDetector.isSuspendingFunction(this.guarded)) {
			misfits.add(signature(candidate) + " is a suspend function, the method is none");
			return null;
		}
		Form form = form(candidate);
		if (form == null) {
			misfits.add(signature(candidate) + " has other parameters");
			return null;
		}
		if (!returnFits(candidate)) {
			misfits
				.add(signature(candidate) + " returns " + ResolvableType.forMethodReturnType(candidate, this.userClass)
						+ ", which is no " + ResolvableType.forMethodReturnType(this.guarded, this.userClass));
			return null;
		}
		Class<? extends Throwable> failureType = (form == Form.ARGUMENTS) ? Throwable.class
				: candidate.getParameterTypes()[KotlinSuspension.parameterCount(candidate) - 1]
					.asSubclass(Throwable.class);
		return new FallbackOverload(candidate, failureType, form);
	}

	private @Nullable Form form(Method candidate) {
		int guardedCount = KotlinSuspension.parameterCount(this.guarded);
		int count = KotlinSuspension.parameterCount(candidate);
		boolean endsWithFailure = count > 0
				&& Throwable.class.isAssignableFrom(candidate.getParameterTypes()[count - 1]);
		if (count == guardedCount && leadingParametersFit(candidate)) {
			return Form.ARGUMENTS;
		}
		if (count == guardedCount + 1 && endsWithFailure && leadingParametersFit(candidate)) {
			return Form.ARGUMENTS_AND_FAILURE;
		}
		return (count == 1 && endsWithFailure) ? Form.FAILURE : null;
	}

	private boolean leadingParametersFit(Method candidate) {
		for (int i = 0; i < KotlinSuspension.parameterCount(this.guarded); i++) {
			ResolvableType given = ResolvableType.forMethodParameter(this.guarded, i, this.userClass);
			ResolvableType taken = ResolvableType.forMethodParameter(candidate, i, this.userClass);
			if (!Assignability.accepts(taken, given)) {
				return false;
			}
		}
		return true;
	}

	private boolean returnFits(Method candidate) {
		if (this.guarded.getReturnType() == void.class) {
			return true;
		}
		ResolvableType given = KotlinDetector.isSuspendingFunction(candidate) ? KotlinSuspension.valueOf(candidate)
				: ResolvableType.forMethodReturnType(candidate, this.userClass);
		return isValue(given) || (!KotlinDetector.isSuspendingFunction(this.guarded)
				&& Assignability.accepts(ResolvableType.forMethodReturnType(this.guarded, this.userClass), given));
	}

	// An answer that is there needs no wrapping into something that comes later.
	private boolean isValue(ResolvableType given) {
		if (this.value == null) {
			return false;
		}
		return (given.resolve() == void.class) ? this.value.resolve() == Void.class
				: Assignability.accepts(this.value, given);
	}

	private String suggestion(String name, List<Method> reachable) {
		return NearestSpelling.of(name, reachable.stream().map(Method::getName).distinct().toList())
			.map((nearest) -> "did you mean '" + nearest + "'?")
			.orElseGet(() -> "declare " + expected(name));
	}

	private String expected(String name) {
		String parameters = Arrays.stream(this.guarded.getGenericParameterTypes())
			.map(FallbackMethods::simpleName)
			.collect(Collectors.joining(", "));
		return simpleName(this.guarded.getGenericReturnType()) + " " + name + "(" + parameters
				+ "), optionally with the failure as the last or only parameter";
	}

	private static String signature(Method method) {
		return method.getName() + Arrays.stream(method.getGenericParameterTypes())
			.map(FallbackMethods::simpleName)
			.collect(Collectors.joining(", ", "(", ")"));
	}

	private static String simpleName(Type type) {
		return type.getTypeName().replaceAll("[a-z0-9_]+\\.(?=[a-zA-Z])", "");
	}

	/**
	 * No method of a name can answer.
	 */
	static final class UnfitException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String suggestion;

		UnfitException(String message, String suggestion) {
			super(message);
			this.suggestion = suggestion;
		}

		String suggestion() {
			return this.suggestion;
		}

	}

}
