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
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.BridgeMethodResolver;

import dev.resilience.autoconfigure.deadletter.DeadLetterMethods;
import dev.resilience.autoconfigure.idempotency.IdempotentOperations;
import dev.resilience.autoconfigure.settings.StartupProblemsException;

/**
 * Compiles the annotations of a method into a {@link MethodPlan}. Everything that can be
 * wrong with them is found here, and all of it at once.
 */
public final class MethodPlanCompiler {

	private final PlanCompilation.Sources sources;

	/**
	 * Creates a compiler.
	 * @param instances what annotations say about instances
	 * @param operations what idempotent methods are made of
	 * @param deadLetters what methods need whose failed calls are kept
	 * @param beanFactory where beans that annotations name are found
	 */
	public MethodPlanCompiler(AnnotatedInstances instances, Supplier<IdempotentOperations> operations,
			Supplier<DeadLetterMethods> deadLetters, BeanFactory beanFactory) {
		this.sources = new PlanCompilation.Sources(instances, operations, deadLetters, beanFactory, new InstanceName());
	}

	/**
	 * Compiles the annotations of a method.
	 * @param invoked the method as it is invoked, maybe of an interface
	 * @param targetClass the class of the target
	 * @return the plan, or {@code null} if the method has no annotation
	 * @throws StartupProblemsException listing everything that is wrong
	 */
	@Nullable MethodPlan compile(Method invoked, Class<?> targetClass) {
		MethodAnnotations annotations = MethodAnnotations.of(invoked, targetClass);
		if (annotations.isEmpty()) {
			return null;
		}
		Class<?> userClass = MethodAnnotations.userClass(invoked, targetClass);
		return new PlanCompilation(this.sources, BridgeMethodResolver.getMostSpecificMethod(invoked, userClass),
				userClass, targetClass, annotations)
			.plan();
	}

}
