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

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response of which nothing leaves before it is {@linkplain #send() sent}. Status and
 * headers are collected in the real response, the body here.
 */
final class BufferedServerResponse extends ServerHttpResponseDecorator {

	private volatile byte @Nullable [] body;

	BufferedServerResponse(ServerHttpResponse response) {
		super(response);
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> content) {
		return DataBufferUtils.join(content)
			.map(BufferedServerResponse::bytes)
			.defaultIfEmpty(new byte[0])
			.doOnNext((bytes) -> this.body = bytes)
			.then();
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> content) {
		return writeWith(Flux.from(content).concatMap((part) -> part));
	}

	@Override
	public Mono<Void> setComplete() {
		return Mono.fromRunnable(() -> {
			if (this.body == null) {
				this.body = new byte[0];
			}
		});
	}

	@Override
	public boolean isCommitted() {
		return this.body != null || super.isCommitted();
	}

	/**
	 * Returns what is kept of this response.
	 * @param rules which headers are replayed
	 * @return the response
	 */
	StoredExchange snapshot(ExchangeRules rules) {
		HttpStatusCode status = getStatusCode();
		HttpHeaders headers = getHeaders();
		List<StoredExchange.Header> replayed = rules.replayed(headers.headerNames(),
				(name) -> headers.getOrDefault(name, List.of()));
		return StoredExchange.response(((status != null) ? status : HttpStatus.OK).value(), replayed, bytes());
	}

	private byte[] bytes() {
		byte[] present = this.body;
		return (present != null) ? present : new byte[0];
	}

	/**
	 * Lets the response leave.
	 * @return completed when it has left
	 */
	Mono<Void> send() {
		return send(getDelegate(), bytes());
	}

	/**
	 * Sends an earlier response again.
	 * @param stored the earlier response
	 * @param response where it is sent
	 * @return completed when it has left
	 */
	static Mono<Void> send(StoredExchange stored, ServerHttpResponse response) {
		response.setRawStatusCode(stored.status());
		for (StoredExchange.Header header : stored.headers()) {
			response.getHeaders().add(header.name(), header.value());
		}
		return send(response, stored.body());
	}

	private static Mono<Void> send(ServerHttpResponse response, byte[] body) {
		HttpStatusCode status = response.getStatusCode();
		if (status == null
				|| !(HttpStatus.NO_CONTENT.isSameCodeAs(status) || HttpStatus.NOT_MODIFIED.isSameCodeAs(status))) {
			response.getHeaders().setContentLength(body.length);
		}
		return (body.length > 0) ? response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)))
				: response.setComplete();
	}

}
