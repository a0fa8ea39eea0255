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
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.Type;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import dev.resilience.annotation.FallbackOption;
import dev.resilience.autoconfigure.settings.StartupProblem;

/**
 * Finds annotations that cannot take effect because no proxy can get between the caller
 * and the method.
 */
final class PlacementInspector {

	private static final Logger logger = LoggerFactory.getLogger(PlacementInspector.class);

	private static final String INSTEAD = "or call through dev.resilience.Resilience";

	private final String beanName;

	private final Class<?> userClass;

	private final List<StartupProblem> problems = new ArrayList<>();

	/**
	 * Methods that an annotation on their class does not mean, as they are not public.
	 */
	private final Set<String> uncovered = new TreeSet<>();

	/** The class of the bean if calls reach it by its interfaces only. */
	private final @Nullable Class<?> proxyByInterfaces;

	private final WovenMethods woven;

	/** Methods that the weaver should protect, but does not. */
	private final Set<String> unwoven = new TreeSet<>();

	private PlacementInspector(String beanName, Class<?> userClass, Class<?> beanClass, WovenMethods woven) {
		this.beanName = beanName;
		this.woven = woven;
		this.userClass = userClass;
		this.proxyByInterfaces = (Proxy.isProxyClass(beanClass) && !Proxy.isProxyClass(userClass)) ? beanClass : null;
	}

	/**
	 * Inspects the class of a bean. Calls from within the class are only warned of.
	 * @param beanName the name of the bean
	 * @param userClass the class
	 * @param beanClass the class of the bean, maybe that of a proxy
	 * @param woven the methods that the weaver protects, wherever they stand
	 * @return what is wrong
	 */
	static List<StartupProblem> inspect(String beanName, Class<?> userClass, Class<?> beanClass, WovenMethods woven) {
		PlacementInspector inspector = new PlacementInspector(beanName, userClass, beanClass, woven);
		inspector.inspect();
		return inspector.problems;
	}

	/**
	 * Returns whether proxies can protect the methods of a class.
	 * @param userClass the class
	 * @return {@code false} for final classes and for classes of configuration
	 */
	static boolean canBeProtected(Class<?> userClass) {
		return !isFinal(userClass) && !isConfiguration(userClass);
	}

	private static boolean isFinal(Class<?> userClass) {
		return Modifier.isFinal(userClass.getModifiers()) && !Proxy.isProxyClass(userClass)
				&& !ClassUtils.isLambdaClass(userClass);
	}

	private static boolean isConfiguration(Class<?> userClass) {
		return AnnotatedElementUtils.hasAnnotation(userClass, Configuration.class);
	}

	private void inspect() {
		String bean = "Bean '" + this.beanName + "', " + this.userClass.getName();
		boolean proxied = needsProxy();
		if (proxied && isConfiguration(this.userClass)) {
			this.problems.add(StartupProblem.at(bean,
					"the class is a configuration, which is not proxied, so its annotations take no effect",
					"annotate the methods of the beans that it declares, " + INSTEAD));
			return;
		}
		if (proxied && isFinal(this.userClass)) {
			this.problems.add(StartupProblem.at(bean,
					"the class is final, so it cannot be proxied and its annotations take no " + "effect",
					"remove 'final', " + INSTEAD));
		}
		Set<String> guarded = new HashSet<>();
		for (Class<?> type : AnnotatedClasses.hierarchyOf(this.userClass)) {
			boolean covered = type != Object.class && !type.isInterface() && isCovered(type);
			for (Method method : type.getDeclaredMethods()) {
				if (!method.isSynthetic() && !this.woven.contain(method)) {
					inspect(method, covered, guarded);
				}
			}
		}
		if (!this.unwoven.isEmpty()) {
			this.problems.add(StartupProblem.at(bean,
					"resilience.aop.mode is aspectj, but not woven are " + this.unwoven,
					"start the JVM with -javaagent:aspectjweaver.jar, or weave the class at build time with the aspect "
							+ ResilienceAspect.class.getName() + ", or set resilience.aop.mode=proxy"));
		}
		if (!this.uncovered.isEmpty()) {
			logger.info("The annotation on {} means its public methods; not protected are {}",
					ClassUtils.getShortName(this.userClass), this.uncovered);
		}
		warnOfSelfCalls(guarded);
	}

