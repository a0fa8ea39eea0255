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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.resilience.sample.SampleApplication;
import dev.resilience.testsupport.ChildJvm;
import dev.resilience.testsupport.ChildJvmBuilder;

/**
 * The sample in a process of its own, on free ports and without traffic of its own.
 */
final class ShopProcess implements AutoCloseable {

	private static final Duration START = Duration.ofMinutes(3);

	private final HttpClient http = HttpClient.newHttpClient();

	private final ChildJvm jvm;

	private String url = "";

	private ShopProcess(ChildJvm jvm) {
		this.jvm = jvm;
	}

	/**
	 * Starts a shop, which is not ready yet.
	 */
	static ShopProcess start(Map<String, Object> settings) {
		ChildJvmBuilder builder = ChildJvm.of(SampleApplication.class)
			.property("server.port", 0)
			// What it says when it is ready and when it stops
			.property("logging.level.org.springframework.boot", "info")
			.property("logging.level.dev.resilience.sample", "info")
			.property("sample.traffic.enabled", false)
			.property("sample.downstream.inventory.port", 0)
			.property("sample.downstream.recommendation.port", 0)
			.property("sample.downstream.mail.port", 0);
		settings.forEach(builder::property);
		return new ShopProcess(builder.start());
	}

	ShopProcess awaitReady() {
		this.url = "http://127.0.0.1:" + this.jvm.awaitLine("Tomcat started on port (\\d+)", START).group(1);
		this.jvm.awaitLine("Started SampleApplication", START);
		return this;
	}

	ChildJvm jvm() {
		return this.jvm;
	}

	HttpResponse<String> checkout(String key) {
		return begin(key).join();
	}

	CompletableFuture<HttpResponse<String>> begin(String key) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + "/checkout"))
			.timeout(Duration.ofMinutes(2))
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString("{\"sku\":\"book-1\",\"quantity\":1}"))
			.build();
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.jvm.close();
	}

}
