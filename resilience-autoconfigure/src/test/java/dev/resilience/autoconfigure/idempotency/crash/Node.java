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
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.resilience.testsupport.ChildJvm;
import dev.resilience.testsupport.ChildJvmBuilder;

/**
 * A {@link NodeApplication} that runs in a JVM of its own.
 */
final class Node implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(3);

	private static final Duration ANSWER = Duration.ofMinutes(2);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ChildJvm jvm;

	private int port;

	private Node(ChildJvm jvm) {
		this.jvm = jvm;
	}

	/**
	 * Starts a node, which is not ready yet.
	 */
	static Node start(String name, Outside outside, Map<String, Object> properties) {
		return start(name, outside, properties, "UTC");
	}

	/**
	 * Starts a node in another time zone, which is not ready yet.
	 */
	static Node start(String name, Outside outside, Map<String, Object> properties, String zone) {
		ChildJvmBuilder builder = ChildJvm.of(NodeApplication.class)
			.systemProperty("user.timezone", zone)
			.property("node.name", name)
			.property("outside.url", outside.url());
		properties.forEach(builder::property);
		return new Node(builder.start());
	}

	Node awaitReady() {
		this.port = Integer.parseInt(this.jvm.awaitLine("READY port=(\\d+)", START).group(1));
		return this;
	}

	ChildJvm jvm() {
		return this.jvm;
	}

	/**
	 * Calls an operation and returns {@code OK} with its result or {@code FAILED} with
	 * the exception.
	 */
	String call(String operation, String key) {
		return call(this.http, this.port, operation, key).join();
	}

	/**
	 * Begins to call an operation.
	 */
	CompletableFuture<String> begin(String operation, String key) {
		return call(this.http, this.port, operation, key);
	}

	/**
	 * Calls an operation of the node behind a port.
	 */
	static CompletableFuture<String> call(HttpClient http, int port, String operation, String key) {
		URI uri = URI.create(
				"http://127.0.0.1:" + port + "/" + operation + "?" + URLEncoder.encode(key, StandardCharsets.UTF_8));
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
		return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
	}

	/**
	 * Returns whether the caller of something got no answer, as its node was killed.
	 */
	static boolean unanswered(CompletableFuture<String> call) {
		try {
			call.join();
			return false;
		}
		catch (CompletionException ex) {
			return ex.getCause() instanceof IOException;
		}
	}

	@Override
	public void close() {
		this.jvm.close();
	}

}
