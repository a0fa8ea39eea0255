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

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.redaction.Redactor;

/**
 * Writes the arguments of one method as a JSON array and reads them again. Whether its
 * parameters can be written is found out when the first call fails.
 */
final class JsonArguments implements ArgumentCodec {

	private static final Logger logger = LoggerFactory.getLogger(JsonArguments.class);

	private final JsonMapper mapper;

	private final Redactor redactor;

	private final String method;

	private final List<Parameter> parameters;

	private final String types;

	private final Function<JavaType, @Nullable String> check;

	/** Why arguments cannot be written, empty if they can, null if nobody has asked. */
	private volatile @Nullable String problem;

	JsonArguments(JsonMapper mapper, Redactor redactor, String method, List<Parameter> parameters,
			Function<JavaType, @Nullable String> check) {
		this.mapper = mapper;
		this.redactor = redactor;
		this.method = method;
		this.parameters = List.copyOf(parameters);
		this.types = parameters.stream()
			.map((parameter) -> parameter.type().toCanonical())
			.collect(Collectors.joining(", "));
		this.check = check;
	}

	@Override
	public DeadLetterPayload write(@Nullable Object[] arguments, int maxBytes) {
		if (!problem().isEmpty() || arguments.length != this.parameters.size()) {
			return DeadLetterPayload.missing(this.types, DeadLetterPayload.State.UNWRITABLE);
		}
		LimitedOutput output = new LimitedOutput(maxBytes);
		try (JsonGenerator generator = this.mapper.createGenerator(output)) {
			generator.writeStartArray();
			for (int index = 0; index < arguments.length; index++) {
				JavaType type = this.parameters.get(index).type();
				if (differsInType(type, arguments[index])) {
					logger.info("The dead letter of {} is kept without arguments: the declared type {} does not tell "
							+ "what argument {} is", this.method, type.toCanonical(), index + 1);
					return DeadLetterPayload.missing(this.types, DeadLetterPayload.State.UNWRITABLE);
				}
				this.mapper.writerFor(type).writeValue(generator, arguments[index]);
			}
			generator.writeEndArray();
		}
		catch (JacksonException | StackOverflowError ex) {
			if (output.exceeded()) {
				return DeadLetterPayload.missing(this.types, DeadLetterPayload.State.TOO_LARGE);
			}
			logger.warn("The dead letter of {} is kept without arguments, which cannot be written as JSON", this.method,
					ex);
			return DeadLetterPayload.missing(this.types, DeadLetterPayload.State.UNWRITABLE);
		}
		return redacted(output.text());
	}

	private String problem() {
		String known = this.problem;
		if (known == null) {
			known = "";
			for (Parameter parameter : this.parameters) {
				String found = this.check.apply(parameter.type());
				if (found != null) {
					known = "parameter " + (this.parameters.indexOf(parameter) + 1) + ": " + found;
					logger.info("Dead letters of {} are kept without arguments, {}", this.method, known);
					break;
				}
			}
			this.problem = known;
		}
		return known;
	}

	// Of a plain class that is not final a subclass may come, of which the text would
	// tell nothing.
	private boolean differsInType(JavaType declared, @Nullable Object argument) {
		return argument != null && declared.isConcrete() && !declared.isPrimitive() && !declared.isContainerType()
				&& !declared.isReferenceType() && !declared.isEnumType()
				&& declared.getRawClass() != argument.getClass()
				&& !this.mapper.serializationConfig()
					.classIntrospectorInstance()
					.introspectClassAnnotations(declared)
					.hasAnnotation(JsonTypeInfo.class);
	}

	private DeadLetterPayload redacted(String json) {
		List<@Nullable Object> values = this.mapper.readerForListOf(Object.class).readValue(json);
		boolean masked = false;
		for (int index = 0; index < values.size(); index++) {
			Object value = values.get(index);
			Object shown = this.redactor.redactValue(this.parameters.get(index).name(), value);
			masked |= shown != value;
			values.set(index, shown);
		}
		return masked ? new DeadLetterPayload(this.mapper.writeValueAsString(values), this.types,
				DeadLetterPayload.State.REDACTED) : DeadLetterPayload.complete(json, this.types);
	}

	@Override
	public @Nullable Object[] read(String text) {
		JsonNode array = tree(text);
		if (!array.isArray() || array.size() != this.parameters.size()) {
			throw new IllegalArgumentException(
					"it must be a JSON array of " + this.parameters.size() + " values: " + this.types);
		}
		@Nullable Object[] arguments = new Object[this.parameters.size()];
		for (int index = 0; index < arguments.length; index++) {
			JavaType type = this.parameters.get(index).type();
			try {
				arguments[index] = this.mapper.readerFor(type).readValue(array.get(index));
			}
			catch (JacksonException | StackOverflowError ex) {
				throw new IllegalArgumentException(
						"value " + (index + 1) + " is no " + type.toCanonical() + ": " + this.redactor.message(ex), ex);
			}
			if (arguments[index] == null && type.isPrimitive()) {
				throw new IllegalArgumentException("value " + (index + 1) + " is no " + type.toCanonical());
			}
		}
		return arguments;
	}

	private JsonNode tree(String text) {
		try {
			return this.mapper.readTree(text);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new IllegalArgumentException("it is no JSON: " + this.redactor.message(ex), ex);
		}
	}

	/**
	 * A parameter of the method.
	 *
	 * @param name its name; empty if it is not known
	 * @param type its type
	 */
	record Parameter(String name, JavaType type) {

	}

}
