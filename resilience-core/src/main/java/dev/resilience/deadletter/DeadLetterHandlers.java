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

package dev.resilience.deadletter;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where those are found who do the work of dead letters again. Safe for use by many
 * threads.
 */
@FunctionalInterface
public interface DeadLetterHandlers {

	/** Nobody does any work again. */
	DeadLetterHandlers NONE = (operation) -> null;

	/**
	 * Looks for a handler.
	 * @param operation the name of the operation, as letters have it
	 * @return the handler, or {@code null} if there is none
	 */
	@Nullable DeadLetterHandler find(String operation);

	/**
	 * Returns where one of these handlers is found by its operation.
	 * @param handlers the handlers
	 * @return where they are found
	 * @throws IllegalArgumentException if two of them are for the same operation
	 */
	static DeadLetterHandlers of(Collection<? extends DeadLetterHandler> handlers) {
		Map<String, DeadLetterHandler> byOperation = new LinkedHashMap<>();
		for (DeadLetterHandler handler : handlers) {
			DeadLetterHandler other = byOperation.put(handler.operation(), handler);
			if (other != null) {
				throw new IllegalArgumentException("Two handlers are for the operation '" + handler.operation() + "': "
						+ other.getClass().getName() + " and " + handler.getClass().getName());
			}
		}
		return byOperation::get;
	}

	/**
	 * Returns where handlers are found, first here and then elsewhere.
	 * @param others where handlers are found that are not found here
	 * @return where all are found
	 */
	default DeadLetterHandlers orElse(DeadLetterHandlers others) {
		return (operation) -> {
			DeadLetterHandler handler = find(operation);
			return (handler != null) ? handler : others.find(operation);
		};
	}

}
