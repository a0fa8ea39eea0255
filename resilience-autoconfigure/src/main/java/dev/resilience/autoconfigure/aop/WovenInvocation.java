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

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.runtime.internal.AroundClosure;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;

/**
 * A call of a woven method as an invocation. Other than one of a proxy it proceeds as
 * often as it is asked to, each time through whatever is woven behind our aspect, so that
 * it needs no clones.
 */
final class WovenInvocation implements ProxyMethodInvocation {

	private final ProceedingJoinPoint call;

	private final Method method;

	private final @Nullable Object target;

	private final @Nullable AroundClosure rest;

	/**
	 * Creates an invocation, by the thread that was called and before anything proceeds.
	 * @param call the call as the weaver presents it
	 * @param method the method
	 * @param target the object whose method it is; {@code null} if it is static
	 */
	WovenInvocation(ProceedingJoinPoint call, Method method, @Nullable Object target) {
		this.call = call;
		this.method = method;
		this.target = target;
		this.rest = RestOfCall.of(call);
	}

	@Override
	public @Nullable Object proceed() throws Throwable {
		return (this.rest != null) ? this.rest.run(this.rest.getState()) : this.call.proceed();
	}

	@Override
	public Method getMethod() {
		return this.method;
	}

	@Override
	public @Nullable Object getThis() {
		return this.target;
	}

	@Override
	public Object[] getArguments() {
		return this.call.getArgs();
	}

	@Override
	public AccessibleObject getStaticPart() {
		return this.method;
	}

	@Override
	public Object getProxy() {
		return (this.target != null) ? this.target : this.method.getDeclaringClass();
	}

	@Override
	public WovenInvocation invocableClone() {
		return this;
	}

	@Override
	public WovenInvocation invocableClone(@Nullable Object... arguments) {
		throw new UnsupportedOperationException("The arguments of a woven call cannot be replaced");
	}

	@Override
	public void setArguments(@Nullable Object... arguments) {
		throw new UnsupportedOperationException("The arguments of a woven call cannot be replaced");
	}

	@Override
	public void setUserAttribute(String key, @Nullable Object value) {
		throw new UnsupportedOperationException("A woven call has no attributes");
	}

	@Override
	public @Nullable Object getUserAttribute(String key) {
		return null;
	}

}
