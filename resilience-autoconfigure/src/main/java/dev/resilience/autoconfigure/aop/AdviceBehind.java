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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.DefaultAdvisorChainFactory;

/**
 * Whether other advice stands between ours and the method, such as transactions or the
 * aspects of an application.
 *
 * @param proxyClass the class of the proxies it is known of
 * @param exists whether there is any, or may be as the proxy does not show its advice
 */
record AdviceBehind(@Nullable Class<?> proxyClass, boolean exists) {

	/** Known of no proxy. */
	static final AdviceBehind UNKNOWN = new AdviceBehind(null, true);

	/**
	 * Looks at the proxy of an invocation.
	 * @param invocation the invocation
	 * @return what stands behind our advice
	 */
	static AdviceBehind of(ProxyMethodInvocation invocation) {
		Object proxy = invocation.getProxy();
		return new AdviceBehind(proxy.getClass(), !(proxy instanceof Advised advised) || !isLast(advised, invocation));
	}

	private static boolean isLast(Advised advised, ProxyMethodInvocation invocation) {
		Object target = invocation.getThis();
		List<Object> advice = DefaultAdvisorChainFactory.INSTANCE.getInterceptorsAndDynamicInterceptionAdvice(advised,
				invocation.getMethod(), (target != null) ? target.getClass() : null);
		return target != null && !advice.isEmpty() && advice.get(advice.size() - 1) instanceof ResilienceInterceptor;
	}

	boolean isOf(ProxyMethodInvocation invocation) {
		return invocation.getProxy().getClass() == this.proxyClass;
	}

}
