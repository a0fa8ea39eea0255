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

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Applies the plan of an annotated method to its call. Everything else a call needs is
 * found lazily, so that this interceptor can be made before ordinary beans.
 */
public final class ResilienceInterceptor implements MethodInterceptor {

	private final boolean enabled;

	private final Supplier<MethodPlans> source;

	private volatile @Nullable MethodPlans plans;

	/**
	 * Creates an interceptor.
	 * @param enabled whether calls are protected at all
	 * @param source gives the plans, asked on the first call
	 */
	public ResilienceInterceptor(boolean enabled, Supplier<MethodPlans> source) {
		this.enabled = enabled;
		this.source = source;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		if (!this.enabled || isProtected(target)) {
			return invocation.proceed();
		}
		Method method = invocation.getMethod();
		PlannedMethod planned = plans().find(method, (target != null) ? target.getClass() : method.getDeclaringClass());
		if (planned == null) {
			return invocation.proceed();
		}
		return planned.plan().call(invocation, AdviceBehind.exists(invocation, this) ? null : planned.body());
	}

	// A bean that is handed on under a second name is proxied twice, but one proxy
	// counts.
	private static boolean isProtected(@Nullable Object target) {
		return target != null && ProxiedBean.isProtected(target);
	}

	private MethodPlans plans() {
		MethodPlans present = this.plans;
		if (present == null) {
			present = this.source.get();
			this.plans = present;
		}
		return present;
	}

}
