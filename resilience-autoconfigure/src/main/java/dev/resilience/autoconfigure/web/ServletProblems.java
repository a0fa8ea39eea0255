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

import java.util.Locale;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.MessageSource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.HandlerMapping;

import dev.resilience.classification.ResilienceException;

/**
 * Turns our exceptions into problem details in Spring MVC. It comes last, so that every
 * handler of the user wins.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public final class ServletProblems {

	private final HandlerLimits limits;

	private final int reusedKey;

	private final MessageSource messages;

	/**
	 * Creates this advice.
	 * @param limits knows the rate limiters of handlers
	 * @param reusedKey the status for an idempotency key that belongs to another request
	 * @param messages knows other languages
	 */
	public ServletProblems(HandlerLimits limits, int reusedKey, MessageSource messages) {
		this.limits = limits;
		this.reusedKey = reusedKey;
		this.messages = messages;
	}

	@ExceptionHandler(ResilienceException.class)
	ResponseEntity<ProblemDetail> handle(Exception thrown, HttpServletRequest request, Locale locale) throws Exception {
		Object handler = request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		Problem found = Problem.of(thrown, (refusal) -> this.limits.guards(handler, refusal));
		if (found == null) {
			// An exception of the user that has one of ours as its cause says itself
			// which status it means, and whoever is asked next may know it
			throw thrown;
		}
		Problem problem = found.withStatusOfReusedKey(this.reusedKey);
		return new ResponseEntity<>(
				problem
					.body((code, text) -> Objects.requireNonNull(this.messages.getMessage(code, null, text, locale))),
				problem.headers(), problem.status());
	}

}
