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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import dev.resilience.autoconfigure.idempotency.NamedStore;
import dev.resilience.autoconfigure.idempotency.TransactionBoundStore;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;

/**
 * Checks whether a method can have its effect in the transaction in which its record is
 * kept. That transaction begins around each attempt and before the advice of Spring, in
 * which the method then takes part.
 */
final class TransactionalMethod {

	private static final String LIBRARY = "org.springframework.transaction.interceptor.TransactionAttributeSource";

	private TransactionalMethod() {
	}

	/**
	 * Checks a method.
	 * @param method the method
	 * @param userClass the class of the bean
	 * @param shape how its result reaches the caller
	 * @param store where its records are kept
	 * @param beanFactory where transaction managers are found
	 * @param place where the annotation stands
	 * @throws StartupProblemsException if the effect would not be in that transaction
	 */
	static void check(Method method, Class<?> userClass, ReturnShape shape, NamedStore store, BeanFactory beanFactory,
			String place) {
		List<StartupProblem> problems = new ArrayList<>();
		if (!shape.isBlocking()) {
			problems.add(problem(place,
					"the result of the method may come later than it returns (" + method.getReturnType().getSimpleName()
							+ "), on another thread and outside of the transaction",
					"return the value itself, or use guarantee = LEASE"));
		}
		if (ClassUtils.isPresent(LIBRARY, null)) {
			Transactions.check(method, userClass, store, beanFactory, place, problems);
		}
		if (!problems.isEmpty()) {
			throw new StartupProblemsException(problems);
		}
	}

	private static StartupProblem problem(String place, String reason, String suggestion) {
		return StartupProblem.at(place, "The guarantee transactional cannot be kept: " + reason, suggestion);
	}

	/** Knows the transactions of Spring. */
	private static final class Transactions {

		private static final Logger logger = LoggerFactory.getLogger(TransactionalMethod.class);

		static void check(Method method, Class<?> userClass, NamedStore store, BeanFactory beanFactory, String place,
				List<StartupProblem> problems) {
			PlatformTransactionManager manager = (store.store() instanceof TransactionBoundStore bound)
					? bound.transactionManager() : null;
			if (store.store() instanceof TransactionBoundStore && manager == null) {
				problems.add(problem(place,
						"there is no transaction manager for the DataSource of the store '" + store.name() + "'",
						"declare a PlatformTransactionManager bean, such as a JdbcTransactionManager"));
			}
			TransactionAttribute attribute = source(beanFactory).getTransactionAttribute(method, userClass);
			if (attribute == null) {
				return;
			}
			String propagation = ownTransaction(attribute.getPropagationBehavior());
			if (propagation != null) {
				problems.add(problem(place,
						"@Transactional(propagation = " + propagation
								+ ") takes the method out of the transaction in which its record is kept",
						"use propagation = REQUIRED, or guarantee = LEASE"));
			}
			else if (manager != null) {
				checkManager(attribute.getQualifier(), manager, store, beanFactory, place, problems);
			}
			if (attribute.getIsolationLevel() != TransactionDefinition.ISOLATION_DEFAULT
					|| attribute.getTimeout() != TransactionDefinition.TIMEOUT_DEFAULT) {
				logger
					.warn("{} takes part in the transaction in which its record is kept: isolation and timeout of its "
							+ "@Transactional have no effect", place);
			}
		}

		private static TransactionAttributeSource source(BeanFactory beanFactory) {
			return beanFactory.getBeanProvider(TransactionAttributeSource.class)
				.getIfUnique(() -> new AnnotationTransactionAttributeSource(false));
		}

		private static @Nullable String ownTransaction(int propagation) {
			return switch (propagation) {
				case TransactionDefinition.PROPAGATION_REQUIRES_NEW -> "REQUIRES_NEW";
				case TransactionDefinition.PROPAGATION_NOT_SUPPORTED -> "NOT_SUPPORTED";
				case TransactionDefinition.PROPAGATION_NEVER -> "NEVER";
				case TransactionDefinition.PROPAGATION_NESTED -> "NESTED";
				default -> null;
			};
		}

		private static void checkManager(@Nullable String qualifier, PlatformTransactionManager manager,
				NamedStore store, BeanFactory beanFactory, String place, List<StartupProblem> problems) {
			TransactionManager own;
			try {
				own = StringUtils.hasText(qualifier) ? BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory,
						TransactionManager.class, qualifier)
						: beanFactory.getBeanProvider(TransactionManager.class).getIfUnique();
			}
			catch (BeansException ex) {
				problems.add(problem(place, "there is no transaction manager '" + qualifier + "'",
						"name the one of the store '" + store.name() + "'"));
				return;
			}
			if (own != null && !own.equals(manager)) {
				problems.add(problem(place,
						"its @Transactional uses " + (StringUtils.hasText(qualifier)
								? "the transaction manager '" + qualifier + "'" : "another transaction manager")
								+ " than the store '" + store.name() + "'",
						"use one transaction manager for both, or guarantee = LEASE"));
			}
		}

	}

}
