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

import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;

import dev.resilience.autoconfigure.aop.ExchangeIdempotency;
import dev.resilience.autoconfigure.http.ExchangeClaims;
import dev.resilience.autoconfigure.idempotency.IdempotencyPrincipal;
import dev.resilience.autoconfigure.web.Refusal;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.OpenCall;
import dev.resilience.policy.PolicyMode;

/**
 * Serves requests with an idempotency key once and answers repeated ones with the kept
 * response, for handlers of Spring MVC that are {@code @Idempotent} without a key of
 * their own. It stands right before the servlet, behind everything that decides who the
 * client is and what it may do, since a replay asks none of what follows.
 */
public final class IdempotencyFilter extends OncePerRequestFilter implements Ordered {

	private static final String TRUE = "true";

	private final ExchangeRules rules;

	private final ExchangeHandlers idempotent;

	private final ServletHandlers handlers;

	private final IdempotencyPrincipal principal;

	private final Supplier<@Nullable HandlerExceptionResolver> resolver;

	private final Function<Throwable, @Nullable Refusal> refusals;

	/**
	 * Creates this filter.
	 * @param rules what requests need and what responses are kept
	 * @param idempotent knows which handlers are idempotent
	 * @param handlers finds the handlers of requests
	 * @param principal on whose behalf requests are made, beside that of the servlet API
	 * @param resolver tells clients of refusals; gives {@code null} where there is none
	 * @param refusals say what to tell them then; give {@code null} for what is no
	 * refusal of ours
	 */
	public IdempotencyFilter(ExchangeRules rules, ExchangeHandlers idempotent, ServletHandlers handlers,
			IdempotencyPrincipal principal, Supplier<@Nullable HandlerExceptionResolver> resolver,
			Function<Throwable, @Nullable Refusal> refusals) {
		this.rules = rules;
		this.idempotent = idempotent;
		this.handlers = handlers;
		this.principal = principal;
		this.resolver = resolver;
		this.refusals = refusals;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	protected boolean shouldNotFilterAsyncDispatch() {
		return false;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		ServletExchange present = ServletExchange.of(request).orElse(null);
		if (present != null) {
			present.<ServletException>serve(request, () -> chain.doFilter(request, response));
		}
		else if (isAsyncDispatch(request) || !this.idempotent.areAmong(this.handlers::all)) {
			chain.doFilter(request, response);
		}
		else if (!this.rules.covers(request.getMethod())) {
			pass((operation) -> operation.equals(operationOf(request)), request, response, chain);
		}
		else {
			ServletHandlers.Found found = this.handlers.find(request);
			ExchangeIdempotency idempotency = (found != null) ? this.idempotent.find(found.handler()) : null;
			if (found == null || idempotency == null) {
				chain.doFilter(request, response);
			}
			else {
				new Exchange(found, idempotency, request, response).serve(chain);
			}
		}
	}

	private @Nullable String operationOf(HttpServletRequest request) {
		ExchangeIdempotency idempotency = this.idempotent
			.find(request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE));
		return (idempotency != null) ? idempotency.operation() : null;
	}

	// The handler runs without a claim, as has been decided here.
	private static void pass(ExchangeClaims claims, HttpServletRequest request, HttpServletResponse response,
			FilterChain chain) throws ServletException, IOException {
		ExchangeClaims.Scope scope = ExchangeClaims.enter(claims);
		try {
			chain.doFilter(request, response);
		}
		finally {
			scope.close();
		}
	}

	/** One request to an idempotent handler, until it is known whether it runs. */
	private final class Exchange {

		private final ServletHandlers.Found found;

		private final ExchangeIdempotency idempotency;

		private final HttpServletRequest request;

		private final HttpServletResponse response;

		private final ExchangeClaims claims;

		Exchange(ServletHandlers.Found found, ExchangeIdempotency idempotency, HttpServletRequest request,
				HttpServletResponse response) {
			this.found = found;
			this.idempotency = idempotency;
			this.request = request;
			this.response = response;
			this.claims = idempotency.operation()::equals;
		}

		void serve(FilterChain chain) throws ServletException, IOException {
			IdempotencyPolicy policy = this.idempotency.policy();
			HttpServletRequest served = this.request;
			OpenCall call = null;
			try {
				String key = key(policy);
				if (key != null) {
					ExchangeFingerprint fingerprint = fingerprint();
					served = new ServletBody(this.request, rules(), policy.instance(), fingerprint).read();
					call = policy.begin(
							new IdempotentRequest(this.idempotency.operation(), principal(), key, fingerprint.end()),
							rules().codec());
				}
			}
			catch (IOException | Error ex) {
				// The client has gone, or the JVM is about to
				throw ex;
			}
			catch (Throwable ex) {
				refuse(ex);
				return;
			}
			if (call != null && call.isReplayed()) {
				replay(call);
			}
			else if (call != null && call.context() != null) {
				run(call, served, chain);
			}
			else {
				pass(this.claims, served, this.response, chain);
			}
		}

		private ExchangeRules rules() {
			return IdempotencyFilter.this.rules;
		}

		private @Nullable String key(IdempotencyPolicy policy) {
			return (policy.mode() != PolicyMode.OFF)
					? rules().keyOf(Collections.list(this.request.getHeaders(rules().header())), policy) : null;
		}

		private ExchangeFingerprint fingerprint() {
			return new ExchangeFingerprint(this.request.getMethod(), this.found.pattern(), this.found.variables(),
					this.request.getQueryString(), this.request.getContentType());
		}

		private @Nullable String principal() {
			String known = IdempotencyFilter.this.principal.current();
			if (known != null) {
				return known;
			}
			Principal principal = this.request.getUserPrincipal();
			return (principal != null) ? principal.getName() : null;
		}

		private void run(OpenCall call, HttpServletRequest served, FilterChain chain)
				throws ServletException, IOException {
			ServletExchange exchange = new ServletExchange(call, this.claims, rules(), this.response);
			served.setAttribute(ServletExchange.ATTRIBUTE, exchange);
			exchange.<ServletException>serve(served, () -> chain.doFilter(served, exchange.response()));
		}

		private void replay(OpenCall call) throws IOException {
			this.idempotency.replayed();
			if (call.result() instanceof StoredExchange stored && isReadable()) {
				this.response.setHeader(rules().replayedHeader(), TRUE);
				BufferedResponse.send(stored, this.response);
			}
		}

		// No interceptor tells browsers who may read what does not come from the handler.
		private boolean isReadable() throws IOException {
			CorsConfiguration configuration = this.found.cors();
			return configuration == null
					|| new DefaultCorsProcessor().processRequest(configuration, this.request, this.response);
		}

		private void refuse(Throwable refusal) throws ServletException, IOException {
			this.idempotency.refused();
			if (!isReadable()) {
				return;
			}
			HandlerExceptionResolver known = IdempotencyFilter.this.resolver.get();
			Exception exception = (refusal instanceof Exception thrown) ? thrown : new ServletException(refusal);
			if (known != null
					&& known.resolveException(this.request, this.response, this.found.handler(), exception) != null) {
				return;
			}
			Refusal told = IdempotencyFilter.this.refusals.apply(exception);
			if (told == null) {
				throw new ServletException(exception);
			}
			told.headers().forEach((name, values) -> values.forEach((value) -> this.response.addHeader(name, value)));
			this.response.sendError(told.status());
		}

	}

}
