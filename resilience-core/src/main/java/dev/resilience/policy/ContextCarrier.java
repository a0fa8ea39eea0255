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

package dev.resilience.policy;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Takes what belongs to a thread, such as the logging context, along to another thread
 * that works for it.
 */
@FunctionalInterface
public interface ContextCarrier {

	/**
	 * Carries the logging context (MDC).
	 */
	ContextCarrier MDC_ONLY = () -> {
		Map<String, String> captured = MDC.getCopyOfContextMap();
		return () -> {
			Map<String, String> previous = MDC.getCopyOfContextMap();
			restore(captured);
			return () -> restore(previous);
		};
	};

	/**
	 * Captures the context of the current thread.
	 * @return the captured context
	 */
	Captured capture();

	/**
	 * Captures the context of the current thread for an asynchronous call that goes on
	 * elsewhere.
	 * @return the captured context
	 */
	default Captured captureToContinue() {
		return capture();
	}

	private static void restore(@Nullable Map<String, String> context) {
		if (context != null) {
			MDC.setContextMap(context);
		}
		else {
			MDC.clear();
		}
	}

	/**
	 * Context that was captured on one thread.
	 */
	@FunctionalInterface
	interface Captured {

		/**
		 * Puts the context on the current thread.
		 * @return closes the scope and puts back what was there before
		 */
		Scope open();

	}

	/**
	 * The time for which a captured context is on a thread.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
