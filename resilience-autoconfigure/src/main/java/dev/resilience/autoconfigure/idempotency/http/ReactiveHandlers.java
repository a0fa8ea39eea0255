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

package dev.resilience.autoconfigure.idempotency.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.AbstractHandlerMethodMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds the handler that Spring WebFlux is going to call for a request, before it does.
 * The attributes of the exchange stay as they were. Safe for use by many threads.
 */
public final class ReactiveHandlers {

	private static final Logger logger = LoggerFactory.getLogger(ReactiveHandlers.class);

	private final Supplier<List<HandlerMapping>> mappings;

	/**
	 * Creates a search.
	 * @param mappings gives the mappings in the order in which Spring WebFlux asks them
	 */
	public ReactiveHandlers(Supplier<List<HandlerMapping>> mappings) {
		this.mappings = mappings;
	}

	Collection<HandlerMethod> all() {
		List<HandlerMethod> all = new ArrayList<>();
		for (HandlerMapping mapping : this.mappings.get()) {
			if (mapping instanceof AbstractHandlerMethodMapping<?> methods) {
				all.addAll(methods.getHandlerMethods().values());
			}
		}
		return all;
	}

	/**
	 * Finds the handler of a request.
	 * @param exchange the request
	 * @return the handler, or nothing if there is none, about which Spring WebFlux says
	 * more than is known here
	 */
	Mono<Found> find(ServerWebExchange exchange) {
		UntouchedExchange untouched = new UntouchedExchange(exchange);
		return Flux.fromIterable(this.mappings.get())
			.concatMap((mapping) -> mapping.getHandler(untouched))
			.next()
			.map((handler) -> new Found(handler, untouched))
			.onErrorResume((failure) -> {
				// Such as for a method or a media type that nobody supports
				logger.debug("There is no handler for the request", failure);
				return Mono.empty();
			});
	}

	/**
	 * The handler of a request.
	 *
	 * @param handler the handler
	 * @param exchange the request with what the mapping has found out
	 */
	record Found(Object handler, ServerWebExchange exchange) {

		String pattern() {
			return String.valueOf(this.exchange.<Object>getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
		}

		Map<String, String> variables() {
			return this.exchange.getAttributeOrDefault(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of());
		}

	}

	/**
	 * An exchange whose attributes are changed for those only who see it through this
	 * one.
	 */
	private static final class UntouchedExchange extends ServerWebExchangeDecorator {

		private final Map<String, Object> attributes;

		UntouchedExchange(ServerWebExchange exchange) {
			super(exchange);
			this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
		}

		@Override
		public Map<String, Object> getAttributes() {
			return this.attributes;
		}

	}

}
