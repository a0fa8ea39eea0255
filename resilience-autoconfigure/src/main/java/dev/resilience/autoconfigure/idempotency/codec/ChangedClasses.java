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

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.DeserializationProblemHandler;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads records of a class that has changed between two deployments. A record may have
 * properties that the class has no more (or, while versions run side by side, not yet),
 * and the class may have properties that the record lacks. Both at once in the same
 * object look like a property with a new name, whose value would silently be lost: such a
 * record is unreadable.
 */
final class ChangedClasses extends DeserializationProblemHandler {

	@Override
	public boolean handleUnknownProperty(DeserializationContext context, JsonParser parser,
			ValueDeserializer<?> deserializer, Object beanOrClass, String propertyName) {
		if (context.getAttribute(ChangedClasses.class) instanceof AtomicBoolean unknown) {
			unknown.set(true);
			parser.skipChildren();
			return true;
		}
		return false;
	}

	static @Nullable Object read(JsonMapper mapper, JavaType type, byte[] json) throws IOException {
		AtomicBoolean unknown = new AtomicBoolean();
		Object value = mapper.readerFor(type).withAttribute(ChangedClasses.class, unknown).readValue(json);
		if (unknown.get()) {
			JsonNode now = mapper.readTree(mapper.writerFor(type).writeValueAsBytes(value));
			compare(mapper.readTree(json), now, "the result");
		}
		return value;
	}

	private static void compare(JsonNode then, JsonNode now, String place) throws IOException {
		if (then.isArray() && now.isArray()) {
			Iterator<JsonNode> others = now.iterator();
			for (JsonNode element : then) {
				if (others.hasNext()) {
					compare(element, others.next(), place + "[]");
				}
			}
		}
		if (!then.isObject() || !now.isObject()) {
			return;
		}
		Set<String> lost = new TreeSet<>(then.propertyNames());
		lost.removeAll(now.propertyNames());
		Set<String> gained = new TreeSet<>(now.propertyNames());
		gained.removeAll(then.propertyNames());
		if (!lost.isEmpty() && !gained.isEmpty()) {
			throw new IOException("The class of " + place + " has changed since the record was written: it has no "
					+ lost + " any more, but " + gained);
		}
		for (Map.Entry<String, JsonNode> property : then.properties()) {
			JsonNode other = now.get(property.getKey());
			if (other != null) {
				compare(property.getValue(), other, place + "." + property.getKey());
			}
		}
	}

}
