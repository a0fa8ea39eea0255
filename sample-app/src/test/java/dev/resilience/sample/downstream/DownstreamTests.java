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

package dev.resilience.sample.downstream;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.sample.SampleTest;
import dev.resilience.sample.Shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The services as seen on their own sockets.
 */
@SampleTest
class DownstreamTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	RestTestClient client;

	@Autowired
	Downstreams downstreams;

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
	void answersAtOnceWhenHealthy() throws Exception {
		assertThat(charge().statusCode()).isEqualTo(201);
		assertThat(this.shop.get("/downstream/payment").at("/behaviour/mode").asString()).isEqualTo("healthy");
	}

	@Test
	void repeatsAChargeUnderTheSameKey() throws Exception {
		assertThat(charge().body()).isEqualTo(charge().body());
	}

	@Test
	void answersLateWhenSlow() throws Exception {
		this.shop.behave("payment", "mode=slow&delay=300ms");
		long before = System.nanoTime();
		assertThat(charge().statusCode()).isEqualTo(201);
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void answers500And503WhenFailing() throws Exception {
		this.shop.behave("payment", "mode=failing");
		assertThat(charge().statusCode()).isEqualTo(500);
		assertThat(charge().statusCode()).isEqualTo(503);
	}

	@Test
	void answersTheRestWhenFailingInPart() throws Exception {
		this.shop.behave("payment", "mode=failing&rate=0.5");
		assertThat(charge().statusCode()).isEqualTo(500);
		assertThat(charge().statusCode()).isEqualTo(201);
	}

	@Test
	void answers429WithRetryAfterWhenRateLimited() throws Exception {
		this.shop.behave("payment", "mode=rate-limited&limit=0");
		HttpResponse<String> response = charge();
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
	}

	@Test
	void closesTheConnectionWhenDown() {
		this.shop.behave("payment", "mode=down");
		assertThatIOException().isThrownBy(this::charge);
	}

	@Test
	void countsCallsByOutcome() throws Exception {
		long ok = count("201");
		long failed = count("500");
		long closed = count("closed");
		charge();
		this.shop.behave("payment", "mode=failing");
		charge();
		this.shop.behave("payment", "mode=down");
		assertThatIOException().isThrownBy(this::charge);
		assertThat(count("201")).isEqualTo(ok + 1);
		assertThat(count("500")).isEqualTo(failed + 1);
		assertThat(count("closed")).isEqualTo(closed + 1);
	}

	@Test
	void acceptsPutWithAQueryToo() {
		this.client.put()
			.uri("/downstream/payment?mode=failing&rate=0.8")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.behaviour.mode")
			.isEqualTo("failing")
			.jsonPath("$.behaviour.rate")
			.isEqualTo(0.8);
	}

	@Test
	void keepsFromTheWeatherWhatWasSetByHand() {
		this.shop.behave("payment", "mode=down");
		this.downstreams.weather(Downstream.PAYMENT, Behaviour.healthy());
		assertThat(this.shop.get("/downstream/payment").at("/behaviour/mode").asString()).isEqualTo("down");
		this.shop.heal();
		this.downstreams.weather(Downstream.PAYMENT, Behaviour.failing(1));
		assertThat(this.shop.get("/downstream/payment").at("/behaviour/mode").asString()).isEqualTo("failing");
	}

	@Test
	void listsAllServices() {
		assertThat(this.shop.get("/downstream").findValuesAsString("service")).containsExactly("inventory", "payment",
				"recommendation", "mail");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			paymnt  | mode=failing       | There is no service 'paymnt', but inventory, payment, recommendation, mail
			payment | mode=faling        | There is no mode 'faling', but healthy, slow, failing, rate-limited, down
			payment | mode=slow&delay=-1s | 'delay' is '-1s', but must be 0s to 60s, such as 500ms or 2s
			""")
	void refusesBadInputWithTheRightSpellings(String service, String form, String detail) {
		this.shop.send(service, form)
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo(detail);
	}

	private HttpResponse<String> charge() throws IOException, InterruptedException {
		URI charges = this.shop.url("payment").resolve("/charges");
		return this.http.send(HttpRequest.newBuilder(charges)
			.header("Idempotency-Key", "k1")
			.POST(BodyPublishers.ofString("{\"amount\":1}"))
			.build(), BodyHandlers.ofString());
	}

	private long count(String outcome) {
		return this.shop.get("/downstream/payment").path("calls").path(outcome).asLong(0);
	}

}
