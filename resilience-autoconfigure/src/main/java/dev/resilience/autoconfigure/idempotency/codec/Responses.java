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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Results and failures that have an HTTP status. Only asked where Spring's web classes
 * are present.
 */
final class Responses implements ResultShape.Finder {

	private final JsonMapper mapper;

	private final StoredResponses rules;

	Responses(JsonMapper mapper, StoredResponses rules) {
		this.mapper = mapper;
		this.rules = rules;
	}

	@Override
	public ResultShape of(Type type) {
		JavaType value = this.mapper.constructType(type);
		Class<?> raw = value.getRawClass();
		if (!HttpEntity.class.isAssignableFrom(raw)) {
			return new OfStatus(this.rules, value);
		}
		if (raw != ResponseEntity.class && raw != HttpEntity.class) {
			throw new IllegalArgumentException("the result of type " + value.toCanonical() + " is "
					+ (RequestEntity.class.isAssignableFrom(raw) ? "a request" : "a subtype")
					+ ": declare ResponseEntity with the type of its body");
		}
		JavaType body = value.getBindings().isEmpty() ? this.mapper.constructType(Object.class)
				: value.getBindings().getBoundType(0);
		JavaType written = this.mapper.getTypeFactory().constructParametricType(StoredResponse.class, body);
		return new OfEntity(this.rules, body, written);
	}

	/**
	 * A value that may be a problem with a status.
	 *
	 * @param rules which statuses are kept
	 * @param value the declared type
	 */
	record OfStatus(StoredResponses rules, JavaType value) implements ResultShape {

		@Override
		public RecordFormat format() {
			return RecordFormat.VALUE;
		}

		@Override
		public JavaType written() {
			return this.value;
		}

		@Override
		public boolean keeps(@Nullable Object result) {
			return ObjectResults.keeps(result, this.rules);
		}

		@Override
		public boolean keepsFailure(Throwable failure) {
			return ObjectResults.keepsFailure(failure, this.rules);
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
	 * A response, or its headers and body.
	 *
	 * @param rules which statuses and headers are kept
	 * @param value the type of the body
	 * @param written the type of what is written
	 */
	record OfEntity(StoredResponses rules, JavaType value, JavaType written) implements ResultShape {

		@Override
		public RecordFormat format() {
			return RecordFormat.RESPONSE;
		}

		@Override
		public boolean keeps(@Nullable Object result) {
			return ObjectResults.keeps(result, this.rules);
		}

		@Override
		public boolean keepsFailure(Throwable failure) {
			return ObjectResults.keepsFailure(failure, this.rules);
		}

		@Override
		public @Nullable Object replayed(@Nullable Object result) {
			return ObjectResults.replayed(result, this.rules);
		}

		@Override
		public @Nullable Object toWritten(@Nullable Object result) {
			if (result == null) {
				return null;
			}
			HttpEntity<?> entity = (HttpEntity<?>) result;
			Map<String, List<String>> headers = new LinkedHashMap<>();
			entity.getHeaders().forEach((name, values) -> {
				if (this.rules.replays(name)) {
					headers.put(name, new ArrayList<>(values));
				}
			});
			int status = (entity instanceof ResponseEntity<?> response) ? response.getStatusCode().value() : 0;
			return new StoredResponse<>(status, headers, entity.getBody() != null, entity.getBody());
		}

		@Override
		public @Nullable Object fromWritten(@Nullable Object written) {
			if (written == null) {
				return null;
			}
			StoredResponse<?> stored = (StoredResponse<?>) written;
			HttpHeaders headers = new HttpHeaders();
			// What is in the store may be older than the rules
			stored.headers().forEach((name, values) -> {
				if (this.rules.replays(name)) {
					headers.put(name, new ArrayList<>(values));
				}
			});
			Object body = stored.present() ? stored.body() : null;
			return (stored.status() != 0)
					? new ResponseEntity<Object>(body, headers, HttpStatusCode.valueOf(stored.status()))
					: new HttpEntity<Object>(body, headers);
		}

	}

	/**
	 * What is kept of a response.
	 *
	 * @param <B> the type of the body
	 * @param status the status; 0 if the result has none
	 * @param headers the headers that are replayed
	 * @param present whether there is a body, which may be an empty {@code Optional}
	 * @param body the body
	 */
	record StoredResponse<B>(int status, Map<String, List<String>> headers, boolean present, @Nullable B body) {

	}

}
