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

package dev.resilience.sample.downstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a service answers as long as it behaves.
 */
@FunctionalInterface
interface Backend {

	/**
	 * Stock of every product; a larger order is refused.
	 */
	int STOCK = 50;

	/**
	 * Answers one request.
	 * @param request the request
	 * @return the answer
	 */
	Answer answer(Request request);

	/**
	 * Returns what a service answers.
	 * @param downstream the service
	 * @return its backend
	 */
	static Backend of(Downstream downstream) {
		return switch (downstream) {
			case INVENTORY -> Backend::reserve;
			case PAYMENT -> Backend::charge;
			case RECOMMENDATION -> Backend::related;
			case MAIL -> Backend::send;
		};
	}

	private static Answer reserve(Request request) {
		if (!request.is("POST", "/reservations")) {
			return Answer.NOT_FOUND;
		}
		if (request.body().path("quantity").asInt(0) > STOCK) {
			return new Answer(409, Map.of("detail", "Only %d left".formatted(STOCK)));
		}
		return new Answer(201, Map.of("reservation", UUID.randomUUID().toString()));
	}

	private static Answer charge(Request request) {
		String key = request.idempotencyKey();
		if (!request.is("POST", "/charges") || key == null) {
			return Answer.NOT_FOUND;
		}
		// The same key names the same charge, so that a repeated call takes no money
		// twice
		UUID charge = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
		return new Answer(201, Map.of("reference", "pay-" + charge.toString().substring(0, 13)));
	}

	private static Answer related(Request request) {
		if (!request.is("GET", "/related")) {
			return Answer.NOT_FOUND;
		}
		return new Answer(200, Map.of("skus", List.of("book-4", "book-5")));
	}

	private static Answer send(Request request) {
		return request.is("POST", "/mails") ? new Answer(202, Map.of("mail", UUID.randomUUID().toString()))
				: Answer.NOT_FOUND;
	}

	/**
	 * A request to a service.
	 *
	 * @param method the HTTP method
	 * @param path the path without the query
	 * @param idempotencyKey the key under which the caller may repeat the call
	 * @param body the JSON body, a missing node without one
	 */
	record Request(String method, String path, @Nullable String idempotencyKey, JsonNode body) {

		boolean is(String method, String path) {
			return this.method.equals(method) && this.path.equals(path);
		}

	}

	/**
	 * An answer of a service.
	 *
	 * @param status the HTTP status
	 * @param body what becomes the JSON body
	 */
	record Answer(int status, Object body) {

		static final Answer NOT_FOUND = new Answer(404, Map.of("detail", "No such operation"));

	}

}
