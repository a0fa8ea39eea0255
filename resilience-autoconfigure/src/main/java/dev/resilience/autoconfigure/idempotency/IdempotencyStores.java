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

package dev.resilience.autoconfigure.idempotency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

import dev.resilience.autoconfigure.settings.NearestSpelling;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.IdempotencyStore;

/**
 * The stores of idempotency records by the names that settings give them. A store comes
 * into being when it is first asked for. Safe for use by many threads.
 */
public final class IdempotencyStores {

	/** The name of the store in the memory of this process. */
	public static final String MEMORY = "memory";

	/** The name of the store in the database of the application. */
	public static final String JDBC = "jdbc";

	/** The name of the store in the Redis server of the application. */
	public static final String REDIS = "redis";

	private static final Map<String, String> BEANS = Map.of(MEMORY, "memoryIdempotencyStore", JDBC,
			"jdbcIdempotencyStore", REDIS, "redisIdempotencyStore");

	private final ListableBeanFactory beans;

	private final Map<String, IdempotencyStore> used = new ConcurrentHashMap<>();

	/**
	 * Creates the set of stores, without any store.
	 * @param beans where stores are found
	 */
	public IdempotencyStores(ListableBeanFactory beans) {
		this.beans = beans;
	}

	/**
	 * Returns the store of operations that name none: the only one that the application
	 * has declared itself, or the one that it has marked as primary, else that in memory.
	 * @return the store
	 * @throws StartupProblemsException if the application has declared several
	 */
	public NamedStore ofDefault() {
		List<String> declared = declared();
		if (declared.isEmpty()) {
			return named(MEMORY);
		}
		if (declared.size() == 1) {
			return named(declared.get(0));
		}
		List<String> primary = declared.stream().filter(this::isPrimary).toList();
		if (primary.size() == 1) {
			return named(primary.get(0));
		}
		throw problem("idempotency.store is not set, and there are " + declared.size() + " IdempotencyStore beans: "
				+ String.join(", ", declared), "set it to one of them, or mark one of them as @Primary");
	}

	/**
	 * Returns a store.
	 * @param name {@code memory}, {@code jdbc}, {@code redis} or the name of a bean
	 * @return the store
	 * @throws StartupProblemsException if there is no such store, saying what to add
	 */
	public IdempotencyStore get(String name) {
		return named(name).store();
	}

	/**
	 * Returns a store with its name.
	 * @param name {@code memory}, {@code jdbc}, {@code redis} or the name of a bean
	 * @return the store
	 * @throws StartupProblemsException if there is no such store, saying what to add
	 */
	public NamedStore named(String name) {
		String known = name.toLowerCase(Locale.ROOT);
		String bean = BEANS.get(known);
		if (bean == null) {
			return new NamedStore(name, declared(name));
		}
		if (!this.beans.containsBean(bean)) {
			throw missing(known);
		}
		return new NamedStore(known, use(known, bean));
	}

	/**
	 * Returns the stores that have come into being.
	 * @return the stores by name
	 */
	public Map<String, IdempotencyStore> used() {
		return new LinkedHashMap<>(this.used);
	}

	private IdempotencyStore declared(String name) {
		if (!this.beans.containsBean(name)) {
			List<String> known = new ArrayList<>(List.of(MEMORY, JDBC, REDIS));
			known.addAll(declared());
			throw problem("there is no idempotency store '" + name + "'", NearestSpelling.of(name, known)
				.map((nearest) -> "did you mean '" + nearest + "'?")
				.orElse("known are " + String.join(", ", known) + "; declare an IdempotencyStore bean for any other"));
		}
		if (!this.beans.isTypeMatch(name, IdempotencyStore.class)) {
			throw problem("the bean '" + name + "' is no IdempotencyStore",
					"name one, or " + String.join(", ", MEMORY, JDBC, REDIS));
		}
		return use(name, name);
	}

	private IdempotencyStore use(String name, String bean) {
		IdempotencyStore store;
		try {
			store = this.beans.getBean(bean, IdempotencyStore.class);
		}
		catch (BeanCreationException ex) {
			if (ex.contains(NoUniqueBeanDefinitionException.class) && BEANS.containsKey(name)) {
				throw missing(name);
			}
			throw ex;
		}
		this.used.putIfAbsent(name, store);
		return store;
	}

	private List<String> declared() {
		return Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, IdempotencyStore.class, true,
					false))
			.filter((bean) -> !BEANS.containsValue(bean))
			.toList();
	}

	private boolean isPrimary(String bean) {
		return this.beans instanceof ConfigurableListableBeanFactory configurable
				&& configurable.containsBeanDefinition(bean) && configurable.getMergedBeanDefinition(bean).isPrimary();
	}

	private StartupProblemsException missing(String name) {
		return switch (name) {
			case JDBC -> missing(name, "org.springframework.jdbc.core.JdbcTemplate", "javax.sql.DataSource",
					"spring-jdbc is not on the class path",
					"add org.springframework.boot:spring-boot-starter-jdbc and the driver of the database, and set "
							+ "spring.datasource.url",
					"DataSource");
			case REDIS -> missing(name, "org.springframework.data.redis.connection.RedisConnectionFactory",
					"org.springframework.data.redis.connection.RedisConnectionFactory",
					"Spring Data Redis is not on the class path",
					"add org.springframework.boot:spring-boot-starter-data-redis, and set spring.data.redis.host",
					"RedisConnectionFactory");
			default -> problem("the idempotency store '" + name + "' is not configured",
					"let Spring Boot auto-configure ResilienceAutoConfiguration, or declare a bean '" + BEANS.get(name)
							+ "'");
		};
	}

	private StartupProblemsException missing(String name, String library, String connections, String absent,
			String remedy, String type) {
		String store = "the idempotency store '" + name + "' cannot be used: ";
		if (!ClassUtils.isPresent(library, null)) {
			return problem(store + absent, remedy);
		}
		Class<?> source = ClassUtils.resolveClassName(connections, null);
		String[] beans = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beans, source, true, false);
		if (beans.length == 0) {
			return problem(store + "there is no " + type + " bean", remedy);
		}
		if (beans.length > 1) {
			return problem(store + "there are " + beans.length + " " + type + " beans: " + String.join(", ", beans),
					"mark one of them as @Primary, or declare the store as a bean '" + BEANS.get(name) + "'");
		}
		return problem(store + "it is not configured",
				"let Spring Boot auto-configure ResilienceIdempotencyAutoConfiguration, or declare the store as a bean '"
						+ BEANS.get(name) + "'");
	}

	private static StartupProblemsException problem(String reason, @Nullable String suggestion) {
		return new StartupProblemsException(List.of(StartupProblem.at("resilience", reason, suggestion)));
	}

	/**
	 * Returns the name under which a store is used.
	 * @param store the store
	 * @return its name, or nothing if it is not used
	 */
	public Optional<String> nameOf(IdempotencyStore store) {
		return this.used.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == store)
			.map(Map.Entry::getKey)
			.findFirst();
	}

}
