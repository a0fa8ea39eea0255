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

import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import dev.resilience.ratelimiter.RateLimiter;

/**
 * Tells clients of Spring WebFlux handlers that a rate limiter guards how many calls are
 * left.
 */
public final class RateLimitWebFilter implements WebFilter {

	private final HandlerLimits limits;

	/**
	 * Creates this filter.
	 * @param limits knows the rate limiters of handlers
	 */
	public RateLimitWebFilter(HandlerLimits limits) {
		this.limits = limits;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> {
			RateLimiter limiter = this.limits
				.sharedLimiterOf(exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE));
			if (limiter != null) {
				RateLimitHeaders.of(limiter.snapshot(), 0).values().forEach(exchange.getResponse().getHeaders()::set);
			}
		}));
		return chain.filter(exchange);
	}

}
