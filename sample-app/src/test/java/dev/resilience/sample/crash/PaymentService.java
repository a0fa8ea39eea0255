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

package dev.resilience.sample.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static org.awaitility.Awaitility.await;

/**
 * A payment service that survives the shops which call it. It can be slow with one
 * charge, so that a shop can be killed that waits for it.
 */
final class PaymentService implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> charges = new CopyOnWriteArrayList<>();

	private final List<Slowness> slowness = new CopyOnWriteArrayList<>();

	private final AtomicReference<Slowness> next = new AtomicReference<>();

	private final HttpServer server;

	PaymentService() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
		this.server.setExecutor(this.threads);
		this.server.createContext("/charges", this::charge);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * The idempotency key that came with each charge.
	 */
	List<String> charges() {
		return List.copyOf(this.charges);
	}

	/**
	 * Takes the money of the next charge and does not answer until told to.
	 */
	Slowness slowAtNextCharge() {
		Slowness slow = new Slowness();
		this.slowness.add(slow);
		this.next.set(slow);
		return slow;
	}

	@Override
	public void close() {
		this.slowness.forEach(Slowness::answer);
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void charge(HttpExchange exchange) throws IOException {
		try (exchange) {
			exchange.getRequestBody().readAllBytes();
			this.charges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
			Slowness slow = this.next.getAndSet(null);
			if (slow != null) {
				slow.charged.complete(null);
				slow.answered.join();
			}
			byte[] body = "{\"reference\":\"pay-%d\"}".formatted(this.charges.size()).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(201, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	/**
	 * A charge that has been made and is not answered yet.
	 */
	static final class Slowness {

		private final CompletableFuture<Void> charged = new CompletableFuture<>();

		private final CompletableFuture<Void> answered = new CompletableFuture<>();

		void awaitCharge() {
			await("charge").atMost(Duration.ofSeconds(60)).until(this.charged::isDone);
		}

		void answer() {
			this.answered.complete(null);
		}

	}

}
