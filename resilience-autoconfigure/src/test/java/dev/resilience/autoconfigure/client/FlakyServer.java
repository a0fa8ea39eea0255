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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server that gives one prepared answer after the other, then 200.
 */
final class FlakyServer implements AutoCloseable {

	private final HttpServer server;

	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	private final List<Headers> requests = new CopyOnWriteArrayList<>();

	FlakyServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	void willAnswer(int status, Map<String, String> headers) {
		this.answers.add(new Answer(status, headers));
	}

	URI uri() {
		return URI.create("http://localhost:" + this.server.getAddress().getPort() + "/");
	}

	/** The headers of all requests so far. */
	List<Headers> requests() {
		return this.requests;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			this.requests.add(exchange.getRequestHeaders());
			Answer answer = this.answers.poll();
			if (answer != null) {
				answer.headers().forEach(exchange.getResponseHeaders()::set);
			}
			exchange.sendResponseHeaders((answer != null) ? answer.status() : 200, -1);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	private record Answer(int status, Map<String, String> headers) {

	}

}
