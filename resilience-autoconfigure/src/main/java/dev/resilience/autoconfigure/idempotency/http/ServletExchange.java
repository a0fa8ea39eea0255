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
import java.util.Optional;
import java.util.concurrent.CancellationException;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import dev.resilience.autoconfigure.http.ExchangeClaims;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.idempotency.OpenCall;

/**
 * A servlet exchange that runs under its claim, from the first dispatch of its request to
 * the last.
 */
final class ServletExchange implements AsyncListener {

	/** The attribute of the request under which its exchange is found. */
	static final String ATTRIBUTE = ServletExchange.class.getName();

	private final OpenCall call;

	private final ExchangeClaims claims;

	private final ExchangeRules rules;

	private final BufferedResponse response;

	/** Whether nobody knows any more what becomes of the work. */
	private volatile boolean timedOut;

	ServletExchange(OpenCall call, ExchangeClaims claims, ExchangeRules rules, HttpServletResponse response) {
		this.call = call;
		this.claims = claims;
		this.rules = rules;
		this.response = new BufferedResponse(response, rules.maxResultSize(), this::overflow);
	}

	static Optional<ServletExchange> of(HttpServletRequest request) {
		return Optional.ofNullable((ServletExchange) request.getAttribute(ATTRIBUTE));
	}

	HttpServletResponse response() {
		return this.response;
	}

	/**
	 * Serves the request, or goes on with it.
	 * @param <E> the type of exception that the dispatch throws
	 * @param request the request
	 * @param dispatch the rest of the way to the handler
	 * @throws E as the dispatch throws
	 */
	<E extends Exception> void serve(HttpServletRequest request, Dispatch<E> dispatch) throws E, IOException {
		IdempotencyContext.Scope claim = IdempotencyContext.enter(this.call.context());
		ExchangeClaims.Scope decision = ExchangeClaims.enter(this.claims);
		try {
			dispatch.run();
		}
		catch (Throwable ex) {
			this.call.failed(ex);
			throw ex;
		}
		finally {
			decision.close();
			claim.close();
		}
		if (request.isAsyncStarted()) {
			request.getAsyncContext().addListener(this);
		}
		else {
			settle();
			this.response.send();
		}
	}

	private void settle() {
		StoredExchange stored = this.response.snapshot(this.rules);
		if (this.timedOut && !this.rules.keeps(stored.status())) {
			this.call.abandoned();
		}
		else {
			this.call.succeeded(stored);
		}
	}

	// The status cannot change any more once the body has begun to leave.
	private void overflow() {
		if (this.rules.keeps(this.response.getStatus())) {
			this.call.notRetained("was too large to be kept");
		}
		else {
			settle();
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		this.timedOut = true;
	}

	@Override
	public void onError(AsyncEvent event) {
		this.timedOut = true;
	}

	// Spring MVC goes on with another dispatch, which has settled everything by now.
	@Override
	public void onComplete(AsyncEvent event) {
		if (this.timedOut) {
			this.call.abandoned();
		}
		else {
			this.call.failed(new CancellationException("The exchange was completed without a response"));
		}
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	/**
	 * The rest of the way to a handler.
	 *
	 * @param <E> the type of exception that it throws
	 */
	@FunctionalInterface
	interface Dispatch<E extends Exception> {

		void run() throws E, IOException;

	}

}
