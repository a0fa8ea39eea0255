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
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import dev.resilience.autoconfigure.http.AttemptAccessor;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.autoconfigure.http.DeadlineHeader;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.time.Deadline;

/**
 * Tells servers how long their caller waits: requests of {@link WebClient} and HTTP
 * interfaces above it carry the remaining time in {@value DeadlineHeader#NAME}, unless
 * the header is set already. The limit is that of the thread that subscribes or that of
 * Reactor's context, whichever is over first. With no time left a request is not made and
 * ends with a {@code DeadlineExceededException}.
 * <p>
 * Clients that Spring Boot builds have it; others get it by
 * {@code WebClient.builder().filter(new ReactiveDeadlinePropagation())}.
 */
public final class ReactiveDeadlinePropagation implements ExchangeFilterFunction {

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		return Mono.deferContextual((context) -> next.exchange(withRemainingTime(request, context)));
	}

	private static ClientRequest withRemainingTime(ClientRequest request, ContextView context) {
		@Nullable String remaining = DeadlineHeader.format(limit(context));
		Integer attempt = attempt(context);
		if (remaining == null && attempt == null) {
			return request;
		}
		return ClientRequest.from(request).headers((headers) -> {
			setIfAbsent(headers, DeadlineHeader.NAME, remaining);
			setIfAbsent(headers, DeadlineHeader.ATTEMPT, attempt);
		}).build();
	}

	private static void setIfAbsent(HttpHeaders headers, String name, @Nullable Object value) {
		if (value != null && !headers.containsHeader(name)) {
			headers.set(name, value.toString());
		}
	}

	private static @Nullable Integer attempt(ContextView context) {
		Integer ofThread = CurrentAttempt.number();
		return (ofThread != null) ? ofThread : context.<Integer>getOrEmpty(AttemptAccessor.KEY).orElse(null);
	}

	private static @Nullable Deadline limit(ContextView context) {
		Deadline ofThread = Deadline.current();
		Deadline ofContext = context.<Deadline>getOrEmpty(DeadlineAccessor.KEY).orElse(null);
		return (Deadline.remainingNanos(ofContext) < Deadline.remainingNanos(ofThread)) ? ofContext : ofThread;
	}

}
