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

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Objects;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.NativeDetector;
import org.springframework.util.ReflectionUtils;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;

/**
 * How an attempt reaches what our advice stands in front of. The invocation is found on
 * the call, so that one object serves all calls of a method.
 */
abstract sealed class MethodBody extends CallWork {

	/**
	 * The first attempt proceeds on the invocation that we were given, which proceeds
	 * only once; as nothing stands between our advice and the method, later attempts call
	 * the method itself.
	 */
	static final MethodBody PROCEEDING = new Proceeding();

	/**
	 * With other advice behind ours, or where that is not known: every attempt proceeds
	 * on a clone, so that the other advice runs once per attempt and the arguments that
	 * it changes are changed for that attempt only.
	 */
	static final MethodBody CLONING = new Cloning();

	/**
	 * As {@link #CLONING}, for attempts on other threads, on which aspects would look for
	 * the invocation in vain.
	 */
	static final MethodBody EXPOSING = new Exposing();

	/**
	 * Returns how a method is called with nothing between our advice and it.
	 * @param method the method as it is invoked
	 * @return calls the method itself if that is possible
	 */
	static MethodBody of(Method method) {
		// Method handles are interpreted there
		if (NativeDetector.inNativeImage()) {
			return PROCEEDING;
		}
		try {
			ReflectionUtils.makeAccessible(method);
			MethodHandle handle = MethodHandles.lookup()
				.unreflect(method)
				.asFixedArity()
				.asSpreader(Object[].class, method.getParameterCount())
				.asType(MethodType.methodType(Object.class, Object.class, Object[].class));
			return new Direct(handle);
		}
		catch (IllegalAccessException | InaccessibleObjectException ex) {
			return PROCEEDING;
		}
	}

	@Override
	public final @Nullable Object get(Call call) throws Throwable {
		return proceed(Objects.requireNonNull(call.attachment()), call);
	}

	abstract @Nullable Object proceed(Object invocation, Call call) throws Throwable;

	private static final class Direct extends MethodBody {

		private final MethodHandle method;

		Direct(MethodHandle method) {
			this.method = method;
		}

		@Override
		@Nullable Object proceed(Object given, Call call) throws Throwable {
			ReflectiveMethodInvocation invocation = (ReflectiveMethodInvocation) given;
			return this.method.invokeExact(invocation.getThis(), invocation.getArguments());
		}

	}

	private static final class Proceeding extends MethodBody {

		@Override
		@Nullable Object proceed(Object given, Call call) throws Throwable {
			MethodInvocation invocation = (MethodInvocation) given;
			return (call.attempt() == 1) ? invocation.proceed() : AopUtils.invokeJoinpointUsingReflection(
					invocation.getThis(), invocation.getMethod(), invocation.getArguments());
		}

	}

	private static final class Cloning extends MethodBody {

		@Override
		@Nullable Object proceed(Object given, Call call) throws Throwable {
			return ((ProxyMethodInvocation) given).invocableClone().proceed();
		}

	}

	private static final class Exposing extends MethodBody {

		@Override
		@Nullable Object proceed(Object given, Call call) throws Throwable {
			return ExposeInvocationInterceptor.INSTANCE.invoke(((ProxyMethodInvocation) given).invocableClone());
		}

	}

}
