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

/**
 * What a node asks of the {@link Outside}.
 */
final class OutsideClient {

	private final HttpClient http = HttpClient.newHttpClient();

	private final String url;

	private final String node;

	OutsideClient(String url, String node) {
		this.url = url;
		this.node = node;
	}

	void effect(String key, String childKey) {
		ask("/effect?key=" + encode(key) + "&child=" + encode(childKey));
	}

	boolean knows(String key, String childKey) {
		return Boolean.parseBoolean(ask("/knows?key=" + encode(key) + "&child=" + encode(childKey)));
	}

	void note(String key, String text) {
		ask("/note?key=" + encode(key) + "&text=" + encode(text));
	}

	/**
	 * Gets to a point of the work, at which the test may stop this node, kill it or have
	 * it fail.
	 */
	void pass(String point, String key) {
		if ("fail".equals(ask("/gate?node=" + encode(this.node) + "&point=" + point + "&key=" + encode(key)))) {
			throw new DeclinedException("declined at " + point);
		}
	}

	private String ask(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.url + path)).build();
		try {
			return this.http.send(request, HttpResponse.BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The outside does not answer", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
	}

	private static String encode(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

}
