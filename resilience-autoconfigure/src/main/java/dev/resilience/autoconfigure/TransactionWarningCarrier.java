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

import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.resilience.policy.ContextCarrier;

/**
 * Warns once where work is handed to another thread inside a transaction, which does not
 * go along: what the work does to the database stands whether the caller commits or not.
 */
final class TransactionWarningCarrier implements ContextCarrier {

	private static final Logger logger = LoggerFactory.getLogger(TransactionWarningCarrier.class);

	private final ContextCarrier carrier;

	private final AtomicBoolean warned = new AtomicBoolean();

	TransactionWarningCarrier(ContextCarrier carrier) {
		this.carrier = carrier;
	}

	ContextCarrier carrier() {
		return this.carrier;
	}

	@Override
	public Captured capture() {
		if (TransactionSynchronizationManager.isActualTransactionActive() && this.warned.compareAndSet(false, true)) {
			logger.warn("A call with 'timeout.mode: offload' is made inside the transaction '{}': its work runs on "
					+ "another thread and outside of it. Use 'mode: interrupt' there, or begin the transaction inside "
					+ "the call", TransactionSynchronizationManager.getCurrentTransactionName());
		}
		return this.carrier.capture();
	}

	// What an asynchronous method begins has left the transaction of its caller anyway.
	@Override
	public Captured captureToContinue() {
		return this.carrier.captureToContinue();
	}

}
