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

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

import dev.resilience.autoconfigure.http.DeadlineHeader;
import dev.resilience.policy.CurrentAttempt;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;

/**
 * Lets servlet requests end when their client stops waiting: protected calls under them
 * are cut short, and requests that come too late are refused with 504. Threads of the
 * container are never interrupted. A client that says that it repeats a request is
 * believed, so that protected calls under it are not repeated once more.
 */
public final class DeadlineFilter extends OncePerRequestFilter implements Ordered {

	// Inside what observes requests, outside everything that takes time
	private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 10;

	private final RequestDeadlines deadlines;

	private final Supplier<@Nullable HandlerExceptionResolver> resolver;

	/**
	 * Creates this filter.
	 * @param deadlines reads the limits of requests
	 * @param resolver tells clients of refusals; gives {@code null} where there is none
	 */
	public DeadlineFilter(RequestDeadlines deadlines, Supplier<@Nullable HandlerExceptionResolver> resolver) {
		this.deadlines = deadlines;
		this.resolver = resolver;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		List<String> values = Collections.list(request.getHeaders(DeadlineHeader.NAME));
		Deadline limit;
		try {
			limit = this.deadlines.begin(values);
		}
		catch (DeadlineExceededException ex) {
			refuse(request, response, ex);
			return;
		}
		Integer attempt = DeadlineHeader.parseAttempt(Collections.list(request.getHeaders(DeadlineHeader.ATTEMPT)));
		Integer outer = CurrentAttempt.bind(attempt);
		try {
			chain.doFilter(request, response);
		}
		finally {
			CurrentAttempt.bind(outer);
			if (limit != null) {
				limit.end();
			}
		}
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, DeadlineExceededException refusal)
			throws IOException {
		HandlerExceptionResolver known = this.resolver.get();
		if (known == null || known.resolveException(request, response, null, refusal) == null) {
			response.sendError(HttpServletResponse.SC_GATEWAY_TIMEOUT);
		}
	}

}
