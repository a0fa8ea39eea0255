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

package dev.resilience.autoconfigure.http;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What has been decided about the HTTP request that is being served, before its handler
 * is called. The claim of a handler that takes its key from the request is that of the
 * whole exchange, so its own advice makes none: it only looks whether somebody has
 * decided.
 */
@FunctionalInterface
public interface ExchangeClaims {

	/** The key of the decision in Reactor's context. */
	String KEY = "resilience.exchange-claims";

	/**
	 * Returns whether it has been decided that a handler runs: under its claim, or
	 * without one as the request needs none.
	 * @param operation the name of the operation that the handler is
	 * @return whether the handler may run
	 */
	boolean cover(String operation);

	/**
	 * Returns the decision about the request that the current thread serves.
	 * @return the decision, or empty outside of a request
	 */
	static Optional<ExchangeClaims> current() {
		return Optional.ofNullable(CurrentExchange.CLAIMS.get());
	}

	/**
	 * Lets the current thread serve a request until the scope is closed, by the same
	 * thread.
	 * @param claims the decision about the request, or {@code null} for none
	 * @return the scope
	 */
	static Scope enter(@Nullable ExchangeClaims claims) {
		ExchangeClaims before = CurrentExchange.CLAIMS.get();
		CurrentExchange.set(claims);
		return () -> CurrentExchange.set(before);
	}

	/**
	 * The time for which a thread serves a request.
	 */
	@FunctionalInterface
	interface Scope extends AutoCloseable {

		/**
		 * Ends the scope.
		 */
		@Override
		void close();

	}

}
