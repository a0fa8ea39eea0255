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

package dev.resilience.classification;

import org.jspecify.annotations.Nullable;

/**
 * Reads the code that a failure carries. A classifier asks its readers for each failure
 * in a chain of causes, before those of the library, which know SQL, gRPC and the common
 * HTTP clients. A reader must be quick and safe for use by many threads.
 */
@FunctionalInterface
public interface FailureCodeReader {

	/**
	 * Reads the code of a failure.
	 * @param failure the failure itself; its causes are asked for in turn
	 * @return the code, or {@code null} if this reader does not know such failures; an
	 * exception counts as not knowing
	 */
	@Nullable FailureCode read(Throwable failure);

}
