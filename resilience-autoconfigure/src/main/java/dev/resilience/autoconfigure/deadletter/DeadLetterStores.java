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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;

import dev.resilience.autoconfigure.settings.NearestSpelling;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.deadletter.DeadLetterStore;

/**
 * Finds the store of dead letters by the name that settings give it. A store comes into
 * being when it is first asked for.
 */
final class DeadLetterStores {

	private static final String PROPERTY = "resilience.dead-letters.store";

	private static final String MEMORY = "memory";

	private static final String JDBC = "jdbc";

	private static final Map<String, String> BEANS = Map.of(MEMORY, "memoryDeadLetterStore", JDBC,
			"jdbcDeadLetterStore");

	private final ListableBeanFactory beans;

	DeadLetterStores(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Returns the store that settings name, else the only one that the application has
	 * declared itself, else that in memory.
	 * @param name {@code memory}, {@code jdbc} or the name of a bean; {@code null} if
	 * none is set
	 * @return the store
	 * @throws StartupProblemsException if there is no such store
	 */
	DeadLetterStore get(@Nullable String name) {
		if (name != null) {
			return named(name);
		}
		List<String> declared = declared();
		if (declared.size() > 1) {
			throw problem(null, "it is not set, and there are " + declared.size() + " DeadLetterStore beans",
					"set it to one of " + String.join(", ", declared));
		}
		return named(declared.isEmpty() ? MEMORY : declared.get(0));
	}

	private DeadLetterStore named(String name) {
		String known = BEANS.get(name.toLowerCase(Locale.ROOT));
		String bean = (known != null) ? known : name;
		if (!this.beans.containsBean(bean)) {
			throw (known != null) ? missing(name) : unknown(name);
		}
		if (!this.beans.isTypeMatch(bean, DeadLetterStore.class)) {
			throw problem(name, "the bean is no DeadLetterStore", "name one, or " + MEMORY + ", " + JDBC);
		}
		return this.beans.getBean(bean, DeadLetterStore.class);
	}

	private StartupProblemsException missing(String name) {
		if (!ClassUtils.isPresent("org.springframework.jdbc.core.JdbcTemplate", null)) {
			return problem(name, "spring-jdbc is not on the class path",
					"add org.springframework.boot:spring-boot-starter-jdbc and the driver of the database, and set "
							+ "spring.datasource.url");
		}
		return problem(name, "there is no DataSource bean, or no single one",
				"set spring.datasource.url, mark one DataSource as @Primary, or declare the store as a bean '"
						+ BEANS.get(JDBC) + "'");
	}

	private StartupProblemsException unknown(String name) {
		List<String> known = new ArrayList<>(List.of(MEMORY, JDBC));
		known.addAll(declared());
		return problem(name, "there is no such store of dead letters", NearestSpelling.of(name, known)
			.map((nearest) -> "did you mean '" + nearest + "'?")
			.orElse("known are " + String.join(", ", known) + "; declare a DeadLetterStore bean for any other"));
	}

	private List<String> declared() {
		return Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, DeadLetterStore.class, true, false))
			.filter((bean) -> !BEANS.containsValue(bean))
			.toList();
	}

	private static StartupProblemsException problem(@Nullable String value, String reason, String suggestion) {
		return new StartupProblemsException(List.of(new StartupProblem(PROPERTY, value, null, reason, suggestion)));
	}

}
