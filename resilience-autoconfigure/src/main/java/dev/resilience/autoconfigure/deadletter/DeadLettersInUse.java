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

package dev.resilience.autoconfigure.deadletter;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import dev.resilience.deadletter.DeadLetters;

/**
 * The dead letters of an application, which come into being with the first method whose
 * failed calls are kept. Whoever only watches them must not make them, and their store
 * and table with them, where nobody needs them. Safe for use by many threads.
 */
public final class DeadLettersInUse {

	private final ConfigurableListableBeanFactory beans;

	private volatile @Nullable DeadLetters found;

	/**
	 * Creates a view of dead letters, without making them.
	 * @param beans where they are found
	 */
	public DeadLettersInUse(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Returns the dead letters if they are in use.
	 * @return the dead letters, or {@code null} if nobody has needed them so far
	 */
	public @Nullable DeadLetters ifPresent() {
		DeadLetters present = this.found;
		if (present == null) {
			for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, DeadLetters.class, true,
					false)) {
				if (this.beans.containsSingleton(name)) {
					present = this.beans.getBean(name, DeadLetters.class);
					this.found = present;
				}
			}
		}
		return present;
	}

}
