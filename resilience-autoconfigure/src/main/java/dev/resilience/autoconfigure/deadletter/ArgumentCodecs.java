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

import java.lang.reflect.Method;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.deadletter.DeadLetterPayload;

/**
 * Makes what writes the arguments of methods. Safe for use by many threads.
 */
@FunctionalInterface
public interface ArgumentCodecs {

	/** Writes nothing, as there is nothing on the class path that could. */
	ArgumentCodecs NONE = (method, userClass) -> new ArgumentCodec() {

		@Override
		public DeadLetterPayload write(@Nullable Object[] arguments, int maxBytes) {
			return DeadLetterPayload.NONE;
		}

		@Override
		public @Nullable Object[] read(String text) {
			throw new IllegalArgumentException("nothing on the class path reads arguments");
		}

	};

	/**
	 * Returns what writes the arguments of a method.
	 * @param method the method
	 * @param userClass the class of the bean, by which type variables are resolved
	 * @return the codec
	 */
	ArgumentCodec of(Method method, Class<?> userClass);

	/**
	 * Writes values by their names, secrets masked.
	 * @param values the values
	 * @param maxBytes how large the text may be in UTF-8
	 * @return the payload, without a text where they are too large or cannot be written
	 */
	default DeadLetterPayload values(Map<String, Object> values, int maxBytes) {
		return DeadLetterPayload.NONE;
	}

}
