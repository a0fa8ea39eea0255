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

import org.springframework.aop.ClassFilter;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;

/**
 * Matches annotated methods that no weaver protects. Looks at annotations only, so that
 * it can be asked while beans are still being made.
 */
final class ResiliencePointcut extends StaticMethodMatcherPointcut {

	private final WovenMethods woven;

	/**
	 * Creates a pointcut.
	 * @param woven the methods that the weaver protects
	 */
	ResiliencePointcut(WovenMethods woven) {
		this.woven = woven;
		setClassFilter(new AnnotatedClassFilter());
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return MethodAnnotations.areOn(method, targetClass) && !this.woven
			.contain(BridgeMethodResolver.getMostSpecificMethod(method, ClassUtils.getUserClass(targetClass)));
	}

	/**
	 * Turns away classes without annotations, which are nearly all, and those that cannot
	 * be protected: classes of configuration, whose beans are made before protection
	 * stands, and final classes. Whoever annotates those is told so at start-up.
	 */
	private static final class AnnotatedClassFilter implements ClassFilter {

		@Override
		public boolean matches(Class<?> type) {
			return AnnotatedClasses.contain(type) && PlacementInspector.canBeProtected(ClassUtils.getUserClass(type));
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof AnnotatedClassFilter;
		}

		@Override
		public int hashCode() {
			return AnnotatedClassFilter.class.hashCode();
		}

		@Override
		public String toString() {
			return AnnotatedClassFilter.class.getName();
		}

	}

}
