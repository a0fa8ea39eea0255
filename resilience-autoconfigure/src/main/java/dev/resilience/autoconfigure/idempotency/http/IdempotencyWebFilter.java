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

import java.security.Principal;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

import dev.resilience.autoconfigure.aop.ExchangeIdempotency;
import dev.resilience.autoconfigure.http.ExchangeClaims;
import dev.resilience.autoconfigure.http.RequestBodyTooLargeException;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;

/**
 * Serves requests with an idempotency key once and answers repeated ones with the kept
 * response, for handlers of Spring WebFlux that are {@code @Idempotent} without a key of
 * their own. It stands right before the handlers, behind everything that decides who the
 * client is and what it may do, since a replay asks none of what follows. No thread waits
 * here.
 */
public final class IdempotencyWebFilter implements WebFilter, Ordered {

	private static final byte[] EMPTY = new byte[0];

	private final ExchangeRules rules;

	private final ExchangeHandlers idempotent;

	private final ReactiveHandlers handlers;

	private final PolicyContext context;

	private final List<HttpMessageReader<?>> readers;

	/**
	 * Creates this filter.
	 * @param rules what requests need and what responses are kept
	 * @param idempotent knows which handlers are idempotent
	 * @param handlers finds the handlers of requests
	 * @param context what all policies share
	 * @param readers read forms and parts
	 */
	public IdempotencyWebFilter(ExchangeRules rules, ExchangeHandlers idempotent, ReactiveHandlers handlers,
			PolicyContext context, List<HttpMessageReader<?>> readers) {
		this.rules = rules;
		this.idempotent = idempotent;
		this.handlers = handlers;
		this.context = context;
		this.readers = List.copyOf(readers);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (!this.idempotent.areAmong(this.handlers::all)) {
			return chain.filter(exchange);
		}
		if (!this.rules.covers(exchange.getRequest().getMethod().name())) {
			return pass((operation) -> covers(exchange, operation), exchange, chain);
		}
		return this.handlers.find(exchange)
			.map(Optional::of)
			.defaultIfEmpty(Optional.empty())
			.flatMap((found) -> filter(found, exchange, chain));
	}

	private Mono<Void> filter(Optional<ReactiveHandlers.Found> found, ServerWebExchange exchange,
			WebFilterChain chain) {
		ExchangeIdempotency idempotency = found.map((handler) -> this.idempotent.find(handler.handler())).orElse(null);
		return (idempotency != null) ? new Exchange(found.get(), idempotency, exchange).serve(chain)
				: chain.filter(exchange);
	}

	private boolean covers(ServerWebExchange exchange, String operation) {
		ExchangeIdempotency idempotency = this.idempotent
			.find(exchange.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE));
		return idempotency != null && idempotency.operation().equals(operation);
	}

	// The handler runs without a claim, as has been decided here.
	private static Mono<Void> pass(ExchangeClaims claims, ServerWebExchange exchange, WebFilterChain chain) {
		return chain.filter(exchange).contextWrite((context) -> context.put(ExchangeClaims.KEY, claims));
	}

	/** One request to an idempotent handler, until it is known whether it runs. */
	private final class Exchange {

		private final ReactiveHandlers.Found found;

		private final ExchangeIdempotency idempotency;

		private final IdempotencyPolicy policy;

		private final ServerWebExchange exchange;

		private final ServerHttpRequest request;

		private final ExchangeClaims claims;

		Exchange(ReactiveHandlers.Found found, ExchangeIdempotency idempotency, ServerWebExchange exchange) {
			this.found = found;
			this.idempotency = idempotency;
			this.policy = idempotency.policy();
			this.exchange = exchange;
			this.request = exchange.getRequest();
			this.claims = idempotency.operation()::equals;
		}

		private ExchangeRules rules() {
			return IdempotencyWebFilter.this.rules;
		}

		Mono<Void> serve(WebFilterChain chain) {
			String key;
			try {
				key = (this.policy.mode() != PolicyMode.OFF)
						? rules().keyOf(this.request.getHeaders().getOrEmpty(rules().header()), this.policy) : null;
			}
			catch (InvalidIdempotencyKeyException ex) {
				this.idempotency.refused();
				return Mono.error(ex);
			}
			if (key == null) {
				return pass(this.claims, this.exchange, chain);
			}
			Mono<Optional<String>> principal = this.exchange.getPrincipal()
				.map(Principal::getName)
				.map(Optional::of)
				.defaultIfEmpty(Optional.empty());
			return principal.zipWith(body()).flatMap((read) -> {
				IdempotentRequest asked = new IdempotentRequest(this.idempotency.operation(), read.getT1().orElse(null),
						key, fingerprint(read.getT2()));
				return serve(asked, read.getT2(), chain);
			});
		}

		private Mono<byte[]> body() {
			if (this.request.getHeaders().getContentLength() > rules().maxBodySize()) {
				return Mono.error(() -> tooLarge(null));
			}
			return DataBufferUtils.join(this.request.getBody(), rules().maxBodySize())
				.map(Exchange::bytes)
				.defaultIfEmpty(EMPTY)
				.onErrorMap(DataBufferLimitException.class, this::tooLarge);
		}

		private static byte[] bytes(DataBuffer buffer) {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		}

		private RequestBodyTooLargeException tooLarge(@Nullable Throwable cause) {
			this.idempotency.refused();
			return new RequestBodyTooLargeException(this.policy.instance(), rules().maxBodySize(), cause);
		}

		private String fingerprint(byte[] body) {
			String contentType = this.request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
			ExchangeFingerprint fingerprint = new ExchangeFingerprint(this.request.getMethod().name(),
					this.found.pattern(), this.found.variables(), this.request.getURI().getRawQuery(), contentType);
			rules().addBody(fingerprint, contentType, body);
			return fingerprint.end();
		}

		private Mono<Void> serve(IdempotentRequest asked, byte[] body, WebFilterChain chain) {
			BufferedServerResponse response = new BufferedServerResponse(this.exchange.getResponse());
			ServerWebExchange served = new CachedBodyExchange(this.exchange, body, response,
					IdempotencyWebFilter.this.readers);
			return new ReactiveExchange(this.idempotency, IdempotencyWebFilter.this.context, rules(), this.claims,
					response)
				.serve(asked, Mono.defer(() -> chain.filter(served)), this::replay);
		}

		private Mono<Void> replay(StoredExchange stored) {
			this.exchange.getResponse().getHeaders().set(rules().replayedHeader(), "true");
			return BufferedServerResponse.send(stored, this.exchange.getResponse());
		}

	}

}
