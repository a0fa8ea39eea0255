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

import java.util.Objects;
import java.util.function.Consumer;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Is read from nothing only to get at the context in which Jackson reads: what it knows
 * of types is told nowhere else.
 */
final class TypeProbe {

	private static final TypeProbe INSTANCE = new TypeProbe();

	private TypeProbe() {
	}

	static void ask(JsonMapper mapper, Consumer<DeserializationContext> question) {
		mapper.readerFor(TypeProbe.class).withAttribute(TypeProbe.class, question).readValue("true");
	}

	/** Asks instead of reading. */
	static final class Deserializer extends ValueDeserializer<TypeProbe> {

		@Override
		@SuppressWarnings("unchecked")
		public TypeProbe deserialize(JsonParser parser, DeserializationContext context) {
			((Consumer<DeserializationContext>) Objects.requireNonNull(context.getAttribute(TypeProbe.class)))
				.accept(context);
			return INSTANCE;
		}

	}

}
