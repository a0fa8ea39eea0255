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

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.sample.SampleTest;
import dev.resilience.sample.Shop;

import static org.assertj.core.api.Assertions.assertThat;

@SampleTest
class TrafficTests {

	@Autowired
	RestTestClient client;

	@Autowired
	Traffic traffic;

	Shop shop;

	@BeforeEach
	void open() {
		this.shop = new Shop(this.client);
	}

	@AfterEach
	void end() {
		this.traffic.stop();
	}

	@Test
	void isOffWhereSettingsSaySo() {
		assertThat(this.shop.get("/traffic").path("enabled").asBoolean()).isFalse();
	}

	@Test
	void ordersAsSoonAsItIsSwitchedOn() {
		long before = newestOrder();
		change("enabled=true&rate=20&weather=off").expectStatus().isOk();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(newestOrder()).isGreaterThan(before));
	}

	@Test
	void makesPaymentFailWithinSecondsAndHealsItWhenSwitchedOff() {
		change("enabled=on&rate=20&weather=on").expectStatus().isOk();
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(paymentMode()).isEqualTo("failing"));
		change("enabled=off").expectStatus().isOk();
		assertThat(paymentMode()).isEqualTo("healthy");
		assertThat(this.shop.get("/traffic").path("weather").asString()).isEqualTo("off");
	}

	@Test
	void leavesNoThreadBehind() {
		change("enabled=true").expectStatus().isOk();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(TrafficTests::customersAreThere);
		this.traffic.stop();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !customersAreThere());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "enabeld=true", "enabled=maybe", "rate=0", "rate=-1", "rate=NaN", "rate=fast" })
	void refusesBadInput(String form) {
		change(form).expectStatus().isBadRequest().expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.traffic.isRunning()).isFalse();
	}

	private RestTestClient.ResponseSpec change(String form) {
		return this.client.post()
			.uri("/traffic")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body(form)
			.exchange();
	}

	private static boolean customersAreThere() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().startsWith("customer-"));
	}

	private long newestOrder() {
		return this.shop.get("/orders").path(0).path("orderId").asLong(0);
	}

	private String paymentMode() {
		return this.shop.get("/downstream/payment").at("/behaviour/mode").asString();
	}

}
