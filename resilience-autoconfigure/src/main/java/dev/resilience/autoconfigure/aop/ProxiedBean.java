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

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;

/**
 * Looks behind the proxies of a bean.
 */
final class ProxiedBean {

	private ProxiedBean() {
	}

	/**
	 * Returns whether an object is a proxy with our advice.
	 * @param bean the object
	 * @return whether it protects calls
	 */
	static boolean isProtected(Object bean) {
		if (bean instanceof Advised advised) {
			for (Advisor advisor : advised.getAdvisors()) {
				if (advisor.getAdvice() instanceof ResilienceInterceptor) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Returns the class whose methods our advice is called for. That of a client which is
	 * a proxy itself, such as a repository, is the class of the client and not of what it
	 * may hide.
	 * @param bean the bean
	 * @return the class of the target of the innermost proxy with our advice, else that
	 * of the ultimate target
	 */
	static Class<?> targetClass(Object bean) {
		Class<?> found = null;
		Object current = bean;
		while (current != null) {
			Object target = AopProxyUtils.getSingletonTarget(current);
			if (target != null && isProtected(current)) {
				found = target.getClass();
			}
			current = target;
		}
		return (found != null) ? found : AopProxyUtils.ultimateTargetClass(bean);
	}

}
