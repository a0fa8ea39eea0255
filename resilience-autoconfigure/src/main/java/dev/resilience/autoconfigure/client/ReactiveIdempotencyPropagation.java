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

package dev.resilience.autoconfigure.client;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpRequestDecorator;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import dev.resilience.autoconfigure.http.IdempotencyAccessor;
import dev.resilience.idempotency.IdempotencyContext;

/**
 * Lets services recognise what an idempotent call has asked of them before: as
 * {@link IdempotencyPropagation}, for requests of {@link WebClient} and HTTP interfaces
 * above it. The call is that of the thread that subscribes or that of Reactor's context.
 * Bodies of such requests are held in memory, others are not.
 * <p>
 * Clients that Spring Boot builds have it; others get it by
 * {@code WebClient.builder().filter(…)}.
 */
public final class ReactiveIdempotencyPropagation implements ExchangeFilterFunction {

	private static final byte[] EMPTY = new byte[0];

	private final ChildKey key;

	/**
	 * Creates a filter.
	 * @param header the name of the header that carries keys
	 */
	public ReactiveIdempotencyPropagation(String header) {
		this.key = new ChildKey(header);
	}

	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		if (!this.key.isMissingIn(request.method(), request.headers())) {
			return next.exchange(request);
		}
		return Mono.deferContextual((context) -> {
			IdempotencyContext call = call(context);
			return next.exchange((call != null) ? withKey(request, call) : request);
		});
	}

	private static @Nullable IdempotencyContext call(ContextView context) {
		return IdempotencyContext.current()
			.orElseGet(() -> context.<IdempotencyContext>getOrEmpty(IdempotencyAccessor.KEY).orElse(null));
	}

	private ClientRequest withKey(ClientRequest request, IdempotencyContext call) {
		return ClientRequest.from(request)
			.body((output, context) -> request.body().insert(new Keyed(output, call), context))
			.build();
	}

	/** A request whose key is known once its body is. */
	private final class Keyed extends ClientHttpRequestDecorator {

		private final IdempotencyContext call;

		Keyed(ClientHttpRequest request, IdempotencyContext call) {
			super(request);
			this.call = call;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return DataBufferUtils.join(body).map(Keyed::bytes).defaultIfEmpty(EMPTY).flatMap((bytes) -> {
				addKey(bytes);
				return super.writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(bytes)));
			});
		}

		private static byte[] bytes(DataBuffer buffer) {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return writeWith(Flux.from(body).concatMap((part) -> part));
		}

		@Override
		public Mono<Void> setComplete() {
			addKey(EMPTY);
			return super.setComplete();
		}

		private void addKey(byte[] body) {
			ReactiveIdempotencyPropagation.this.key.addTo(this.call, getMethod(), getURI(), body, getHeaders());
		}

	}

}
