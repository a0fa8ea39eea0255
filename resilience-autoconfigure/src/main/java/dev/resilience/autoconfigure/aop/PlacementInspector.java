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
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

import dev.resilience.autoconfigure.settings.StartupProblem;

/**
 * Finds annotations that cannot take effect because no proxy can get between the caller
 * and the method.
 */
final class PlacementInspector {

	private static final Logger logger = LoggerFactory.getLogger(PlacementInspector.class);

	private PlacementInspector() {
	}

	/**
	 * Inspects the class of a bean. Calls from within the class are only warned of.
	 * @param beanName the name of the bean
	 * @param userClass the class
	 * @return what is wrong
	 */
	static List<StartupProblem> inspect(String beanName, Class<?> userClass) {
		List<StartupProblem> problems = new ArrayList<>();
		boolean onClass = false;
		Set<String> guarded = new HashSet<>();
		for (Class<?> type = userClass; type != null && type != Object.class; type = type.getSuperclass()) {
			onClass |= MethodAnnotations.standsOn(type);
			for (Method method : type.getDeclaredMethods()) {
				if (method.isSynthetic()) {
					continue;
				}
				boolean annotated = MethodAnnotations.standsOn(method);
				String obstacle = obstacle(method);
				if (annotated && obstacle != null) {
					problems.add(problem(beanName, method, obstacle));
				}
				else if (onClass && Modifier.isPublic(method.getModifiers()) && isFinalInstanceMethod(method)) {
					problems.add(problem(beanName, method, "final, so the annotation on its class cannot protect it"));
				}
				if (annotated && obstacle == null) {
					guarded.add(method.getName() + Type.getMethodDescriptor(method));
				}
			}
		}
		if ((onClass || !guarded.isEmpty()) && Modifier.isFinal(userClass.getModifiers())
				&& !Proxy.isProxyClass(userClass)) {
			problems.add(StartupProblem.at("Bean '" + beanName + "', " + userClass.getName(),
					"the class is final, so it cannot be proxied and its annotations take no effect",
					"remove 'final', or call through dev.resilience.Resilience"));
		}
		warnOfSelfCalls(userClass, guarded);
		return problems;
	}

	private static @Nullable String obstacle(Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "private, so calls never pass the proxy and its annotation takes no effect";
		}
		if (Modifier.isStatic(modifiers)) {
			return "static, so calls never pass the proxy and its annotation takes no effect";
		}
		return Modifier.isFinal(modifiers) ? "final, so the proxy cannot override it and its annotation takes no effect"
				: null;
	}

	private static boolean isFinalInstanceMethod(Method method) {
		return Modifier.isFinal(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
	}

	private static StartupProblem problem(String beanName, Method method, String obstacle) {
		return StartupProblem.at(
				"Bean '" + beanName + "', " + method.getDeclaringClass().getSimpleName() + "." + method.getName(),
				"the method is " + obstacle, "make it public and not final, or call through dev.resilience.Resilience");
	}

	private static void warnOfSelfCalls(Class<?> userClass, Set<String> guarded) {
		if (guarded.isEmpty()) {
			return;
		}
		for (String call : SelfCalls.find(userClass, guarded)) {
			logger.warn(
					"{}.{} within the class, past the proxy: the annotation takes no effect there. Call it from "
							+ "another bean, or through dev.resilience.Resilience",
					ClassUtils.getShortName(userClass), call);
		}
	}

}
