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

import java.lang.reflect.Type;
import java.util.List;

/**
 * Makes codecs for the types of results. Safe for use by many threads.
 */
@FunctionalInterface
public interface ResultCodecs {

	/**
	 * Returns the codec of a type.
	 * @param type the declared type of the result, generic parameters included
	 * @return the codec
	 * @throws IllegalArgumentException if results of the type cannot be replayed, saying
	 * why
	 */
	ResultCodec codecOf(Type type);

	/**
	 * Returns the codec of an operation some of whose failures are kept.
	 * @param type the declared type of the result, generic parameters included
	 * @param failures the types of the failures, each matched exactly
	 * @return the codec
	 * @throws IllegalArgumentException if results or failures of the types cannot be
	 * replayed, saying why
	 */
	default ResultCodec codecOf(Type type, List<Class<? extends Throwable>> failures) {
		return codecOf(type);
	}

	/**
	 * Returns codecs for stores that keep objects.
	 * @return codecs that change nothing
	 */
	static ResultCodecs sameObjects() {
		return (type) -> ResultCodec.sameObjects();
	}

}
