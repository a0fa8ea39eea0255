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
import java.util.function.Supplier;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMethodMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Finds the handler that Spring MVC is going to call for a request, before it does. The
 * request stays as it was. Safe for use by many threads.
 */
public final class ServletHandlers {

	private static final Logger logger = LoggerFactory.getLogger(ServletHandlers.class);

	private final Supplier<List<HandlerMapping>> mappings;

	/**
	 * Creates a search.
	 * @param mappings gives the mappings in the order in which Spring MVC asks them
	 */
	public ServletHandlers(Supplier<List<HandlerMapping>> mappings) {
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
	 * @param request the request
	 * @return the handler, or {@code null} if there is none, about which Spring MVC says
	 * more than is known here
	 */
	@Nullable Found find(HttpServletRequest request) {
		UntouchedRequest untouched = new UntouchedRequest(request);
		try {
			ServletRequestPathUtils.parseAndCache(untouched);
			for (HandlerMapping mapping : this.mappings.get()) {
				HandlerExecutionChain chain = mapping.getHandler(untouched);
				if (chain != null) {
					return new Found(chain, untouched);
				}
			}
		}
		catch (Exception ex) {
			// Such as for a method or a media type that nobody supports
			logger.debug("There is no handler for the request", ex);
		}
		return null;
	}

	/**
	 * The handler of a request.
	 *
	 * @param chain the handler with its interceptors
	 * @param request the request with what the mapping has found out
	 */
	record Found(HandlerExecutionChain chain, HttpServletRequest request) {

		Object handler() {
			return this.chain.getHandler();
		}

		String pattern() {
			return String.valueOf(this.request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
		}

		@SuppressWarnings("unchecked")
		Map<String, String> variables() {
			Map<String, String> variables = (Map<String, String>) this.request
				.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
			return (variables != null) ? variables : Map.of();
		}

		// What an interceptor of Spring MVC would tell browsers, were it called
		@Nullable CorsConfiguration cors() {
			for (HandlerInterceptor interceptor : this.chain.getInterceptorList()) {
				if (interceptor instanceof CorsConfigurationSource source) {
					return source.getCorsConfiguration(this.request);
				}
			}
			return null;
		}

	}

}
