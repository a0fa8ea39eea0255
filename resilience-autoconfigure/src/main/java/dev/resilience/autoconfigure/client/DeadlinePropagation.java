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

import org.jspecify.annotations.Nullable;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.web.client.RestClient;

import dev.resilience.autoconfigure.http.DeadlineHeader;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;

/**
 * Tells servers how long their caller waits: requests of {@code RestClient},
 * {@code RestTemplate} and HTTP interfaces that are made under a limit carry the
 * remaining time in {@value DeadlineHeader#NAME}, unless the header is set already. With
 * no time left a request is not made. Those of repeated attempts say so in
 * {@value DeadlineHeader#ATTEMPT}. It needs no interceptor, as interceptors hold request
 * bodies in memory.
 * <p>
 * Clients that Spring Boot builds have it; others get it by
 * {@code RestClient.builder().defaultRequest(new DeadlinePropagation()::addTo)} or as an
 * initializer of requests of a {@code RestTemplate}.
 */
public final class DeadlinePropagation implements ClientHttpRequestInitializer {

	/**
	 * Lets a request tell the remaining time when it is made.
	 * @param request the request
	 */
	public void addTo(RestClient.RequestHeadersSpec<?> request) {
		request.httpRequest(this::initialize);
	}

	/**
	 * Writes the remaining time of the current thread, and the attempt that it makes,
	 * into a request.
	 * @param request the request
	 * @throws DeadlineExceededException if no time is left
	 */
	@Override
	public void initialize(ClientHttpRequest request) {
		@Nullable String remaining = DeadlineHeader.format(Deadline.current());
		if (remaining != null && !request.getHeaders().containsHeader(DeadlineHeader.NAME)) {
			request.getHeaders().set(DeadlineHeader.NAME, remaining);
		}
		Integer attempt = CurrentAttempt.number();
		if (attempt != null && !request.getHeaders().containsHeader(DeadlineHeader.ATTEMPT)) {
			request.getHeaders().set(DeadlineHeader.ATTEMPT, attempt.toString());
		}
	}

}
