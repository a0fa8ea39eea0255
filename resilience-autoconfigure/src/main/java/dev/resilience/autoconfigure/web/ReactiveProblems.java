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

package dev.resilience.autoconfigure.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.core.Ordered;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * Turns our exceptions into problem details in Spring WebFlux, wherever they come from:
 * annotated controllers, functional endpoints or filters. Controllers and advice of the
 * user are asked before, the last resort of Spring Boot after.
 */
public final class ReactiveProblems implements WebExceptionHandler, Ordered {

	// That of Spring Boot's handler, which is registered later
	private static final int ORDER = -1;

	private final HandlerLimits limits;

	private final int reusedKey;

	private final MessageSource messages;

	private final ServerResponse.Context context;

	/**
	 * Creates this handler.
	 * @param limits knows the rate limiters of handlers
	 * @param reusedKey the status for an idempotency key that belongs to another request
	 * @param messages knows other languages
	 * @param writers write the problem
	 */
	public ReactiveProblems(HandlerLimits limits, int reusedKey, MessageSource messages,
			List<HttpMessageWriter<?>> writers) {
		this.limits = limits;
		this.reusedKey = reusedKey;
		this.messages = messages;
		this.context = new WriterContext(List.copyOf(writers));
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable thrown) {
		Object handler = exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		Problem found = Problem.of(thrown, (refusal) -> this.limits.guards(handler, refusal));
		if (found == null || exchange.getResponse().isCommitted()) {
			return Mono.error(thrown);
		}
		Problem problem = found.withStatusOfReusedKey(this.reusedKey);
		exchange.getResponse().getHeaders().clearContentHeaders();
		Locale locale = exchange.getLocaleContext().getLocale();
		ProblemDetail body = problem
			.body((code, text) -> Objects.requireNonNull(this.messages.getMessage(code, null, text, locale)));
		body.setInstance(pathOf(exchange));
		return ServerResponse.status(problem.status())
			.headers((headers) -> headers.addAll(problem.headers()))
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.bodyValue(body)
			.flatMap((response) -> response.writeTo(exchange, this.context));
	}

	private static @Nullable URI pathOf(ServerWebExchange exchange) {
		try {
			return new URI(exchange.getRequest().getURI().getRawPath());
		}
		catch (URISyntaxException ex) {
			// Such as "//", which is a path but no reference to one
			return null;
		}
	}

	private record WriterContext(List<HttpMessageWriter<?>> messageWriters) implements ServerResponse.Context {

		@Override
		public List<ViewResolver> viewResolvers() {
			return List.of();
		}

	}

}
