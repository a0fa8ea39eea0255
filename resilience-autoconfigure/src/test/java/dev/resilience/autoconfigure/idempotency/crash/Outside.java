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

package dev.resilience.autoconfigure.idempotency.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static org.awaitility.Awaitility.await;

/**
 * The world outside of the nodes: has the effects that cannot be rolled back, and stops
 * nodes at points of their work so that they can be killed there.
 */
final class Outside implements AutoCloseable {

	private static final Duration ARRIVAL = Duration.ofSeconds(60);

	private final Map<String, List<String>> effects = new ConcurrentHashMap<>();

	private final Map<String, List<String>> notes = new ConcurrentHashMap<>();

	private final Map<String, Gate> gates = new ConcurrentHashMap<>();

	private final List<Gate> all = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	Outside() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		this.server.setExecutor(this.threads);
		this.server.createContext("/effect", (exchange) -> {
			Map<String, String> query = query(exchange);
			add(this.effects, query.get("key"), query.get("child"));
			answer(exchange, "done");
		});
		this.server.createContext("/knows", (exchange) -> {
			Map<String, String> query = query(exchange);
			answer(exchange, Boolean.toString(childKeys(query.get("key")).contains(query.get("child"))));
		});
		this.server.createContext("/note", (exchange) -> {
			Map<String, String> query = query(exchange);
			add(this.notes, query.get("key"), query.get("text"));
			answer(exchange, "noted");
		});
		this.server.createContext("/gate", (exchange) -> {
			Map<String, String> query = query(exchange);
			Gate gate = this.gates.remove(name(query.get("node"), query.get("point"), query.get("key")));
			answer(exchange, (gate != null) ? gate.pass() : "go");
		});
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * How often the effect of a key has happened.
	 */
	int effects(String key) {
		return childKeys(key).size();
	}

	/**
	 * The derived key that came with each effect of a key.
	 */
	List<String> childKeys(String key) {
		return List.copyOf(this.effects.getOrDefault(key, List.of()));
	}

	List<String> notes(String key) {
		return List.copyOf(this.notes.getOrDefault(key, List.of()));
	}

	/**
	 * Stops a node when it next gets to a point under a key.
	 */
	Gate hold(String node, String point, String key) {
		String name = name(node, point, key);
		Gate gate = new Gate(name);
		this.all.add(gate);
		this.gates.put(name, gate);
		return gate;
	}

	@Override
	public void close() {
		this.all.forEach(Gate::open);
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private static String name(String node, String point, String key) {
		return node + " " + point + " " + key;
	}

	private static void add(Map<String, List<String>> map, String key, String value) {
		map.computeIfAbsent(key, (absent) -> new CopyOnWriteArrayList<>()).add(value);
	}

	private static Map<String, String> query(HttpExchange exchange) {
		return Stream.of(exchange.getRequestURI().getRawQuery().split("&"))
			.map((pair) -> pair.split("=", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
	}

	private static void answer(HttpExchange exchange, String text) throws IOException {
		try (exchange) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
	}

	/**
	 * A point at which a node waits until the test lets it go on.
	 */
	static final class Gate {

		private final String name;

		private final CompletableFuture<Void> arrived = new CompletableFuture<>();

		private final CompletableFuture<String> decision = new CompletableFuture<>();

		Gate(String name) {
			this.name = name;
		}

		void awaitArrival() {
			await(this.name).atMost(ARRIVAL).until(this.arrived::isDone);
		}

		/**
		 * Waits until the node is here, unless its call has ended before.
		 */
		void awaitArrival(CompletableFuture<String> call) {
			await(this.name).atMost(ARRIVAL).until(() -> this.arrived.isDone() || call.isDone());
			if (!this.arrived.isDone()) {
				throw new AssertionError("The call has ended before it came to " + this.name + ": " + call.join());
			}
		}

		void open() {
			this.decision.complete("go");
		}

		/**
		 * Has the work fail at this point.
		 */
		void openForFailure() {
			this.decision.complete("fail");
		}

		private String pass() {
			this.arrived.complete(null);
			return this.decision.join();
		}

	}

}
