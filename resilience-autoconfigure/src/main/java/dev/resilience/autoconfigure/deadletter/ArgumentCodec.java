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

import org.jspecify.annotations.Nullable;

import dev.resilience.deadletter.DeadLetterPayload;

/**
 * Writes the arguments of one method and reads them again. Safe for use by many threads.
 */
public interface ArgumentCodec {

	/**
	 * Writes arguments, secrets masked.
	 * @param arguments the arguments
	 * @param maxBytes how large the text may be in UTF-8
	 * @return the payload, without a text where they are too large or cannot be written
	 */
	DeadLetterPayload write(@Nullable Object[] arguments, int maxBytes);

	/**
	 * Reads arguments.
	 * @param text what {@link #write} has written, or somebody else in the same form
	 * @return the arguments
	 * @throws IllegalArgumentException if the text does not say what the arguments are
	 */
	@Nullable Object[] read(String text);

}
