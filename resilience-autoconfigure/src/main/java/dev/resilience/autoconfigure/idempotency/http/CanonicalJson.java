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

package dev.resilience.autoconfigure.idempotency.http;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON without what does not matter: the order of members and the space in between.
 * Numbers count as they are written, so 1.0 and 1.00 stay two values.
 */
final class CanonicalJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS,
				DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		// With two members of one name it is unclear what is meant
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.build();

	private CanonicalJson() {
	}

	/**
	 * Returns the canonical form of a text.
	 * @param json the text
	 * @return the canonical form, or {@code null} if it is no JSON
	 */
	static byte @Nullable [] of(byte[] json) {
		try {
			JsonNode tree = MAPPER.readTree(json);
			StringBuilder text = new StringBuilder();
			write(tree, text);
			return text.toString().getBytes(StandardCharsets.UTF_8);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	// As deep as the parser allows, which keeps far from the end of the stack
	private static void write(JsonNode node, StringBuilder text) {
		if (node.isObject()) {
			TreeMap<String, JsonNode> members = new TreeMap<>();
			node.properties().forEach((member) -> members.put(member.getKey(), member.getValue()));
			text.append('{');
			members.forEach((name, value) -> {
				text.append(MAPPER.writeValueAsString(name)).append(':');
				write(value, text);
				text.append(',');
			});
			text.append('}');
		}
		else if (node.isArray()) {
			text.append('[');
			for (JsonNode element : node) {
				write(element, text);
				text.append(',');
			}
			text.append(']');
		}
		else {
			text.append(MAPPER.writeValueAsString(node));
		}
	}

}
