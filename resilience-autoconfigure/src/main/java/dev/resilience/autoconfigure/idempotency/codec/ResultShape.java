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

package dev.resilience.autoconfigure.idempotency.codec;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;

/**
 * What a result is when it is written: the value itself, or a response taken apart.
 */
interface ResultShape {

	RecordFormat format();

	JavaType written();

	JavaType value();

	default boolean keeps(@Nullable Object result) {
		return true;
	}

	default boolean keepsFailure(Throwable failure) {
		return true;
	}

	/**
	 * Returns what of a result is replayed, as the caller would get it.
	 * @param result the result
	 * @return the result, or a copy without what is for the first caller alone
	 */
	default @Nullable Object replayed(@Nullable Object result) {
		return result;
	}

	@Nullable Object toWritten(@Nullable Object result);

	@Nullable Object fromWritten(@Nullable Object written);

	/**
	 * A result that is written as it is.
	 *
	 * @param value the declared type
	 */
	record Value(JavaType value) implements ResultShape {

		@Override
		public RecordFormat format() {
			return RecordFormat.VALUE;
		}

		@Override
		public JavaType written() {
			return this.value;
		}

		@Override
		public @Nullable Object toWritten(@Nullable Object result) {
			return result;
		}

		@Override
		public @Nullable Object fromWritten(@Nullable Object written) {
			return written;
		}

	}

	/**
	 * Finds the shape of results of a type.
	 */
	interface Finder {

		/**
		 * Returns the shape of results of a type.
		 * @param type the declared type
		 * @return the shape
		 */
		ResultShape of(Type type);

	}

}
