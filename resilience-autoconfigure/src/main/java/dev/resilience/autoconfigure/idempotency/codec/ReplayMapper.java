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

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TimeZone;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.springframework.util.ClassUtils;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.util.StdDateFormat;

/**
 * Derives the mapper of records from that of the application. Modules, mix-ins and
 * subtypes stay; what an application does to please its clients (names of properties,
 * formats of dates, nulls left out) does not apply, as it would change what is replayed,
 * and records would become unreadable when it changes.
 */
public final class ReplayMapper {

	private static final boolean WEB_PRESENT = ClassUtils.isPresent("org.springframework.http.ProblemDetail",
			ReplayMapper.class.getClassLoader());

	private ReplayMapper() {
	}

	/**
	 * Returns the mapper of records.
	 * @param application the mapper of the application, which stays as it is
	 * @return the mapper
	 */
	public static JsonMapper of(JsonMapper application) {
		JsonMapper.Builder builder = application.rebuild();
		types(builder);
		values(builder);
		dates(builder);
		incompleteRecords(builder);
		SimpleModule module = new SimpleModule("resilience-idempotency");
		// Replayed in the order in which the first caller saw it
		module.addAbstractTypeMapping(Set.class, LinkedHashSet.class);
		module.addDeserializer(TypeProbe.class, new TypeProbe.Deserializer());
		if (WEB_PRESENT) {
			Problems.addTo(module);
		}
		return builder.addModule(module).build();
	}

	// Classes come from declared types and their annotations alone, never from a record.
	private static void types(JsonMapper.Builder builder) {
		builder.deactivateDefaultTyping()
			.polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder().build())
			.disable(MapperFeature.USE_BASE_TYPE_AS_DEFAULT_IMPL)
			.enable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE);
	}

	private static void values(JsonMapper.Builder builder) {
		builder
			.changeDefaultPropertyInclusion(
					(value) -> JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
			.propertyNamingStrategy(null)
			.enumNamingStrategy(null)
			.disable(MapperFeature.INVERSE_READ_WRITE_ACCESS)
			// What is computed on reading is computed on replaying too
			.enable(MapperFeature.REQUIRE_SETTERS_FOR_GETTERS)
			.disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
			.disable(JsonWriteFeature.WRITE_NUMBERS_AS_STRINGS)
			// A half of a surrogate pair is only kept by an escape
			.disable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
			.disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_INDEX,
					EnumFeature.WRITE_ENUM_KEYS_USING_INDEX, EnumFeature.WRITE_ENUMS_TO_LOWERCASE,
					EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUM_KEYS_USING_INDEX,
					EnumFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL,
					EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
			.enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
			.disable(SerializationFeature.WRAP_ROOT_VALUE, SerializationFeature.INDENT_OUTPUT,
					SerializationFeature.FAIL_ON_EMPTY_BEANS, SerializationFeature.WRITE_SELF_REFERENCES_AS_NULL,
					SerializationFeature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED,
					SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, SerializationFeature.CLOSE_CLOSEABLE)
			.enable(SerializationFeature.WRITE_EMPTY_JSON_ARRAYS, SerializationFeature.FAIL_ON_SELF_REFERENCES)
			.disable(DeserializationFeature.UNWRAP_ROOT_VALUE, DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY,
					DeserializationFeature.UNWRAP_SINGLE_VALUE_ARRAYS,
					DeserializationFeature.ACCEPT_EMPTY_STRING_AS_NULL_OBJECT,
					DeserializationFeature.ACCEPT_EMPTY_ARRAY_AS_NULL_OBJECT,
					DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
	}

	private static void dates(JsonMapper.Builder builder) {
		builder.defaultDateFormat(new StdDateFormat())
			.defaultTimeZone(TimeZone.getTimeZone("UTC"))
			.disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS,
					DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS, DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
					DateTimeFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE, DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID,
					DateTimeFeature.TRUNCATE_TO_MSECS_ON_READ, DateTimeFeature.TRUNCATE_TO_MSECS_ON_WRITE)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID);
	}

	// A property that was added since is null; a primitive one would be a number that was
	// never answered. A property more is judged by ChangedClasses.
	private static void incompleteRecords(JsonMapper.Builder builder) {
		builder.clearProblemHandlers()
			.addHandler(new ChangedClasses())
			.enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
					DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
					DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES);
	}

}
