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

import java.util.List;
import java.util.Map;

import org.springframework.core.ResolvableType;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.codec.HttpMessageReader;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * An exchange whose request body has been read and is there once more, as often as
 * anybody reads it: as bytes, as a form or as parts.
 */
final class CachedBodyExchange extends ServerWebExchangeDecorator {

	private static final ResolvableType FORM = ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class,
			String.class);

	private static final ResolvableType PARTS = ResolvableType.forClassWithGenerics(MultiValueMap.class, String.class,
			Part.class);

	private final ServerHttpRequest request;

	private final ServerHttpResponse response;

	private final Mono<MultiValueMap<String, String>> form;

	private final Mono<MultiValueMap<String, Part>> parts;

	CachedBodyExchange(ServerWebExchange exchange, byte[] body, ServerHttpResponse response,
			List<HttpMessageReader<?>> readers) {
		super(exchange);
		this.request = new CachedBody(exchange, body);
		this.response = response;
		this.form = read(MediaType.APPLICATION_FORM_URLENCODED, FORM, readers);
		this.parts = read(MediaType.MULTIPART_FORM_DATA, PARTS, readers);
	}

	@SuppressWarnings("unchecked")
	private <T> Mono<MultiValueMap<String, T>> read(MediaType type, ResolvableType target,
			List<HttpMessageReader<?>> readers) {
		MediaType sent = this.request.getHeaders().getContentType();
		MultiValueMap<String, T> nothing = new LinkedMultiValueMap<>();
		if (sent == null || !type.isCompatibleWith(sent)) {
			return Mono.just(nothing);
		}
		for (HttpMessageReader<?> reader : readers) {
			if (reader.canRead(target, type)) {
				return ((HttpMessageReader<MultiValueMap<String, T>>) reader).readMono(target, this.request, Map.of())
					.switchIfEmpty(Mono.just(nothing))
					.cache();
			}
		}
		return Mono.just(nothing);
	}

	@Override
	public ServerHttpRequest getRequest() {
		return this.request;
	}

	@Override
	public ServerHttpResponse getResponse() {
		return this.response;
	}

	@Override
	public Mono<MultiValueMap<String, String>> getFormData() {
		return this.form;
	}

	@Override
	public Mono<MultiValueMap<String, Part>> getMultipartData() {
		return this.parts;
	}

	/** The request with its body. */
	private static final class CachedBody extends ServerHttpRequestDecorator {

		private final ServerWebExchange exchange;

		private final byte[] body;

		CachedBody(ServerWebExchange exchange, byte[] body) {
			super(exchange.getRequest());
			this.exchange = exchange;
			this.body = body;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return (this.body.length > 0)
					? Flux.defer(() -> Flux.just(this.exchange.getResponse().bufferFactory().wrap(this.body.clone())))
					: Flux.empty();
		}

	}

}
