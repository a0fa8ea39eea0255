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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;

import dev.resilience.pipeline.Pipeline;

/**
 * The plans of all annotated methods, compiled when a bean is checked or when its method
 * is first called, whichever comes first. Safe for use by many threads.
 */
public final class MethodPlans {

	private final MethodPlanCompiler compiler;

	private final PlannedMethods called = new PlannedMethods();

	private final ClassValue<ClassPlans> byClass = new ClassValue<>() {

		@Override
		protected ClassPlans computeValue(Class<?> type) {
			return new ClassPlans(new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
		}

	};

	/**
	 * Creates an empty set of plans.
	 * @param compiler compiles the annotations of a method
	 */
	public MethodPlans(MethodPlanCompiler compiler) {
		this.compiler = compiler;
	}

	/**
	 * Returns a method as it is invoked, with its plan.
	 * @param method the method as it is invoked, maybe of an interface
	 * @param targetClass the class of the target
	 * @return the method, or {@code null} if it has no annotation
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException if its
	 * annotations are wrong
	 */
	@Nullable PlannedMethod find(Method method, Class<?> targetClass) {
		PlannedMethod present = this.called.find(method, targetClass);
		return (present != null) ? present : prepare(method, targetClass);
	}

	private @Nullable PlannedMethod prepare(Method method, Class<?> targetClass) {
		MethodPlan plan = get(method, targetClass);
		if (plan == null) {
			return null;
		}
		PlannedMethod prepared = new PlannedMethod(method, targetClass, plan, MethodBody.of(method));
		this.called.add(prepared);
		return prepared;
	}

	/**
	 * Returns the plan of a method.
	 * @param method the method as it is invoked, maybe of an interface
	 * @param targetClass the class of the target
	 * @return the plan, or {@code null} if the method has no annotation
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException if its
	 * annotations are wrong
	 */
	@Nullable MethodPlan get(Method method, Class<?> targetClass) {
		ClassPlans plans = this.byClass.get(targetClass);
		MethodPlan present = plans.compiled().get(method);
		if (present != null || plans.unannotated().contains(method)) {
			return present;
		}
		// A method that is invoked by its interface has the plan of its implementation.
		Method specific = BridgeMethodResolver.getMostSpecificMethod(method, ClassUtils.getUserClass(targetClass));
		MethodPlan implementation = plans.compiled().get(specific);
		return (implementation != null) ? plans.remember(method, implementation) : compile(method, targetClass, plans);
	}

	/**
	 * Returns the pipeline that guards a method.
	 * @param method the method as it is invoked
	 * @param targetClass the class of the bean
	 * @return the pipeline, or {@code null} if the method is not annotated
	 */
	public @Nullable Pipeline pipelineOf(Method method, Class<?> targetClass) {
		MethodPlan plan = get(method, targetClass);
		return (plan != null) ? plan.pipeline() : null;
	}

	private @Nullable MethodPlan compile(Method method, Class<?> targetClass, ClassPlans plans) {
		MethodPlan compiled = this.compiler.compile(method, targetClass);
		if (compiled == null) {
			plans.unannotated().add(method);
			return null;
		}
		return plans.remember(method, compiled);
	}

	/**
	 * The plans of one class.
	 *
	 * @param compiled the plans by method
	 * @param unannotated the methods that have none
	 */
	private record ClassPlans(Map<Method, MethodPlan> compiled, Set<Method> unannotated) {

		MethodPlan remember(Method method, MethodPlan plan) {
			MethodPlan winner = this.compiled.putIfAbsent(method, plan);
			return (winner != null) ? winner : plan;
		}

	}

}
