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

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;

import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.reflect.MethodSignature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

import dev.resilience.autoconfigure.settings.AopMode;

/**
 * Tells which methods the weaver protects, so that each is protected once, and those that
 * it should have protected are known at start-up.
 */
enum WovenMethods {

	/** Proxies protect all that they can reach. */
	NONE,

	/** The weaver protects methods that are annotated themselves or by their class. */
	ANNOTATED;

	private static final Logger logger = LoggerFactory.getLogger(WovenMethods.class);

	/** The methods of a class that carry the weaver's mark. */
	private static final ClassValue<Set<Method>> MARKED = new ClassValue<>() {

		@Override
		protected Set<Method> computeValue(Class<?> type) {
			return marked(type);
		}

	};

	static WovenMethods of(AopMode mode) {
		return (mode == AopMode.ASPECTJ) ? ANNOTATED : NONE;
	}

	/**
	 * Returns whether the weaver protects a method.
	 * @param method the method
	 * @return whether proxies leave it alone
	 */
	boolean contain(Method method) {
		return this == ANNOTATED && isMeant(method) && isWoven(method);
	}

	/**
	 * Returns whether the weaver should protect a method, but does not.
	 * @param method the method
	 * @return whether its annotation would take no effect on calls within its class
	 */
	boolean lack(Method method) {
		return this == ANNOTATED && isMeant(method) && !isWoven(method);
	}

	private static boolean isWoven(Method method) {
		return MARKED.get(method.getDeclaringClass()).contains(method);
	}

	// Says of a method what the pointcut of our aspect says.
	private static boolean isMeant(Method method) {
		Class<?> declaring = method.getDeclaringClass();
		if (Modifier.isAbstract(method.getModifiers()) || method.isSynthetic() || Proxy.isProxyClass(declaring)
				|| ClassUtils.isLambdaClass(declaring)) {
			return false;
		}
		return AnnotatedClasses.standOn(method) || (Modifier.isPublic(method.getModifiers())
				&& !Modifier.isStatic(method.getModifiers()) && AnnotatedClasses.standOn(declaring));
	}

	// The weaver leaves a static field for every method with advice that asks for its
	// call, as ours does.
	private static Set<Method> marked(Class<?> type) {
		Set<Method> marked = new HashSet<>();
		for (Field field : type.getDeclaredFields()) {
			if (field.getName().startsWith("ajc$tjp_") && Modifier.isStatic(field.getModifiers())) {
				try {
					field.setAccessible(true);
					if (field.get(null) instanceof JoinPoint.StaticPart call
							&& call.getSignature() instanceof MethodSignature signature
							&& JoinPoint.METHOD_EXECUTION.equals(call.getKind())) {
						marked.add(signature.getMethod());
					}
				}
				catch (ReflectiveOperationException | RuntimeException ex) {
					logger.debug("{} of {} cannot be read", field.getName(), type, ex);
				}
			}
		}
		return marked;
	}

}
