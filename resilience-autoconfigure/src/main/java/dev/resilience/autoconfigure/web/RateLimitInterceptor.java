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

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

import dev.resilience.ratelimiter.RateLimiter;

/**
 * Tells clients of Spring MVC handlers that a rate limiter guards how many calls are
 * left. A handler may begin to answer at any time, so the headers are set before it is
 * called, as if it took one permit, and corrected when a body is about to be written.
 */
@ControllerAdvice
public final class RateLimitInterceptor implements HandlerInterceptor, ResponseBodyAdvice<Object> {

	private final HandlerLimits limits;

	/**
	 * Creates this interceptor.
	 * @param limits knows the rate limiters of handlers
	 */
	public RateLimitInterceptor(HandlerLimits limits) {
		this.limits = limits;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		RateLimiter limiter = this.limits.sharedLimiterOf(handler);
		if (limiter != null) {
			int pending = (request.getDispatcherType() != DispatcherType.ASYNC) ? 1 : 0;
			RateLimitHeaders.of(limiter.snapshot(), pending).values().forEach(response::setHeader);
		}
		return true;
	}

	@Override
	public boolean supports(MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converterType) {
		return true;
	}

	@Override
	public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter returnType, MediaType contentType,
			Class<? extends HttpMessageConverter<?>> converterType, ServerHttpRequest request,
			ServerHttpResponse response) {
		if (request instanceof ServletServerHttpRequest servletRequest) {
			RateLimiter limiter = this.limits.sharedLimiterOf(
					servletRequest.getServletRequest().getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE));
			if (limiter != null) {
				RateLimitHeaders.of(limiter.snapshot(), 0).values().forEach(response.getHeaders()::set);
			}
		}
		return body;
	}

}
