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

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes and reads problem details. Their additional properties are JSON, whatever they
 * were before: decimals become {@link java.math.BigDecimal}, as that keeps their digits.
 */
final class Problems {

	private Problems() {
	}

	static void addTo(SimpleModule module) {
		module.addSerializer(ProblemDetail.class, new Serializer());
		module.addDeserializer(ProblemDetail.class, new Deserializer());
	}

	/** Writes a problem detail. */
	static final class Serializer extends ValueSerializer<ProblemDetail> {

		@Override
		public void serialize(ProblemDetail problem, JsonGenerator generator, SerializationContext context) {
			context.writeValue(generator, new StoredProblem(problem.getType(), problem.getTitle(), problem.getStatus(),
					problem.getDetail(), problem.getInstance(), problem.getProperties()));
		}

	}

	/** Reads a problem detail. */
	static final class Deserializer extends ValueDeserializer<ProblemDetail> {

		@Override
		public ProblemDetail deserialize(JsonParser parser, DeserializationContext context) {
			StoredProblem stored = context.readValue(parser, StoredProblem.class);
			ProblemDetail problem = ProblemDetail.forStatus(stored.status());
			problem.setType(stored.type());
			problem.setTitle(stored.title());
			problem.setDetail(stored.detail());
			problem.setInstance(stored.instance());
			problem.setProperties(stored.properties());
			return problem;
		}

	}

	/**
	 * What is kept of a problem detail.
	 *
	 * @param type the type
	 * @param title the title
	 * @param status the status
	 * @param detail the detail
	 * @param instance the instance
	 * @param properties the additional properties
	 */
	record StoredProblem(@Nullable URI type, @Nullable String title, int status, @Nullable String detail,
			@Nullable URI instance, @Nullable Map<String, Object> properties) {

	}

}
