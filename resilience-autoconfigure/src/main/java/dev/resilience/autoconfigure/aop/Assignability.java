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

import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Java's rules of assignment after boxing, as far as types are known: a type variable
 * that nothing resolves takes and gives everything within its bound.
 */
final class Assignability {

	private Assignability() {
	}

	/**
	 * Returns whether a value of one type can stand where another is wanted.
	 * @param wanted the type that is wanted
	 * @param given the type of the value
	 * @return whether it fits
	 */
	static boolean accepts(ResolvableType wanted, ResolvableType given) {
		Class<?> wantedClass = boxed(wanted);
		if (!wantedClass.isAssignableFrom(boxed(given))) {
			return false;
		}
		if (wanted.isArray() && given.isArray()) {
			return accepts(wanted.getComponentType(), given.getComponentType());
		}
		ResolvableType same = given.as(wantedClass);
		if (!wanted.hasGenerics() || !same.hasGenerics()) {
			return true;
		}
		for (int i = 0; i < wanted.getGenerics().length; i++) {
			if (!contains(wanted.getGeneric(i), same.getGeneric(i))) {
				return false;
			}
		}
		return true;
	}

	// Whether a type argument stands for another, JLS 4.5.1.
	private static boolean contains(ResolvableType wanted, ResolvableType given) {
		if (isOpen(wanted) || isOpen(given)) {
			return true;
		}
		if (wanted.getType() instanceof WildcardType wildcard) {
			if (wildcard.getLowerBounds().length > 0) {
				return holdsLowerBound(wanted, wildcard, given);
			}
			return accepts(bound(wanted, wildcard.getUpperBounds()), upperBound(given));
		}
		return !(given.getType() instanceof WildcardType) && accepts(wanted, given) && accepts(given, wanted);
	}

	private static boolean holdsLowerBound(ResolvableType wanted, WildcardType wildcard, ResolvableType given) {
		ResolvableType lowest = bound(wanted, wildcard.getLowerBounds());
		if (given.getType() instanceof WildcardType other) {
			return other.getLowerBounds().length > 0 && accepts(bound(given, other.getLowerBounds()), lowest);
		}
		return accepts(given, lowest);
	}

	private static ResolvableType upperBound(ResolvableType type) {
		return (type.getType() instanceof WildcardType wildcard) ? bound(type, wildcard.getUpperBounds()) : type;
	}

	private static ResolvableType bound(ResolvableType owner, Type[] bounds) {
		return ResolvableType.forType(bounds[0], owner);
	}

	private static boolean isOpen(ResolvableType type) {
		return type.getType() instanceof TypeVariable<?> && type.resolve() == null;
	}

	private static Class<?> boxed(ResolvableType type) {
		return ClassUtils.resolvePrimitiveIfNecessary(type.resolve(Object.class));
	}

}
