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

import org.springframework.beans.factory.BeanFactory;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

import dev.resilience.classification.Failures;
import dev.resilience.retry.AttemptTransaction;

/**
 * Whether each attempt of a method has a transaction of its own: one that its
 * {@code @Transactional} begins behind our advice, or the one in which the record of an
 * idempotent call is kept. A transaction that still is active once an attempt has failed
 * is one that encloses all attempts: that of the caller, or of advice in front of ours.
 */
final class MethodTransaction {

	private static final String LIBRARY = "org.springframework.transaction.interceptor.TransactionAttributeSource";

	private MethodTransaction() {
	}

	/**
	 * Returns what is known of the transactions of a method.
	 * @param method the method
	 * @param userClass the class of the bean
	 * @param shape how its result reaches the caller
	 * @param beanFactory where it is found how transactions are declared
	 * @param withRecord whether the attempts run in the transaction of their record
	 * @return what is known
	 */
	static AttemptTransaction of(Method method, Class<?> userClass, ReturnShape shape, BeanFactory beanFactory,
			boolean withRecord) {
		if (!ClassUtils.isPresent(LIBRARY, null)) {
			return withRecord ? (failure) -> true : AttemptTransaction.NONE;
		}
		if (withRecord) {
			return (failure) -> !Transactions.isCallers();
		}
		// What comes later comes after the end of the transaction
		return shape.isBlocking() ? Transactions.declared(method, userClass, beanFactory) : AttemptTransaction.NONE;
	}

	/** Knows the transactions of Spring. */
	private static final class Transactions {

		static boolean isCallers() {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

		static AttemptTransaction declared(Method method, Class<?> userClass, BeanFactory beanFactory) {
			// Without such a bean nobody begins what is declared
			TransactionAttributeSource source = beanFactory.getBeanProvider(TransactionAttributeSource.class)
				.getIfUnique();
			TransactionAttribute attribute = (source != null) ? source.getTransactionAttribute(method, userClass)
					: null;
			if (attribute == null) {
				return AttemptTransaction.NONE;
			}
			// A declared failure that rolls nothing back has committed what was done
			return switch (attribute.getPropagationBehavior()) {
				case TransactionDefinition.PROPAGATION_REQUIRED, TransactionDefinition.PROPAGATION_REQUIRES_NEW,
						TransactionDefinition.PROPAGATION_NESTED ->
					(failure) -> !isCallers() && attribute.rollbackOn(Failures.unwrap(failure));
				default -> AttemptTransaction.NONE;
			};
		}

	}

}
