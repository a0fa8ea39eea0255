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

package dev.resilience.autoconfigure.client;

import java.io.IOException;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

import dev.resilience.idempotency.IdempotencyContext;

/**
 * Lets services recognise what an idempotent call has asked of them before: requests of
 * {@code RestClient}, {@code RestTemplate} and HTTP interfaces by {@code POST} and
 * {@code PATCH} that are made for one carry a key that is derived from its own, unless
 * they carry one already. It is the same in a repeated attempt, and when the call runs
 * again because it was abandoned. Two equal requests of one call have one key: where both
 * are meant, set the header.
 * <p>
 * Clients that Spring Boot builds have it; others get it as an interceptor. Like every
 * interceptor it has their request bodies held in memory.
 */
public final class IdempotencyPropagation implements ClientHttpRequestInterceptor {

	private final ChildKey key;

	/**
	 * Creates an interceptor.
	 * @param header the name of the header that carries keys
	 */
	public IdempotencyPropagation(String header) {
		this.key = new ChildKey(header);
	}

	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		if (this.key.isMissingIn(request.getMethod(), request.getHeaders())) {
			IdempotencyContext.current()
				.ifPresent((call) -> this.key.addTo(call, request.getMethod(), request.getURI(), body,
						request.getHeaders()));
		}
		return execution.execute(request, body);
	}

}