	// Whether any annotation is left to proxies; the weaver protects methods of final
	// classes and of configurations too.
	private boolean needsProxy() {
		if (this.woven == WovenMethods.NONE) {
			return true;
		}
		for (Class<?> type : AnnotatedClasses.hierarchyOf(this.userClass)) {
			for (Method method : type.getDeclaredMethods()) {
				if (!method.isSynthetic() && !this.woven.contain(method) && !this.woven.lack(method)
						&& MethodAnnotations.areOn(method, this.userClass)) {
					return true;
				}
			}
		}
		return false;
	}

	// Whether an annotation stands on a class or on one that it extends.
	private static boolean isCovered(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (AnnotatedClasses.standOn(current)) {
				return true;
			}
		}
		return false;
	}

	private void inspect(Method method, boolean covered, Set<String> guarded) {
		if (this.woven.lack(method) && MethodAnnotations.areOn(method, this.userClass)) {
			this.unwoven.add(method.getName());
			return;
		}
		String obstacle = obstacle(method);
		if (obstacle == null) {
			if (MethodAnnotations.areOn(method, this.userClass)) {
				guarded.add(method.getName() + Type.getMethodDescriptor(method));
			}
			else if (covered && !Modifier.isPublic(method.getModifiers()) && !answersFailures(method)) {
				this.uncovered.add(method.getName());
			}
			if (this.proxyByInterfaces != null && AnnotatedClasses.standOn(method)
					&& !isReachable(method, this.proxyByInterfaces)) {
				this.problems.add(StartupProblem.at(place(method),
						"the bean is proxied by its interfaces, none of which has this method, so its annotation takes "
								+ "no effect",
						"declare the method in an interface, or set spring.aop.proxy-target-class=true"));
			}
		}
		else if (AnnotatedClasses.standOn(method)) {
			problem(method, obstacle + " and its annotation takes no effect");
		}
		else if (covered && Modifier.isPublic(method.getModifiers()) && Modifier.isFinal(method.getModifiers())
				&& !Modifier.isStatic(method.getModifiers())) {
			problem(method, obstacle + " and the annotation on its class takes no effect");
		}
	}

	// Whether a method looks like a fallback, which is called past the proxy anyway.
	private static boolean answersFailures(Method method) {
		int count = method.getParameterCount();
		return method.isAnnotationPresent(FallbackOption.class)
				|| (count > 0 && Throwable.class.isAssignableFrom(method.getParameterTypes()[count - 1]));
	}

	private boolean isReachable(Method method, Class<?> proxyClass) {
		for (Class<?> implemented : proxyClass.getInterfaces()) {
			for (Method visible : implemented.getMethods()) {
				if (visible.getName().equals(method.getName()) && (visible.equals(method)
						|| BridgeMethodResolver.getMostSpecificMethod(visible, this.userClass).equals(method))) {
					return true;
				}
			}
		}
		return false;
	}

	private static @Nullable String obstacle(Method method) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "private, so calls never pass the proxy";
		}
		if (Modifier.isStatic(modifiers)) {
			return "static, so calls never pass the proxy";
		}
		if (Modifier.isFinal(modifiers) && !Proxy.isProxyClass(method.getDeclaringClass())) {
			return "final, so the proxy cannot override it";
		}
		return null;
	}

	private void problem(Method method, String obstacle) {
		this.problems.add(StartupProblem.at(place(method), "the method is " + obstacle,
				"make it public and neither static nor final, " + INSTEAD));
	}

	private String place(Method method) {
		return "Bean '" + this.beanName + "', " + method.getDeclaringClass().getSimpleName() + "." + method.getName();
	}

	private void warnOfSelfCalls(Set<String> guarded) {
		if (guarded.isEmpty() || Proxy.isProxyClass(this.userClass)) {
			return;
		}
		for (String call : SelfCalls.find(this.userClass, guarded)) {
			logger.warn(
					"{}.{} within the class, past the proxy: the annotation takes no effect there. Call it from "
							+ "another bean, or through dev.resilience.Resilience",
					ClassUtils.getShortName(this.userClass), call);
		}
	}

}
