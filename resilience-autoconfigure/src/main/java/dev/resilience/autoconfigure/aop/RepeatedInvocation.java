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
import java.util.Map;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.DefaultAdvisorChainFactory;
import org.springframework.aop.framework.ReflectiveMethodInvocation;

/**
 * A further attempt of an invocation that has proceeded already: it runs the advice
 * behind ours again, then the method. User attributes stay those of the first invocation,
 * which is the one that Spring exposes to aspects.
 */
final class RepeatedInvocation extends ReflectiveMethodInvocation {

	private final ProxyMethodInvocation first;

	private RepeatedInvocation(ProxyMethodInvocation first, @Nullable Class<?> targetClass,
			List<Object> adviceBehindOurs) {
		super(first.getProxy(), first.getThis(), first.getMethod(), first.getArguments(), targetClass,
				adviceBehindOurs);
		this.first = first;
	}

	/**
	 * Creates the invocation of a further attempt.
	 * @param first the invocation of the first attempt, which has proceeded
	 * @return an invocation that can proceed once
	 * @throws IllegalStateException if the proxy does not show its advice
	 */
	static MethodInvocation of(MethodInvocation first) {
		if (!(first instanceof ProxyMethodInvocation invocation)
				|| !(invocation.getProxy() instanceof Advised advised)) {
			throw new IllegalStateException("Cannot repeat " + first.getMethod() + ": its proxy is opaque");
		}
		Object target = first.getThis();
		Class<?> targetClass = (target != null) ? target.getClass() : null;
		List<Object> advice = DefaultAdvisorChainFactory.INSTANCE.getInterceptorsAndDynamicInterceptionAdvice(advised,
				first.getMethod(), targetClass);
		int ours = 0;
		while (ours < advice.size() && !(advice.get(ours) instanceof ResilienceInterceptor)) {
			ours++;
		}
		return new RepeatedInvocation(invocation, targetClass, advice.subList(ours + 1, advice.size()));
	}

	/**
	 * Returns whether {@link #of} can repeat an invocation.
	 * @param invocation the invocation of the first attempt
	 * @return {@code false} if the invocation must be cloned before it proceeds
	 */
	static boolean canRepeat(MethodInvocation invocation) {
		return invocation instanceof ProxyMethodInvocation proxied && proxied.getProxy() instanceof Advised;
	}

	@Override
	public void setUserAttribute(String key, @Nullable Object value) {
		this.first.setUserAttribute(key, value);
	}

	@Override
	public @Nullable Object getUserAttribute(String key) {
		return this.first.getUserAttribute(key);
	}

	@Override
	public Map<String, Object> getUserAttributes() {
		return (this.first instanceof ReflectiveMethodInvocation reflective) ? reflective.getUserAttributes()
				: super.getUserAttributes();
	}

}
