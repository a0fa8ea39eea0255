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

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import dev.resilience.autoconfigure.http.AttemptAccessor;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.autoconfigure.http.DeadlineHeader;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;

/**
 * Lets WebFlux requests end when their client stops waiting. The limit is in Reactor's
 * context under {@link DeadlineAccessor#KEY}, and on the thread that begins to serve the
 * request. Requests that come too late are refused with 504. A client that says that it
 * repeats a request is believed: the number of its attempt is there too, under
 * {@link AttemptAccessor#KEY}.
 */
public final class DeadlineWebFilter implements WebFilter, Ordered {

	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	private final RequestDeadlines deadlines;

	private final @Nullable ReactiveProblems problems;

	/**
	 * Creates this filter.
	 * @param deadlines reads the limits of requests
	 * @param problems tells clients of refusals, or {@code null} for a bare status
	 */
	public DeadlineWebFilter(RequestDeadlines deadlines, @Nullable ReactiveProblems problems) {
		this.deadlines = deadlines;
		this.problems = problems;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Deadline limit;
		try {
			limit = this.deadlines.take(exchange.getRequest().getHeaders().get(DeadlineHeader.NAME));
		}
		catch (DeadlineExceededException ex) {
			return refuse(exchange, ex);
		}
		Integer attempt = DeadlineHeader.parseAttempt(exchange.getRequest().getHeaders().get(DeadlineHeader.ATTEMPT));
		return (limit != null || attempt != null) ? serve(chain.filter(exchange), limit, attempt)
				: chain.filter(exchange);
	}

	private Mono<Void> refuse(ServerWebExchange exchange, DeadlineExceededException refusal) {
		if (this.problems != null) {
			return this.problems.handle(exchange, refusal);
		}
		exchange.getResponse().setStatusCode(HttpStatus.GATEWAY_TIMEOUT);
		return exchange.getResponse().setComplete();
	}

	private static Mono<Void> serve(Mono<Void> served, @Nullable Deadline limit, @Nullable Integer attempt) {
		return Mono.<Void>from((subscriber) -> {
			Deadline previous = Deadline.current();
			Deadline.adopt((limit != null) ? limit : previous);
			Integer outer = CurrentAttempt.bind(attempt);
			try {
				served.subscribe(subscriber);
			}
			finally {
				CurrentAttempt.bind(outer);
				Deadline.adopt(previous);
			}
		}).contextWrite((context) -> {
			Context limited = (limit != null) ? context.put(DeadlineAccessor.KEY, limit) : context;
			return (attempt != null) ? limited.put(AttemptAccessor.KEY, attempt) : limited;
		});
	}

}
