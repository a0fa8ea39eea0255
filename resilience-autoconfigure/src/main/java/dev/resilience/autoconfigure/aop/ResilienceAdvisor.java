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

import org.aopalliance.aop.Advice;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;

import dev.resilience.autoconfigure.settings.AopMode;

/**
 * Ties the one interceptor to all annotated methods.
 */
public final class ResilienceAdvisor extends AbstractPointcutAdvisor {

	private static final long serialVersionUID = 1L;

	private final transient Pointcut pointcut;

	private final transient ResilienceInterceptor interceptor;

	/**
	 * Creates an advisor.
	 * @param interceptor the interceptor
	 * @param mode how calls are noticed; what the weaver protects is left to it
	 * @param order the place among other advisors: those of lower order are outside
	 */
	public ResilienceAdvisor(ResilienceInterceptor interceptor, AopMode mode, int order) {
		this.pointcut = new ResiliencePointcut(WovenMethods.of(mode));
		this.interceptor = interceptor;
		setOrder(order);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.interceptor;
	}

}
