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
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.DeadLetter;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;

/**
 * What is reached by reflection in annotated beans, for applications that are processed
 * ahead of time: the methods, which are invoked again by a retry, their fallback methods,
 * the members of arguments and results into which expressions look, and results and
 * failures that records keep. Which beans are protected follows from annotations alone,
 * so that it is the same when the application is processed and when it runs.
 */
final class AnnotatedBeanHints implements BeanRegistrationAotProcessor {

	private static final BindingReflectionHintsRegistrar MEMBERS = new BindingReflectionHintsRegistrar();

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> userClass = ClassUtils.getUserClass(bean.getBeanType().toClass());
		if (!AnnotatedClasses.contain(userClass)) {
			return null;
		}
		return (generation, code) -> register(userClass, generation.getRuntimeHints().reflection());
	}

	private static void register(Class<?> userClass, ReflectionHints hints) {
		Set<Class<?>> hierarchy = AnnotatedClasses.hierarchyOf(userClass);
		hierarchy.forEach(hints::registerType);
		Set<Method> methods = MethodIntrospector.selectMethods(userClass,
				(MethodIntrospector.MetadataLookup<Boolean>) (method) -> MethodAnnotations.areOn(method, userClass)
						? true : null)
			.keySet();
		for (Method method : methods) {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			hierarchy.stream()
				.filter(Class::isInterface)
				.map((implemented) -> ClassUtils.getMethodIfAvailable(implemented, method.getName(),
						method.getParameterTypes()))
				.forEach((declared) -> {
					if (declared != null) {
						hints.registerMethod(declared, ExecutableMode.INVOKE);
					}
				});
			register(method, userClass, MethodAnnotations.of(method, userClass), hints);
		}
	}

	private static void register(Method method, Class<?> userClass, MethodAnnotations annotations,
			ReflectionHints hints) {
		boolean looked = false;
		for (Class<? extends Annotation> type : AnnotatedClasses.TYPES) {
			Annotation annotation = annotations.get(type);
			looked |= annotation != null && hasExpression(annotation);
		}
		if (looked) {
			hints.registerType(CallExpressionRoot.class, MemberCategory.INVOKE_PUBLIC_METHODS);
			hints.registerType(Method.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
		if (looked || annotations.get(DeadLetter.class) != null) {
			for (int i = 0; i < method.getParameterCount(); i++) {
				registerMembers(ResolvableType.forMethodParameter(method, i, userClass), hints);
			}
		}
		Idempotent idempotent = annotations.get(Idempotent.class);
		if (idempotent != null) {
			registerFailures(idempotent, hints);
		}
		if (looked || mayHaveRules(annotations) || idempotent != null) {
			ResolvableType value = ReturnShape.valueOf(method, userClass);
			registerMembers((value != null) ? value : ResolvableType.forMethodReturnType(method, userClass), hints);
		}
		Fallback fallback = annotations.get(Fallback.class);
		if (fallback != null) {
			registerFallbacks(fallback, new FallbackMethods(method, userClass, ReturnShape.valueOf(method, userClass)),
					hints);
		}
	}

	// A store may keep failures as bytes, and read them back
	private static void registerFailures(Idempotent idempotent, ReflectionHints hints) {
		for (Class<? extends Throwable> failure : idempotent.storeFailures()) {
			hints.registerType(failure, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
					MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

	// The settings may name rules for results that no annotation names
	private static boolean mayHaveRules(MethodAnnotations annotations) {
		return annotations.get(Retry.class) != null || annotations.get(CircuitBreaker.class) != null
				|| annotations.get(Resilient.class) != null;
	}

	private static boolean hasExpression(Annotation annotation) {
		return AnnotationUtils.getAnnotationAttributes(annotation)
			.values()
			.stream()
			.anyMatch((value) -> value instanceof String text && (text.contains("#") || text.contains("@")));
	}

	private static void registerMembers(ResolvableType type, ReflectionHints hints) {
		Class<?> resolved = type.resolve();
		if (resolved == null || resolved.isPrimitive()) {
			return;
		}
		MEMBERS.registerReflectionHints(hints, type.getType());
		hints.registerType(resolved, MemberCategory.INVOKE_PUBLIC_METHODS);
		Arrays.stream(type.getGenerics()).forEach((argument) -> registerMembers(argument, hints));
	}

	private static void registerFallbacks(Fallback fallback, FallbackMethods methods, ReflectionHints hints) {
		for (String name : fallback.value()) {
			try {
				methods.find(name)
					.forEach((overload) -> hints.registerMethod(overload.method(), ExecutableMode.INVOKE));
			}
			catch (FallbackMethods.UnfitException ex) {
				// Stops the start, together with everything else that is wrong
				continue;
			}
		}
	}

}
