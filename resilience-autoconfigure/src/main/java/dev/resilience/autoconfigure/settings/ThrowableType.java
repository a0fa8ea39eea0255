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

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * A class of exceptions, written by its full name.
 */
final class ThrowableType implements SettingType<Class<? extends Throwable>> {

	static final ThrowableType INSTANCE = new ThrowableType();

	/** Where somebody who wrote a simple name may have imported it from. */
	private static final List<String> PACKAGES = List.of("java.lang", "java.io", "java.net", "java.net.http",
			"java.util", "java.util.concurrent", "java.sql", "java.nio.file", "org.springframework.web.client",
			"org.springframework.dao", "dev.resilience.policy", "dev.resilience.classification",
			"dev.resilience.circuitbreaker", "dev.resilience.bulkhead", "dev.resilience.ratelimiter",
			"dev.resilience.timeout", "dev.resilience.retry");

	/** What is written often enough to be misspelled. */
	private static final List<String> FAMILIAR = List.of("java.lang.Throwable", "java.lang.Exception",
			"java.lang.RuntimeException", "java.lang.IllegalArgumentException", "java.lang.IllegalStateException",
			"java.lang.NullPointerException", "java.lang.UnsupportedOperationException", "java.io.IOException",
			"java.io.UncheckedIOException", "java.net.ConnectException", "java.net.SocketException",
			"java.net.SocketTimeoutException", "java.net.UnknownHostException", "java.net.http.HttpTimeoutException",
			"java.sql.SQLException", "java.sql.SQLTransientException", "java.util.concurrent.TimeoutException",
			"org.springframework.web.client.RestClientException",
			"org.springframework.web.client.ResourceAccessException",
			"org.springframework.web.client.HttpClientErrorException",
			"org.springframework.web.client.HttpServerErrorException", "org.springframework.dao.DataAccessException",
			"org.springframework.dao.TransientDataAccessException", "dev.resilience.policy.CallRejectedException",
			"dev.resilience.circuitbreaker.CircuitBreakerOpenException",
			"dev.resilience.bulkhead.BulkheadFullException", "dev.resilience.ratelimiter.RateLimitExceededException",
			"dev.resilience.timeout.CallTimeoutException");

	private ThrowableType() {
	}

	@Override
	public Class<? extends Throwable> read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		Class<?> type = (raw instanceof Class<?> given) ? given : load(raw.toString().trim(), classLoader);
		if (type == null) {
			String name = raw.toString().trim();
			if (name.contains("${")) {
				throw new UnusableValueException("has a placeholder that nothing resolves", null);
			}
			throw new UnusableValueException("names the class " + name + ", which cannot be loaded",
					nearest(name, classLoader).map((near) -> "Did you mean " + near + "?")
						.orElse("Write the full name of the class, package included."));
		}
		if (!Throwable.class.isAssignableFrom(type)) {
			throw new UnusableValueException("names " + type.getName() + ", which is no Throwable", null);
		}
		return type.asSubclass(Throwable.class);
	}

	@Override
	public String write(Class<? extends Throwable> value) {
		return value.getName();
	}

	private static @Nullable Class<?> load(String name, ClassLoader classLoader) {
		if (name.isEmpty()) {
			return null;
		}
		try {
			return ClassUtils.forName(name, classLoader);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	private static Optional<String> nearest(String name, ClassLoader classLoader) {
		String simple = name.substring(name.lastIndexOf('.') + 1);
		Stream<String> homonyms = PACKAGES.stream().map((home) -> home + "." + simple);
		Stream<String> neighbours = Stream.concat(NearestSpelling.of(name, FAMILIAR).stream(),
				FAMILIAR.stream().filter((familiar) -> isNear(simple, familiar)));
		return Stream.concat(homonyms, neighbours).filter((near) -> isThrowable(near, classLoader)).findFirst();
	}

	private static boolean isNear(String simple, String familiar) {
		String simpleFamiliar = familiar.substring(familiar.lastIndexOf('.') + 1);
		return NearestSpelling.of(simple, List.of(simpleFamiliar)).isPresent();
	}

	private static boolean isThrowable(String name, ClassLoader classLoader) {
		Class<?> type = load(name, classLoader);
		return type != null && Throwable.class.isAssignableFrom(type);
	}

}
