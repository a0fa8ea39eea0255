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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Failures that say how they are answered: their status, reason, problem detail and those
 * of their headers that are replayed. The code and arguments of a message are not kept.
 */
final class ResponseFailures {

	static final String REASON = "reason";

	private static final String STATUS = "status";

	private static final String BODY = "body";

	private static final String HEADERS = "headers";

	private ResponseFailures() {
	}

	static void write(Throwable failure, ObjectNode tree, JsonMapper mapper, StoredResponses responses) {
		ErrorResponseException response = (ErrorResponseException) failure;
		tree.put(STATUS, response.getStatusCode().value());
		tree.put(REASON, reason(failure));
		tree.set(BODY, mapper.readTree(mapper.writerFor(ProblemDetail.class).writeValueAsBytes(response.getBody())));
		ObjectNode headers = tree.putObject(HEADERS);
		response.getHeaders().forEach((name, values) -> {
			if (responses.replays(name)) {
				ArrayNode array = headers.putArray(name);
				values.forEach(array::add);
			}
		});
	}

	static Map<String, Object> facts(JsonNode tree, JsonMapper mapper) {
		Map<String, Object> facts = new HashMap<>();
		facts.put(STATUS, HttpStatusCode.valueOf(tree.path(STATUS).asInt()));
		facts.put(BODY, mapper.readerFor(ProblemDetail.class).<ProblemDetail>readValue(tree.path(BODY)));
		if (tree.path(REASON).isString()) {
			facts.put(REASON, tree.path(REASON).asString());
		}
		return facts;
	}

	static Map<String, Object> probe(String reason) {
		return Map.of(STATUS, HttpStatus.CONFLICT, REASON, reason, BODY, ProblemDetail.forStatus(HttpStatus.CONFLICT));
	}

	static void restore(Throwable failure, JsonNode tree, JsonMapper mapper) {
		ErrorResponseException response = (ErrorResponseException) failure;
		ProblemDetail stored = mapper.readerFor(ProblemDetail.class).readValue(tree.path(BODY));
		ProblemDetail body = response.getBody();
		body.setType(stored.getType());
		body.setTitle(stored.getTitle());
		body.setStatus(stored.getStatus());
		body.setDetail(stored.getDetail());
		body.setInstance(stored.getInstance());
		body.setProperties(stored.getProperties());
		for (Map.Entry<String, JsonNode> header : tree.path(HEADERS).properties()) {
			List<String> values = new ArrayList<>();
			header.getValue().forEach((value) -> values.add(value.asString()));
			if (!values.equals(response.getHeaders().get(header.getKey()))) {
				response.getHeaders().put(header.getKey(), values);
			}
		}
	}

	static @Nullable String reason(Throwable failure) {
		return (failure instanceof ResponseStatusException status) ? status.getReason() : null;
	}

	static @Nullable String fact(Class<?> type) {
		if (type.isAssignableFrom(HttpStatus.class) && HttpStatusCode.class.isAssignableFrom(type)) {
			return STATUS;
		}
		if (type == ProblemDetail.class) {
			return BODY;
		}
		return (type == String.class) ? REASON : null;
	}

}
