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

package dev.resilience.sample.traffic;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Orders something from the shop over HTTP, as somebody outside would. Every tenth
 * customer clicks twice.
 */
@Component
class Customer {

	private static final int CLICKS_TWICE = 10;

	private final RestClient http;

	private final JsonMapper json;

	private final Environment environment;

	private final AtomicLong orders = new AtomicLong();

	Customer(RestClient.Builder http, JsonMapper json, Environment environment) {
		// More patient than the shop with its services, so that the shop's answer arrives
		JdkClientHttpRequestFactory patient = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
		patient.setReadTimeout(Duration.ofSeconds(20));
		this.http = http.requestFactory(patient).build();
		this.json = json;
		this.environment = environment;
	}

	void order(Tally tally) {
		String key = UUID.randomUUID().toString();
		ThreadLocalRandom random = ThreadLocalRandom.current();
		Map<String, Object> purchase = Map.of("sku", "book-" + random.nextInt(1, 6), "quantity", random.nextInt(1, 4));
		JsonNode first = send(key, purchase, tally);
		if (first.has("orderId")) {
			tally.confirmed(first.at("/recommendations/fallback").asBoolean(false));
			if (this.orders.incrementAndGet() % CLICKS_TWICE == 0) {
				JsonNode second = send(key, purchase, tally);
				if (first.equals(second)) {
					tally.replayed();
				}
			}
		}
	}

	private JsonNode send(String key, Map<String, Object> purchase, Tally tally) {
		try {
			return this.http.post()
				.uri("http://localhost:{port}/checkout", this.environment.getProperty("local.server.port"))
				.contentType(MediaType.APPLICATION_JSON)
				.header("Idempotency-Key", key)
				.body(purchase)
				.exchange((request, response) -> {
					JsonNode answer = this.json.readTree(response.getBody());
					if (response.getStatusCode().isError()) {
						tally.refused(response.getStatusCode().value() + " " + answer.path("service").asString("shop"));
					}
					return answer;
				});
		}
		catch (RestClientException ex) {
			tally.refused("no answer from the shop");
			return this.json.missingNode();
		}
	}

}
