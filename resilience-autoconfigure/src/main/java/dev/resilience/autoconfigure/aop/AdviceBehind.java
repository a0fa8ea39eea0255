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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.ReflectiveMethodInvocation;

/**
 * Whether other advice stands between ours and the method, such as transactions or the
 * aspects of an application. Only the invocation knows: proxies of the same class may
 * have different advice, and their advice may change.
 */
final class AdviceBehind {

	/** The field, which is protected, in which an invocation keeps its advice. */
	private static final String FIELD = "interceptorsAndDynamicMethodMatchers";

	private static final Logger logger = LoggerFactory.getLogger(AdviceBehind.class);

	private static final @Nullable VarHandle ADVICE = advice();

	private AdviceBehind() {
	}

	/**
	 * Looks at an invocation.
	 * @param invocation the invocation
	 * @param advice our advice, which was given the invocation
	 * @return whether there is other advice, or may be as the invocation does not show it
	 */
	static boolean exists(MethodInvocation invocation, MethodInterceptor advice) {
		if (ADVICE != null && invocation instanceof ReflectiveMethodInvocation reflective) {
			List<?> all = (List<?>) ADVICE.get(reflective);
			return all.isEmpty() || all.get(all.size() - 1) != advice;
		}
		return true;
	}

	private static @Nullable VarHandle advice() {
		try {
			return MethodHandles.privateLookupIn(ReflectiveMethodInvocation.class, MethodHandles.lookup())
				.findVarHandle(ReflectiveMethodInvocation.class, FIELD, List.class);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("Invocations do not show their advice, so every attempt proceeds on a clone", ex);
			return null;
		}
	}

}
