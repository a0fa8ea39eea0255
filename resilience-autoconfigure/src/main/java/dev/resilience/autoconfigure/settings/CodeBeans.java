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

package dev.resilience.autoconfigure.settings;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The beans that settings name by name or by class. Whether they exist is known without
 * making them; each is fetched when it is first used. Thread-safe.
 */
final class CodeBeans {

	/** For judging settings before there are beans: every name is taken to be right. */
	static final CodeBeans UNKNOWN = new CodeBeans(null);

	private final @Nullable ListableBeanFactory beanFactory;

	CodeBeans(@Nullable ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds a bean.
	 * @param name its name, or that of its class
	 * @param role what it is used for
	 * @return the bean, not yet fetched
	 * @throws UnusableValueException if there is none of the right type
	 */
	UserCode.Code find(String name, CodeRole role) throws UnusableValueException {
		ListableBeanFactory beans = this.beanFactory;
		if (beans == null) {
			return new UserCode.Code(name, () -> {
				throw new IllegalStateException("There are no beans here, so no '" + name + "'");
			}, Object.class, null);
		}
		String bean = beans.containsBean(name) ? name : byClass(beans, name, role);
		for (Class<?> type : role.types()) {
			if (beans.isTypeMatch(bean, type)) {
				return new UserCode.Code(name, new Fetched(beans, bean), takes(beans, bean, type), null);
			}
		}
		throw new UnusableValueException(
				"names a bean of " + declared(beans, bean).toClass().getName() + ", must be " + role.expected(),
				suggestion(bean, candidates(beans, role)));
	}

	private static String byClass(ListableBeanFactory beans, String name, CodeRole role) throws UnusableValueException {
		Set<String> candidates = candidates(beans, role);
		List<String> named = candidates.stream().filter((bean) -> isOfClass(beans, bean, name)).toList();
		if (named.size() > 1) {
			throw new UnusableValueException(
					"names the class of " + named.size() + " beans: " + String.join(", ", named), "Name one of them.");
		}
		if (named.isEmpty()) {
			throw new UnusableValueException("names no bean, must be " + role.expected(), suggestion(name, candidates));
		}
		return named.get(0);
	}

	private static boolean isOfClass(ListableBeanFactory beans, String bean, String name) {
		Class<?> type = beans.getType(bean, false);
		return type != null && ClassUtils.getUserClass(type).getName().replace('$', '.').equals(name.replace('$', '.'));
	}

	private static Set<String> candidates(ListableBeanFactory beans, CodeRole role) {
		Set<String> names = new LinkedHashSet<>();
		for (Class<?> type : role.types()) {
			names.addAll(Arrays.asList(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false)));
		}
		return names;
	}

	private static String suggestion(String name, Set<String> candidates) {
		return NearestSpelling.of(name, candidates).map(Remedies::didYouMean).orElse("Declare a bean of that type.");
	}

	// What the bean takes as it is declared; everything where that is not known
	private static Class<?> takes(ListableBeanFactory beans, String bean, Class<?> type) {
		return declared(beans, bean).as(type).getGeneric(0).resolve(Object.class);
	}

	// The class of a lambda says nothing, the method that makes the bean does
	private static ResolvableType declared(ListableBeanFactory beans, String bean) {
		if (beans instanceof ConfigurableListableBeanFactory configurable
				&& configurable.containsBeanDefinition(bean)) {
			ResolvableType declared = configurable.getMergedBeanDefinition(bean).getResolvableType();
			if (declared.resolve() != null) {
				return declared;
			}
		}
		return ResolvableType.forClass(beans.getType(bean, false));
	}

	/**
	 * A bean that is fetched once.
	 */
	private static final class Fetched implements Supplier<Object> {

		private final ListableBeanFactory beanFactory;

		private final String name;

		private volatile @Nullable Object bean;

		Fetched(ListableBeanFactory beanFactory, String name) {
			this.beanFactory = beanFactory;
			this.name = name;
		}

		@Override
		public Object get() {
			Object present = this.bean;
			if (present == null) {
				present = this.beanFactory.getBean(this.name);
				this.bean = present;
			}
			return present;
		}

	}

}
