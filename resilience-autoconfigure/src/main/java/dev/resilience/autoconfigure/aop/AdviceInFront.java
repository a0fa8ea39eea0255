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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.SpringProxy;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Finds advice that stands behind ours among proxies, but in front of what is woven: a
 * transaction that was meant for one attempt then surrounds them all.
 */
final class AdviceInFront {

	private static final Logger logger = LoggerFactory.getLogger(AdviceInFront.class);

	/** By name, as the libraries may not be there. */
	private static final Map<String, String> BEHIND = new TreeMap<>(
			Map.of("org.springframework.transaction.annotation.Transactional", "@Transactional",
					"jakarta.transaction.Transactional", "@Transactional",
					"org.springframework.cache.annotation.Cacheable", "@Cacheable"));

	private AdviceInFront() {
	}

	/**
	 * Warns of woven methods of a bean that has a proxy for such advice.
	 * @param userClass the class
	 * @param beanClass the class of the bean, maybe that of a proxy
	 * @param woven the methods that the weaver protects
	 */
	static void warn(Class<?> userClass, Class<?> beanClass, Set<Method> woven) {
		if (!SpringProxy.class.isAssignableFrom(beanClass)) {
			return;
		}
		for (Method method : woven) {
			BEHIND.forEach((annotation, name) -> {
				if (isOn(method, userClass, annotation)) {
					logger.warn(
							"{} of {}.{} surrounds all attempts, as proxies are in front of what is woven. "
									+ "Weave it too (mode = AdviceMode.ASPECTJ), or set resilience.aop.mode=proxy",
							name, ClassUtils.getShortName(userClass), method.getName());
				}
			});
		}
	}

	private static boolean isOn(Method method, Class<?> userClass, String annotation) {
		return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation)
				|| MergedAnnotations.from(userClass, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation);
	}

}
