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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests as they are given, keys included.
 *
 * @param http the client
 * @param port where the server listens
 */
record Client(HttpClient http, int port) {

	static final String JSON = "application/json";

	Client(int port) {
		this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), port);
	}

	HttpRequest.Builder request(String method, String path, String contentType, byte[] body) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(30));
		if (contentType != null) {
			request.header("Content-Type", contentType);
		}
		return request.method(method,
				(body != null) ? HttpRequest.BodyPublishers.ofByteArray(body) : HttpRequest.BodyPublishers.noBody());
	}

	static HttpRequest.Builder keyed(HttpRequest.Builder request, String... keys) {
		for (String key : keys) {
			request.header("Idempotency-Key", key);
		}
		return request;
	}

	HttpResponse<String> send(HttpRequest.Builder request) {
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
		return this.http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
	}

	HttpRequest.Builder json(String path, String body, String... keys) {
		return keyed(request("POST", path, JSON, body.getBytes(StandardCharsets.UTF_8)), keys);
	}

	HttpResponse<String> post(String path, String body, String... keys) {
		return send(json(path, body, keys));
	}

	CompletableFuture<HttpResponse<String>> postAsync(String path, String body, String... keys) {
		return sendAsync(json(path, body, keys));
	}

	static byte[] parts(String boundary, String... contents) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		int number = 0;
		for (String content : contents) {
			body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file" + number++
					+ "\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n")
				.getBytes(StandardCharsets.UTF_8));
		}
		body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
		return body.toByteArray();
	}

}
