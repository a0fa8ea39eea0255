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
import java.util.concurrent.ConcurrentHashMap;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.reflect.MethodSignature;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;

import dev.resilience.autoconfigure.settings.AopMode;
import dev.resilience.autoconfigure.settings.Globals;
import dev.resilience.autoconfigure.settings.ResilienceSettings;

/**
 * Protects the calls of woven methods for as long as an application context is up: from
 * before its first bean is made until after its last one is gone. In proxy mode, where
 * the weaver may be at work for the sake of other aspects, it lets every call through.
 */
public final class WovenProtection implements BeanFactoryPostProcessor, DisposableBean {

	private final ClassValue<Map<Method, Boolean>> superCalls = new ClassValue<>() {

		@Override
		protected Map<Method, Boolean> computeValue(Class<?> type) {
			return new ConcurrentHashMap<>();
		}

	};

	private volatile @Nullable BeanFactory beanFactory;

	private volatile @Nullable Engine engine;

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		WovenCalls.begin(this);
	}

	@Override
	public void destroy() {
		WovenCalls.end(this);
	}

	@Nullable Object run(ProceedingJoinPoint call) throws Throwable {
		Engine present = engine();
		MethodPlans plans = present.plans();
		if (plans == null) {
			return call.proceed();
		}
		Method method = ((MethodSignature) call.getSignature()).getMethod();
		Object target = call.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : method.getDeclaringClass();
		if (method.isBridge() || isSuperCall(method, targetClass, present)) {
			// The method that is really called is protected itself.
			return call.proceed();
		}
		MethodPlan plan = plans.get(method, targetClass);
		return (plan != null) ? plan.call(new WovenInvocation(call, method, target), null) : call.proceed();
	}

	private Engine engine() {
		Engine present = this.engine;
		if (present == null) {
			BeanFactory beans = this.beanFactory;
			if (beans == null) {
				throw new IllegalStateException("There is no bean factory yet");
			}
			Globals globals = beans.getBean(ResilienceSettings.class).globals();
			present = (globals.enabled() && globals.aopMode() == AopMode.ASPECTJ)
					? new Engine(beans.getBean(MethodPlans.class), beans.getBean(AnnotatedBeans.class)) : Engine.OFF;
			this.engine = present;
		}
		return present;
	}

	// Whether a method runs for one that overrides it and is protected in its place: by
	// the weaver too, or by the proxy of its bean.
	private boolean isSuperCall(Method method, Class<?> targetClass, Engine present) {
		if (method.getDeclaringClass() == targetClass) {
			return false;
		}
		Map<Method, Boolean> known = this.superCalls.get(targetClass);
		Boolean answer = known.get(method);
		if (answer == null) {
			Method called = BridgeMethodResolver.getMostSpecificMethod(method, ClassUtils.getUserClass(targetClass));
			answer = !called.equals(method) && (WovenMethods.ANNOTATED.contain(called) || present.isBean(targetClass));
			known.put(method, answer);
		}
		return answer;
	}

	/**
	 * What protects calls.
	 *
	 * @param plans the plans of all methods; {@code null} if calls are not protected here
	 * @param beans the annotated beans; likewise
	 */
	private record Engine(@Nullable MethodPlans plans, @Nullable AnnotatedBeans beans) {

		static final Engine OFF = new Engine(null, null);

		boolean isBean(Class<?> type) {
			return this.beans != null && this.beans.have(type);
		}

	}

}
