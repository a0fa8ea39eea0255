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

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;

import dev.resilience.idempotency.TransactionalIdempotencyStore;

/**
 * A store that keeps claim, business data and result together in transactions of Spring.
 */
public interface TransactionBoundStore extends TransactionalIdempotencyStore {

	/**
	 * Returns what begins and ends the transactions.
	 * @return the transaction manager; {@code null} if there is none, so that the store
	 * cannot keep anything together
	 */
	@Nullable PlatformTransactionManager transactionManager();

}
