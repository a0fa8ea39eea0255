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

import java.util.concurrent.atomic.AtomicBoolean;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.AopUtils;

/**
 * The invocation of a method that is invoked more than once, on any thread and even at
 * the same time, after our advice has returned. With other advice behind ours every
 * attempt proceeds on a clone and exposes it to aspects, which would look for it in vain
 * on other threads; without, later attempts call the method itself.
 */
final class RepeatableInvocation {

	private final MethodInvocation invocation;

	private final boolean observed;

	/** An invocation proceeds only once. */
	private final AtomicBoolean proceeded = new AtomicBoolean();

	/**
	 * Creates a repeatable invocation.
	 * @param invocation the invocation as Spring made it
	 * @param observed whether other advice may see what happens behind ours
	 */
	RepeatableInvocation(MethodInvocation invocation, boolean observed) {
		this.invocation = invocation;
		this.observed = observed;
	}

	MethodInvocation invocation() {
		return this.invocation;
	}

	@Nullable Object proceed() throws Throwable {
		if (this.observed && this.invocation instanceof ProxyMethodInvocation pristine) {
			return ExposeInvocationInterceptor.INSTANCE.invoke(pristine.invocableClone());
		}
		if (this.proceeded.compareAndSet(false, true)) {
			return this.invocation.proceed();
		}
		return AopUtils.invokeJoinpointUsingReflection(this.invocation.getThis(), this.invocation.getMethod(),
				this.invocation.getArguments());
	}

}
