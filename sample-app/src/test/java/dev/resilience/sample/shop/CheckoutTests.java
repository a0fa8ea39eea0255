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

package dev.resilience.sample.shop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import dev.resilience.sample.SampleTest;
import dev.resilience.sample.Shop;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The plain flow, without anything that would repeat, refuse or replace a call.
 */
@SampleTest
@TestPropertySource(properties = { "resilience.enabled=false", "spring.http.clients.read-timeout=2s" })
class CheckoutTests {

	@Autowired
	RestTestClient client;

	Shop shop;

	@BeforeEach
	void open() {
		this.shop = new Shop(this.client);
	}

	@AfterEach
	void heal() {
		this.shop.heal();
	}

	@Test
	void confirmsAnOrder() {
		JsonNode confirmation = this.shop
			.body(this.shop.checkout("{\"sku\":\"book-1\",\"quantity\":2}").expectStatus().isOk());
		assertThat(confirmation.path("orderId").asLong()).isPositive();
		assertThat(confirmation.path("status").asString()).isEqualTo("CONFIRMED");
		assertThat(confirmation.path("amount").decimalValue()).isEqualByComparingTo("84.00");
		assertThat(confirmation.path("paymentReference").asString()).startsWith("pay-");
		assertThat(confirmation.at("/recommendations/skus").size()).isEqualTo(2);
		assertThat(confirmation.at("/recommendations/source").asString()).isEqualTo("live");
		assertThat(confirmation.at("/recommendations/fallback").asBoolean()).isFalse();
	}

	@Test
	void storesTheOrder() {
		JsonNode confirmation = this.shop.body(this.shop.checkout().expectStatus().isOk());
		long id = confirmation.path("orderId").asLong();
		JsonNode order = this.shop.get("/orders/" + id);
		assertThat(order.path("paymentReference")).isEqualTo(confirmation.path("paymentReference"));
		assertThat(order.path("createdAt").asString()).endsWith("Z");
		assertThat(this.shop.get("/orders").get(0)).isEqualTo(order);
	}

	@Test
	void knowsNoOrderThatWasNotPlaced() {
		expectProblem(this.client.get().uri("/orders/4711").exchange(), 404, "There is no order 4711");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"sku":"book-9","quantity":1}      | 422 | There is no product 'book-9', but book-1, book-2, book-3, book-4, book-5
					{"sku":"book-1","quantity":0}      | 400 | 'quantity' must be a whole number of at least 1
					{"sku":"book-1","quantity":-3}     | 400 | 'quantity' must be a whole number of at least 1
					{"sku":"book-1"}                   | 400 | 'quantity' must be a whole number of at least 1
					{"quantity":1}                     | 400 | 'sku' is missing, such as "book-1"
					{"sku":" ","quantity":1}           | 400 | 'sku' is missing, such as "book-1"
					{"sku":"book-1","quantity":51}     | 409 | There are no 51 of 'book-1' left
					{"sku":"book-1","quantity":"many"} | 400 | Failed to read request
					{"sku":"book-1","quantity":1       | 400 | Failed to read request
					""")
	void refusesBadInput(String json, int status, String detail) {
		expectProblem(this.shop.checkout(json), status, detail);
	}

	@Test
	void stocksNothingAndChargesNothingForBadInput() {
		long reservations = this.shop.calls("inventory");
		long charges = this.shop.calls("payment");
		this.shop.checkout("{\"sku\":\"book-9\",\"quantity\":1}").expectStatus().is4xxClientError();
		assertThat(this.shop.calls("inventory")).isEqualTo(reservations);
		assertThat(this.shop.calls("payment")).isEqualTo(charges);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					payment        | mode=failing              | 502 | There is no order: the payment service answered 500
					payment        | mode=down                 | 502 | There is no order: the payment service could not be reached
					inventory      | mode=slow&delay=10s       | 504 | There is no order: the inventory service did not answer in time
					inventory      | mode=rate-limited&limit=0 | 503 | There is no order: the inventory service answered 429
					recommendation | mode=failing              | 502 | There is no order: the recommendation service answered 500
					""")
	void saysWhichServiceFailed(String service, String form, int status, String detail) {
		this.shop.behave(service, form);
		RestTestClient.ResponseSpec response = this.shop.checkout();
		assertThat(expectProblem(response, status, detail).path("service").asString()).isEqualTo(service);
	}

	@Test
	void passesOnWhenARateLimitedServiceMayBeAskedAgain() {
		this.shop.behave("inventory", "mode=rate-limited&limit=0");
		this.shop.checkout().expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "1");
	}

	private JsonNode expectProblem(RestTestClient.ResponseSpec response, int status, String detail) {
		response.expectStatus().isEqualTo(status).expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
		JsonNode problem = this.shop.body(response);
		assertThat(problem.path("detail").asString()).isEqualTo(detail);
		assertThat(problem.path("status").asInt()).isEqualTo(status);
		return problem;
	}

}
