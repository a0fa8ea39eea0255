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

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;

import dev.resilience.deadletter.DeadLetter;

/**
 * Finds the bean whose call a dead letter keeps. Where a class has several beans the
 * letter names the one that was called.
 *
 * @param beans where beans are found
 * @param targetClass the class of the target of the bean
 */
record ReplayedBean(BeanFactory beans, Class<?> targetClass) {

	private static final String BEAN = "bean";

	/**
	 * Returns what a letter says about the bean that was called.
	 * @param target the target of the call
	 * @return its name, where that is not clear by itself
	 */
	Map<String, String> headers(@Nullable Object target) {
		List<String> names = names();
		if (names.size() < 2 || target == null) {
			return Map.of();
		}
		for (String name : names) {
			if (this.beans.isSingleton(name)) {
				Object bean = this.beans.getBean(name);
				if (bean == target || AopProxyUtils.getSingletonTarget(bean) == target) {
					return Map.of(BEAN, name);
				}
			}
		}
		return Map.of();
	}

	/**
	 * Returns the name of the bean that a replay calls.
	 * @param letter the letter
	 * @return the name, or {@code null} if it is not clear
	 */
	@Nullable String name(DeadLetter letter) {
		List<String> names = names();
		String named = letter.headers().get(BEAN);
		if (named != null && names.contains(named)) {
			return named;
		}
		return (names.size() == 1) ? names.get(0) : null;
	}

	Object get(DeadLetter letter) {
		String name = name(letter);
		if (name == null) {
			throw new IllegalStateException(
					"It is not clear which bean of type " + this.targetClass.getName() + " to call");
		}
		return this.beans.getBean(name);
	}

	private List<String> names() {
		AnnotatedBeans annotated = this.beans.getBeanProvider(AnnotatedBeans.class).getIfAvailable();
		return (annotated != null) ? annotated.names(this.targetClass) : List.of();
	}

}
