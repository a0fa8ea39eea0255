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
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.springframework.context.SmartLifecycle;

/**
 * Has a node do what the test asks for. Stops as a web server does that shuts down
 * gracefully: before everything else, and not before running requests have ended.
 */
final class CommandServer implements SmartLifecycle {

	private static final int GRACE_SECONDS = 60;

	private final Phaser requests = new Phaser(1);

	private final HttpServer server;

	private volatile boolean running;

	CommandServer(Map<String, UnaryOperator<String>> commands) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		this.server.setExecutor(Executors.newCachedThreadPool());
		commands.forEach((name, command) -> this.server.createContext("/" + name, (exchange) -> {
			this.requests.register();
			try (exchange) {
				answer(exchange, command);
			}
			finally {
				this.requests.arriveAndDeregister();
			}
		}));
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void start() {
		this.server.start();
		this.running = true;
		System.out.println("READY port=" + port());
	}

	@Override
	public void stop() {
		System.out.println("STOPPING");
		try {
			this.requests.awaitAdvanceInterruptibly(this.requests.arrive(), GRACE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException ex) {
			System.out.println("Stops although requests are running");
		}
		this.server.stop(0);
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	// As the graceful shutdown of Spring Boot's web servers
	@Override
	public int getPhase() {
		return DEFAULT_PHASE - 1024;
	}

	private static void answer(HttpExchange exchange, UnaryOperator<String> command) throws IOException {
		String text;
		try {
			String argument = URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
			text = "OK " + command.apply(argument);
		}
		catch (Exception ex) {
			text = "FAILED " + ex.getClass().getSimpleName() + " suppressed=" + ex.getSuppressed().length + " "
					+ ex.getMessage();
		}
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(200, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

}
