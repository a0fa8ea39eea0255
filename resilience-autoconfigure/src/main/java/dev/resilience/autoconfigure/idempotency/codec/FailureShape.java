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
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ReflectionUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.resilience.idempotency.Ending;

/**
 * Writes and restores failures of exactly one type: its message and its fields, not its
 * stack trace, cause and suppressed exceptions. A failure that would not be restored as
 * it was is not kept.
 */
final class FailureShape {

	private static final Logger logger = LoggerFactory.getLogger(FailureShape.class);

	private static final String TYPE = "type";

	private static final String MESSAGE = "message";

	private static final String ATTRIBUTES = "attributes";

	private final Class<? extends Throwable> type;

	private final JsonMapper mapper;

	private final Map<String, Field> fields;

	private final FailureCreation creation;

	private final StoredResponses responses;

	private FailureShape(Class<? extends Throwable> type, JsonMapper mapper, Map<String, Field> fields,
			FailureCreation creation, StoredResponses responses) {
		this.type = type;
		this.mapper = mapper;
		this.fields = fields;
		this.creation = creation;
		this.responses = responses;
	}

	static FailureShape of(Class<? extends Throwable> type, JsonMapper mapper, ReplayableTypes types,
			StoredResponses responses) {
		if (Modifier.isAbstract(type.getModifiers())) {
			throw new IllegalArgumentException(
					"the failure " + type.getName() + " is abstract: list the types that are thrown");
		}
		Map<String, Field> fields = fields(type);
		for (Field field : fields.values()) {
			types.check(mapper.constructType(field.getGenericType()),
					"the field '" + field.getName() + "' of the failure " + type.getName());
		}
		return new FailureShape(type, mapper, fields, FailureCreation.of(type, fields), responses);
	}

	static String typeName(JsonMapper mapper, byte[] json) {
		return mapper.readTree(json).path(TYPE).asString("");
	}

	Class<? extends Throwable> type() {
		return this.type;
	}

	@Nullable Ending encode(Throwable failure, CodecOptions options) {
		try {
			ObjectNode tree = tree(failure);
			byte[] json = this.mapper.writeValueAsBytes(tree);
			if (json.length > options.maxSize()) {
				logger.warn("A failure of type {} is larger than {} bytes and frees its key", this.type.getName(),
						options.maxSize());
				return null;
			}
			if (!tree(decode(json)).equals(tree)) {
				logger.warn("A failure of type {} frees its key: its constructor {} does not restore it as it was",
						this.type.getName(), this.creation);
				return null;
			}
			RecordFormat format = RecordFormat.FAILURE;
			return format.compresses(json, options) ? Ending.failure(format.gzipped(), format.compress(json))
					: Ending.failure(format.plain(), json);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("A failure of type {} cannot be restored from JSON and frees its key", this.type.getName(), ex);
			return null;
		}
	}

	Throwable decode(byte[] json) throws IOException {
		JsonNode tree = this.mapper.readTree(json);
		JsonNode attributes = tree.path(ATTRIBUTES);
		Map<String, @Nullable Object> values = new LinkedHashMap<>();
		for (Map.Entry<String, Field> field : this.fields.entrySet()) {
			JsonNode value = attributes.get(field.getKey());
			if (value != null) {
				values.put(field.getKey(), this.mapper.readerFor(javaType(field.getValue())).readValue(value));
			}
		}
		JsonNode message = tree.path(MESSAGE);
		Throwable failure = this.creation.create(message.isString() ? message.asString() : null, values,
				FailureCreation.isResponse(this.type) ? ResponseFailures.facts(tree, this.mapper) : null);
		setFields(failure, values);
		if (FailureCreation.isResponse(this.type)) {
			ResponseFailures.restore(failure, tree, this.mapper);
		}
		return failure;
	}

	private void setFields(Throwable failure, Map<String, @Nullable Object> values) {
		for (Map.Entry<String, Field> entry : this.fields.entrySet()) {
			Field field = entry.getValue();
			if (!Modifier.isFinal(field.getModifiers()) && values.containsKey(entry.getKey())) {
				ReflectionUtils.makeAccessible(field);
				ReflectionUtils.setField(field, failure, values.get(entry.getKey()));
			}
		}
	}

	private ObjectNode tree(Throwable failure) throws JacksonException {
		ObjectNode tree = this.mapper.createObjectNode();
		tree.put(TYPE, this.type.getName());
		tree.put(MESSAGE, failure.getMessage());
		ObjectNode attributes = tree.putObject(ATTRIBUTES);
		for (Map.Entry<String, Field> entry : this.fields.entrySet()) {
			Field field = entry.getValue();
			ReflectionUtils.makeAccessible(field);
			byte[] json = this.mapper.writerFor(javaType(field))
				.writeValueAsBytes(ReflectionUtils.getField(field, failure));
			attributes.set(entry.getKey(), this.mapper.readTree(json));
		}
		if (FailureCreation.isResponse(this.type)) {
			ResponseFailures.write(failure, tree, this.mapper, this.responses);
		}
		return tree;
	}

	private JavaType javaType(Field field) {
		return this.mapper.constructType(field.getGenericType());
	}

	private static Map<String, Field> fields(Class<? extends Throwable> type) {
		Map<String, Field> fields = new LinkedHashMap<>();
		for (Class<?> current = type; current != Throwable.class; current = current.getSuperclass()) {
			if (FailureCreation.isOfFramework(current)) {
				break;
			}
			for (Field field : current.getDeclaredFields()) {
				if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())
						|| field.isSynthetic()) {
					continue;
				}
				if (current.getName().startsWith("java.") || fields.put(field.getName(), field) != null) {
					throw new IllegalArgumentException("the failure " + type.getName() + " cannot be kept: its field '"
							+ field.getName() + "' cannot be told: list a type of your own");
				}
			}
		}
		return fields;
	}

}
