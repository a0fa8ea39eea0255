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
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

import dev.resilience.autoconfigure.idempotency.IdempotentOperations;
import dev.resilience.autoconfigure.idempotency.NamedStore;
import dev.resilience.autoconfigure.settings.IdempotencySettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentOperation;

/**
 * What is known of an idempotent method, and the operation that it is under given
 * settings. Used by one thread at a time.
 */
final class IdempotentMethod {

	private static final Logger logger = LoggerFactory.getLogger(IdempotentMethod.class);

	private final Supplier<IdempotentOperations> operations;

	private final BeanFactory beanFactory;

	private final Method method;

	private final Class<?> userClass;

	private final ReturnShape shape;

	private final IdempotentKeys keys;

	private final String place;

	private volatile String reported = "";

	private volatile @Nullable IdempotencyKeys keysInForce;

	/**
	 * Creates what is known of a method.
	 * @param operations what idempotent methods are made of
	 * @param beanFactory where transaction managers are found
	 * @param method the method
	 * @param userClass the class of the bean
	 * @param shape how its result reaches the caller
	 * @param keys tell the key of a call
	 * @param place where the annotation stands
	 */
	IdempotentMethod(Supplier<IdempotentOperations> operations, BeanFactory beanFactory, Method method,
			Class<?> userClass, ReturnShape shape, IdempotentKeys keys, String place) {
		this.operations = operations;
		this.beanFactory = beanFactory;
		this.method = method;
		this.userClass = userClass;
		this.shape = shape;
		this.keys = keys;
		this.place = place;
	}

	IdempotentKeys keys() {
		return this.keys;
	}

	/**
	 * Puts the operation together.
	 * @param settings the settings of the instance for this method
	 * @return the operation
	 * @throws StartupProblemsException if the settings cannot be kept for this method
	 */
	IdempotentOperation operation(IdempotencySettings settings) {
		IdempotentOperations factory = this.operations.get();
		NamedStore store = factory.store(settings, this.place);
		if (this.keys.areOfExchange()) {
			HandlerCheck.guarantee(settings.config(), this.place);
			report(settings, store);
			return factory.operation(settings, store);
		}
		requireRepeatable();
		if (settings.config().guarantee() == Guarantee.TRANSACTIONAL) {
			TransactionalMethod.check(this.method, this.userClass, this.shape, store, this.beanFactory, this.place);
		}
		IdempotentOperation operation = factory.operation(settings, store, this.keys, resultType(), this.place);
		report(settings, store);
		this.keysInForce = operation.keys();
		return operation;
	}

	/**
	 * Returns what tells the keys of calls under the settings in force.
	 * @return the keys, or {@code null} where calls have none of their own
	 */
	@Nullable IdempotencyKeys keysInForce() {
		return this.keysInForce;
	}

	private void requireRepeatable() {
		String once = OneTimeResult.in(ResolvableType.forMethodReturnType(this.method, this.userClass));
		if (once != null) {
			throw new StartupProblemsException(List.of(StartupProblem.at(this.place,
					"@Idempotent stands on a method " + "that returns " + once
							+ ", which can be used only once, so it cannot be replayed",
					"return the value itself, such as a collection or an array")));
		}
	}

	/**
	 * Returns the type of what a record keeps.
	 * @return the type of the result, of one that comes later that of its value
	 */
	Type resultType() {
		if (KotlinDetector.isSuspendingFunction(this.method)) {
			ResolvableType value = this.shape.value();
			return (value != null) ? value.getType() : Object.class;
		}
		Type declared = GenericTypeResolver.resolveType(this.method.getGenericReturnType(), this.userClass);
		return switch (this.shape.kind()) {
			case BLOCKING -> declared;
			case UNKNOWN -> Object.class;
			default -> valueOf(declared);
		};
	}

	private static Type valueOf(Type declared) {
		if (declared instanceof ParameterizedType parameterized) {
			return parameterized.getActualTypeArguments()[0];
		}
		// A raw future may hold anything, a Completable nothing
		return (declared instanceof Class<?> type && type.getTypeParameters().length == 0) ? Void.class : Object.class;
	}

	// Once for each guarantee and store that the method has had.
	private void report(IdempotencySettings settings, NamedStore store) {
		IdempotencyConfig config = settings.config();
		boolean leases = config.guarantee() == Guarantee.LEASE;
		String text = "%s is idempotent: guarantee %s, store %s%s".formatted(this.place, text(config.guarantee()),
				store.name(),
				leases ? "; of a call that disappears nobody knows the outcome: %s".formatted(text(config.onTakeover()))
						: "");
		if (!text.equals(this.reported)) {
			this.reported = text;
			logger.info(text);
			if (settings.perPrincipal() && this.shape.kind() == ReturnShape.Kind.REACTIVE) {
				logger.warn("{} takes the principal of the thread that subscribes: without a bean of type "
						+ "IdempotencyPrincipal that knows it, its calls are refused", this.place);
			}
		}
	}

	private static String text(Enum<?> choice) {
		return choice.name().toLowerCase(Locale.ROOT);
	}

}
