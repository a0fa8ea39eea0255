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

/**
 * Tells on whose behalf a call is made, where {@code idempotency.per-principal} keeps the
 * keys of different principals apart. An application may declare a bean of this type;
 * otherwise it is the user that Spring Security knows, else that of the servlet request.
 * Must be safe for use by many threads.
 */
@FunctionalInterface
public interface IdempotencyPrincipal {

	/**
	 * Returns the principal of the call that the current thread makes.
	 * @return what identifies the principal, the same in every call; {@code null} if
	 * there is none, and the call is refused
	 */
	@Nullable String current();

}
