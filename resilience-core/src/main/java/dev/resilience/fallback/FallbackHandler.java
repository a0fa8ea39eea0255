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

package dev.resilience.fallback;

import org.jspecify.annotations.Nullable;

/**
 * Answers in place of methods whose calls failed. Implemented by users, typically as a
 * bean that several methods name; must be safe for use by many threads.
 *
 * @param <T> the type of the answer
 */
@FunctionalInterface
public interface FallbackHandler<T extends @Nullable Object> {

	/**
	 * Answers a call.
	 * @param request the call and its failure
	 * @return the answer
	 * @throws Exception if this handler cannot answer either
	 */
	T answer(FallbackRequest request) throws Exception;

}
