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

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.deadletter.DeadLetterHandlers;

/**
 * Handlers that call annotated methods, by the operations of these. Filled as the plans
 * of methods are made. Safe for use by many threads.
 */
public final class MethodHandlers implements DeadLetterHandlers {

	private final Map<String, DeadLetterHandler> handlers = new ConcurrentHashMap<>();

	MethodHandlers() {
	}

	/**
	 * Adds a handler, in place of an earlier one for the same operation.
	 * @param handler the handler
	 */
	public void add(DeadLetterHandler handler) {
		this.handlers.put(handler.operation(), handler);
	}

	@Override
	public @Nullable DeadLetterHandler find(String operation) {
		return this.handlers.get(operation);
	}

}
