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

package dev.resilience.autoconfigure;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.beans.factory.ListableBeanFactory;

import dev.resilience.autoconfigure.settings.SettingsCustomizer;

/**
 * Fetches the customizers of an application when they are first needed, as advice must
 * not create beans early.
 */
final class CustomizerBeans implements Supplier<List<SettingsCustomizer>> {

	private final ListableBeanFactory beanFactory;

	CustomizerBeans(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public List<SettingsCustomizer> get() {
		Map<ResilienceCustomizer, String> names = new IdentityHashMap<>();
		this.beanFactory.getBeansOfType(ResilienceCustomizer.class).forEach((name, bean) -> names.put(bean, name));
		return this.beanFactory.getBeanProvider(ResilienceCustomizer.class)
			.orderedStream()
			.map((bean) -> new SettingsCustomizer(names.getOrDefault(bean, bean.getClass().getName()), bean::customize))
			.toList();
	}

}
