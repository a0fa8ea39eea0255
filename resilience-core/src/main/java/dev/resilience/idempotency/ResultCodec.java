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

package dev.resilience.idempotency;

import org.jspecify.annotations.Nullable;

/**
 * Turns the results of one method into what a record keeps, and back. Not asked where the
 * store keeps objects, but for {@link #keeps} and {@link #notRetained}. Safe for use by
 * many threads.
 */
public interface ResultCodec {

	/**
	 * Returns whether a result ends the operation. One that does not, such as a response
	 * that reports a failure of the server, frees the key like an exception.
	 * @param result the result
	 * @return whether it is kept
	 */
	default boolean keeps(@Nullable Object result) {
		return true;
	}

	/**
	 * Returns why a result that ends the operation is not kept all the same, whatever the
	 * store could keep: whoever repeats the call is told so.
	 * @param result the result
	 * @return the reason, for display; {@code null} if the result is kept
	 */
	default @Nullable String notRetained(@Nullable Object result) {
		return null;
	}

	/**
	 * Returns whether a failure of one of the types to be kept ends the operation. One
	 * that does not frees the key like any other.
	 * @param failure the failure
	 * @return whether it is kept
	 */
	default boolean keepsFailure(Throwable failure) {
		return true;
	}

	/**
	 * Returns what a store that keeps objects keeps of a result: not what belongs to the
	 * first caller alone.
	 * @param result the result
	 * @return the result itself, or what of it is replayed
	 */
	default @Nullable Object object(@Nullable Object result) {
		return result;
	}

	/**
	 * Returns what a record keeps of a result.
	 * @param result the result
	 * @return the ending; {@link Ending#notRetained} if the result cannot be kept
	 */
	Ending encode(@Nullable Object result);

	/**
	 * Returns the result that a record keeps.
	 * @param ending an ending of kind {@link Ending.Kind#RESULT}
	 * @return the result, equal to the one that was encoded
	 * @throws Exception if the content cannot be read
	 */
	@Nullable Object decode(Ending ending) throws Exception;

	/**
	 * Returns what a record keeps of a failure.
	 * @param failure the failure, of exactly one of the types to be kept
	 * @return the ending, or {@code null} if it cannot be kept, which frees the key
	 */
	@Nullable Ending encodeFailure(Throwable failure);

	/**
	 * Returns the failure that a record keeps. It is of a type named by the application,
	 * never of one that only the record names.
	 * @param ending an ending of kind {@link Ending.Kind#FAILURE}
	 * @return the failure
	 * @throws Exception if the content cannot be read
	 */
	Throwable decodeFailure(Ending ending) throws Exception;

	/**
	 * Returns the codec for stores that keep objects.
	 * @return a codec that changes nothing
	 */
	static ResultCodec sameObjects() {
		return SameObjects.INSTANCE;
	}

}
