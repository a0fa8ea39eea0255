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

package dev.resilience.classification;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A path of getters, such as {@code getStatus.getCode.name}, through the types of a
 * library that need not be there when this one is compiled. A step may end in a text in
 * brackets, which is its argument. Resolved once, by the types that the methods declare.
 */
final class AccessPath {

	private final List<MethodHandle> steps;

	private AccessPath(List<MethodHandle> steps) {
		this.steps = steps;
	}

	/**
	 * Resolves a path.
	 * @param start the type at which it begins
	 * @param path the names of the getters, with dots between them
	 * @return the path, or {@code null} if the type has no such getters
	 */
	static @Nullable AccessPath resolve(Class<?> start, String path) {
		List<MethodHandle> steps = new ArrayList<>();
		Class<?> type = start;
		try {
			for (String step : path.split("\\.")) {
				int bracket = step.indexOf('[');
				MethodHandle getter = (bracket < 0) ? getter(type, step)
						: MethodHandles.insertArguments(getterOfOne(type, step.substring(0, bracket)), 1,
								step.substring(bracket + 1, step.length() - 1));
				type = getter.type().returnType();
				steps.add(getter.asType(MethodType.methodType(Object.class, Object.class)));
			}
		}
		catch (ReflectiveOperationException | LinkageError | RuntimeException ex) {
			return null;
		}
		return new AccessPath(steps);
	}

	// Maps take any object
	private static MethodHandle getterOfOne(Class<?> type, String name) throws ReflectiveOperationException {
		try {
			return getter(type, name, String.class);
		}
		catch (NoSuchMethodException ex) {
			return getter(type, name, Object.class);
		}
	}

	private static MethodHandle getter(Class<?> type, String name, Class<?>... arguments)
			throws ReflectiveOperationException {
		return MethodHandles.publicLookup().unreflect(type.getMethod(name, arguments));
	}

	/**
	 * Follows the path.
	 * @param start where to begin
	 * @return what stands at its end, or {@code null} if it is broken
	 */
	@Nullable Object follow(Object start) {
		Object current = start;
		try {
			for (MethodHandle step : this.steps) {
				if (current == null) {
					return null;
				}
				current = step.invoke(current);
			}
		}
		catch (Throwable ex) {
			return null;
		}
		return current;
	}

}
