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

package dev.resilience.sample;

import java.net.URI;

import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

/**
 * The shop and its services as a reader with a terminal sees them.
 */
public final class Shop {

	private final RestTestClient client;

	public Shop(RestTestClient client) {
		this.client = client;
	}

	public RestTestClient.ResponseSpec checkout(String json) {
		return this.client.post().uri("/checkout").contentType(MediaType.APPLICATION_JSON).body(json).exchange();
	}

	public RestTestClient.ResponseSpec checkout() {
		return checkout("{\"sku\":\"book-1\",\"quantity\":1}");
	}

	public RestTestClient.ResponseSpec checkout(String key, String json) {
		return this.client.post()
			.uri("/checkout")
			.contentType(MediaType.APPLICATION_JSON)
			.header("Idempotency-Key", key)
			.body(json)
			.exchange();
	}

	public RestTestClient.ResponseSpec receipt(long order) {
		return this.client.post()
			.uri("/orders/{id}/receipt?to=ann@example.org", order)
			.exchange()
			.expectStatus()
			.isOk();
	}

	public int checkoutStatus() {
		return status(checkout());
	}

	public int status(RestTestClient.ResponseSpec response) {
		return response.expectBody().returnResult().getStatus().value();
	}

	public JsonNode body(RestTestClient.ResponseSpec response) {
		EntityExchangeResult<JsonNode> result = response.expectBody(JsonNode.class).returnResult();
		return result.getResponseBody();
	}

	public JsonNode get(String path) {
		return body(this.client.get().uri(path).exchange().expectStatus().isOk());
	}

	public void behave(String service, String form) {
		send(service, form).expectStatus().isOk();
	}

	public RestTestClient.ResponseSpec send(String service, String form) {
		return this.client.post()
			.uri("/downstream/" + service)
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body(form)
			.exchange();
	}

	public void heal() {
		for (String service : new String[] { "inventory", "payment", "recommendation", "mail" }) {
			this.client.delete().uri("/downstream/" + service).exchange().expectStatus().isOk();
		}
	}

	public long calls(String service) {
		return get("/downstream/" + service).path("calls").valueStream().mapToLong(JsonNode::asLong).sum();
	}

	public URI url(String service) {
		return URI.create(get("/downstream/" + service).path("url").asString());
	}

}
