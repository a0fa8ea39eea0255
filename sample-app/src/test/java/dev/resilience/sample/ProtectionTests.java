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

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the annotations of the shop make of failing services.
 */
@SampleTest
@TestPropertySource(properties = { "resilience.instances.payment.circuit-breaker.open-duration=500ms",
		"resilience.instances.payment.retry.delay=10ms", "resilience.instances.payment.timeout.duration=2s",
		"resilience.instances.recommendation.timeout.duration=1s", "spring.http.clients.read-timeout=30s" })
class ProtectionTests {

	private static final List<String> BREAKERS = List.of("payment", "inventory", "recommendation");

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
		BREAKERS.forEach((name) -> operate(name, "RESET"));
	}

	@Test
	void aRetryHidesASingleFailure() {
		this.shop.behave("payment", "mode=failing&rate=0.5");
		long before = this.shop.calls("payment");
		this.shop.checkout().expectStatus().isOk();
		assertThat(this.shop.calls("payment")).isEqualTo(before + 2);
	}

	@Test
	void anAnswerThatSaysNoIsNotRepeated() {
		long before = this.shop.calls("inventory");
		this.shop.checkout("{\"sku\":\"book-1\",\"quantity\":51}").expectStatus().isEqualTo(409);
		assertThat(this.shop.calls("inventory")).isEqualTo(before + 1);
	}

	@Test
	void aFailingServiceIsLeftAloneUntilItHasRecovered() {
		this.shop.behave("payment", "mode=failing");
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			this.shop.checkout().expectStatus().is5xxServerError();
			assertThat(state("payment")).isEqualTo("OPEN");
		});
		this.shop.heal();
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			this.shop.checkout().expectStatus().isOk();
			assertThat(state("payment")).isEqualTo("CLOSED");
		});
		assertThat(meter("resilience.circuitbreaker.transitions", "name:payment", "from:closed", "to:open"))
			.isPositive();
		assertThat(meter("resilience.circuitbreaker.transitions", "name:payment", "from:half_open", "to:closed"))
			.isPositive();
	}

	@Test
	void anOpenCircuitRefusesAtOnceAndSaysWhenToComeBack() {
		operate("payment", "FORCED_OPEN");
		long before = this.shop.calls("payment");
		RestTestClient.ResponseSpec response = this.shop.checkout();
		response.expectStatus().isEqualTo(503).expectHeader().exists(HttpHeaders.RETRY_AFTER);
		assertThat(this.shop.body(response).path("resilienceInstance").asString()).isEqualTo("payment");
		assertThat(this.shop.calls("payment")).isEqualTo(before);
		operate("payment", "CLOSED");
		this.shop.checkout().expectStatus().isOk();
	}

	@Test
	void aWriteToAnUnknownCircuitIsNotFound() {
		write("paymnt", "CLOSED").expectStatus().isNotFound();
	}

	@Test
	void aSlowRecommendationIsAnsweredFromTheCache() {
		// Again where the machine is so busy that the cached answer is too old by now
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
			this.shop.heal();
			this.shop.checkout().expectStatus().isOk();
			this.shop.behave("recommendation", "mode=slow&delay=10s");
			JsonNode cached = this.shop.body(this.shop.checkout().expectStatus().isOk()).path("recommendations");
			assertThat(cached.path("source").asString()).isEqualTo("cached");
			assertThat(cached.path("fallback").asBoolean()).isTrue();
		});
	}

	@Test
	void theBestsellersAnswerWhereNothingIsCached() {
		this.shop.behave("recommendation", "mode=down");
		JsonNode bestsellers = this.shop
			.body(this.shop.checkout("{\"sku\":\"book-5\",\"quantity\":1}").expectStatus().isOk())
			.path("recommendations");
		assertThat(bestsellers.path("source").asString()).isEqualTo("bestsellers");
	}

	@Test
	void aSlowPaymentTimesOut() {
		this.shop.behave("payment", "mode=slow&delay=10s");
		this.shop.checkout().expectStatus().isEqualTo(504);
		assertThat(meter("resilience.timeout.calls", "name:payment", "outcome:timed_out")).isPositive();
	}

	@Test
	void theSameKeyBuysOnce() {
		String purchase = "{\"sku\":\"book-2\",\"quantity\":1}";
		JsonNode first = this.shop.body(this.shop.checkout("double-click", purchase)
			.expectStatus()
			.isOk()
			.expectHeader()
			.doesNotExist("Idempotency-Replayed"));
		long charges = this.shop.calls("payment");
		JsonNode second = this.shop.body(this.shop.checkout("\"double-click\"", purchase)
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals("Idempotency-Replayed", "true"));
		assertThat(second).isEqualTo(first);
		assertThat(this.shop.calls("payment")).isEqualTo(charges);
	}

	@Test
	void anotherPurchaseUnderTheSameKeyIsRefused() {
		this.shop.checkout("reused", "{\"sku\":\"book-2\",\"quantity\":1}").expectStatus().isOk();
		this.shop.checkout("reused", "{\"sku\":\"book-3\",\"quantity\":1}")
			.expectStatus()
			.isEqualTo(422)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON);
	}

	@Test
	void withoutAKeyTwoPurchasesAreMeant() {
		long before = this.shop.calls("payment");
		this.shop.checkout().expectStatus().isOk();
		this.shop.checkout().expectStatus().isOk().expectHeader().doesNotExist("Idempotency-Replayed");
		assertThat(this.shop.calls("payment") - before).isEqualTo(2);
	}

	@Test
	void aFailedOrderCanBePlacedAgainUnderTheSameKey() {
		String purchase = "{\"sku\":\"book-2\",\"quantity\":1}";
		this.shop.behave("payment", "mode=failing");
		this.shop.checkout("again", purchase).expectStatus().is5xxServerError();
		this.shop.heal();
		this.shop.checkout("again", purchase).expectStatus().isOk();
	}

	@Test
	void anEmptyKeyIsRefused() {
		this.shop.checkout("", "{\"sku\":\"book-2\",\"quantity\":1}").expectStatus().isBadRequest();
	}

	@Test
	void everyPolicyIsShownWithItsMeters() {
		String scraped = this.client.get()
			.uri("/actuator/prometheus")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(scraped).contains("resilience_circuitbreaker_state{name=\"payment\"",
				"resilience_retry_calls_total{name=\"inventory\"", "resilience_bulkhead_active{name=\"payment\"",
				"resilience_timeout_calls_total{name=\"recommendation\"",
				"resilience_ratelimiter_available{name=\"inventory\"",
				"resilience_fallback_calls_total{name=\"recommendation\"",
				"resilience_idempotency_calls_total{name=\"checkout\"");
		for (String endpoint : List.of("resilience", "circuitbreakers", "retries", "bulkheads", "ratelimiters",
				"timeouts", "resilienceevents")) {
			this.client.get().uri("/actuator/" + endpoint).exchange().expectStatus().isOk();
		}
	}

	private String state(String breaker) {
		return this.shop.get("/actuator/circuitbreakers/" + breaker).path("state").asString();
	}

	private double meter(String name, String... tags) {
		return this.shop.get("/actuator/metrics/" + name + "?tag=" + String.join("&tag=", tags))
			.at("/measurements/0/value")
			.asDouble();
	}

	private void operate(String breaker, String state) {
		write(breaker, state).expectStatus().is2xxSuccessful();
	}

	private RestTestClient.ResponseSpec write(String breaker, String state) {
		return this.client.post()
			.uri("/actuator/circuitbreakers/" + breaker)
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("state", state))
			.exchange();
	}

}
