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

package dev.resilience.sample.downstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves one {@link Downstream} on a socket of its own and misbehaves as told.
 */
class DownstreamServer implements AutoCloseable {

	private static final int THREADS = 64;

	private final JsonMapper json;

	private final Backend backend;

	private final HttpServer server;

	private final ExecutorService threads;

	private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();

	private volatile Control control = new Control(Behaviour.healthy(), false);

	DownstreamServer(Downstream downstream, int port, JsonMapper json) {
		this.json = json;
		this.backend = Backend.of(downstream);
		this.server = listen(downstream, port);
		this.threads = threads(downstream);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private static HttpServer listen(Downstream downstream, int port) {
		try {
			return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		}
		catch (IOException ex) {
			throw new InvalidConfigurationPropertyValueException("sample.downstream.%s.port".formatted(downstream),
					port, "The port cannot be used: " + ex.getMessage());
		}
	}

	private static ExecutorService threads(Downstream downstream) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(downstream + "-");
		factory.setDaemon(true);
		ThreadPoolExecutor threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), factory);
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	URI url() {
		return URI.create("http://localhost:" + this.server.getAddress().getPort());
	}

	/**
	 * Sets the behaviour by hand, which the weather does not change.
	 * @param behaviour the behaviour of all calls that arrive from now on
	 */
	synchronized void behave(Behaviour behaviour) {
		this.control = new Control(behaviour, true);
	}

	/**
	 * Makes the service healthy and hands it back to the weather.
	 */
	synchronized void release() {
		this.control = new Control(Behaviour.healthy(), false);
	}

	/**
	 * Sets the behaviour unless it was set by hand.
	 * @param behaviour the behaviour of all calls that arrive from now on
	 */
	synchronized void weather(Behaviour behaviour) {
		if (!this.control.byHand()) {
			this.control = new Control(behaviour, false);
		}
	}

	Control control() {
		return this.control;
	}

	/**
	 * Returns the number of calls by what became of them: the HTTP status or
	 * {@code closed}.
	 * @return the numbers since start
	 */
	Map<String, Long> calls() {
		Map<String, Long> numbers = new TreeMap<>();
		this.calls.forEach((outcome, number) -> numbers.put(outcome, number.sum()));
		return numbers;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			// What was sent is read in any case, or the connection could not be used
			// again
			byte[] body = exchange.getRequestBody().readAllBytes();
			Behaviour behaviour = this.control.behaviour();
			switch (behaviour.mode()) {
				case HEALTHY -> answer(exchange, body);
				case SLOW -> {
					TimeUnit.NANOSECONDS.sleep(behaviour.delay().toNanos());
					answer(exchange, body);
				}
				case FAILING -> {
					int status = behaviour.nextFailure();
					if (status == 0) {
						answer(exchange, body);
					}
					else {
						send(exchange, new Backend.Answer(status, Map.of("detail", "Told to fail")));
					}
				}
				case RATE_LIMITED -> {
					if (behaviour.admitsNext()) {
						answer(exchange, body);
					}
					else {
						exchange.getResponseHeaders().set("Retry-After", "1");
						send(exchange, new Backend.Answer(429, Map.of("detail", "Too many calls")));
					}
				}
				case DOWN -> count("closed");
			}
		}
		catch (InterruptedException ex) {
			// The server stops; closing the exchange is all that is left to do
			Thread.currentThread().interrupt();
		}
	}

	private void answer(HttpExchange exchange, byte[] body) throws IOException {
		Backend.Answer answer;
		try {
			answer = this.backend
				.answer(new Backend.Request(exchange.getRequestMethod(), exchange.getRequestURI().getPath(),
						exchange.getRequestHeaders().getFirst("Idempotency-Key"), this.json.readTree(body)));
		}
		catch (JacksonException ex) {
			answer = new Backend.Answer(400, Map.of("detail", "The body is no JSON"));
		}
		send(exchange, answer);
	}

	private void send(HttpExchange exchange, Backend.Answer answer) throws IOException {
		// Counted first: who has the answer can rely on the number
		count(Integer.toString(answer.status()));
		byte[] body = this.json.writeValueAsBytes(answer.body());
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(answer.status(), body.length);
		exchange.getResponseBody().write(body);
	}

	private void count(String outcome) {
		this.calls.computeIfAbsent(outcome, (key) -> new LongAdder()).increment();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * Who made the service behave how.
	 *
	 * @param behaviour the behaviour
	 * @param byHand whether somebody set it, which the weather does not change
	 */
	record Control(Behaviour behaviour, boolean byHand) {

	}

}
