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

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Two shops on one PostgreSQL, of which one is stopped, killed and terminated while it
 * waits for a charge.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CheckoutCrashTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private TestDatabase database;

	private PaymentService payment;

	private ShopProcess one;

	private ShopProcess other;

	@BeforeAll
	void start() throws IOException {
		this.database = DatabaseKind.POSTGRESQL.create();
		this.payment = new PaymentService();
		this.one = ShopProcess.start(settings("always")).awaitReady();
		this.other = ShopProcess.start(settings("never")).awaitReady();
	}

	@AfterAll
	void stop() {
		Stream.of(this.one, this.other).filter(Objects::nonNull).forEach(ShopProcess::close);
		this.payment.close();
		this.database.close();
	}

	private Map<String, Object> settings(String initialise) {
		Map<String, Object> settings = new HashMap<>();
		settings.put("spring.datasource.url", this.database.jdbcUrl());
		settings.put("spring.datasource.username", this.database.username());
		settings.put("spring.datasource.password", this.database.password());
		settings.put("spring.sql.init.mode", initialise);
		settings.put("sample.downstream.payment.url", this.payment.url());
		// A charge takes as long as the test says
		settings.put("spring.http.clients.read-timeout", "10m");
		settings.put("resilience.instances.payment.timeout.duration", "10m");
		settings.put("resilience.instances.checkout.idempotency.store", "jdbc");
		settings.put("resilience.instances.checkout.idempotency.lease", "3s");
		settings.put("resilience.instances.checkout.idempotency.on-duplicate", "reject");
		settings.put("resilience.idempotency.jdbc.initialize-schema", "always");
		return settings;
	}

	@Test
	@Order(1)
	@DisplayName("case 3: what one shop has sold is replayed by the other")
	void case03IsReplayedByTheOtherShop() {
		int before = this.payment.charges().size();
		HttpResponse<String> first = this.one.checkout("case-3");
		assertThat(first.statusCode()).as(first.body()).isBetween(200, 201);
		assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
		assertReplay(first, this.other.checkout("case-3"));
		assertReplay(first, this.one.checkout("case-3"));
		assertThat(this.payment.charges()).hasSize(before + 1);
		assertThat(orders(first)).isOne();
	}

	@Test
	@Order(2)
	@DisplayName("case 22: stopped while it sells, the other shop takes over and its answer stays")
	void case22TheAnswerOfTheOneThatTookOverStays() {
		PaymentService.Slowness slow = this.payment.slowAtNextCharge();
		CompletableFuture<HttpResponse<String>> stopped = this.one.begin("case-22");
		slow.awaitCharge();
		this.one.jvm().sigstop();
		HttpResponse<String> taken;
		try {
			taken = awaitTakeover("case-22");
		}
		finally {
			this.one.jvm().sigcont();
		}
		slow.answer();
		assertThat(stopped.join().statusCode()).isBetween(200, 201);
		assertReplay(taken, this.one.checkout("case-22"));
		assertReplay(taken, this.other.checkout("case-22"));
		assertSameKeyTwice();
	}

	@Test
	@Order(3)
	@DisplayName("case 19: terminated while it sells, answers and keeps its answer")
	void case19AnswersAndKeepsItsAnswer() {
		PaymentService.Slowness slow = this.payment.slowAtNextCharge();
		CompletableFuture<HttpResponse<String>> running = this.one.begin("case-19");
		slow.awaitCharge();
		this.one.jvm().sigterm();
		this.one.jvm().awaitLine("Commencing graceful shutdown", SOON);
		// Longer than the lease: the claim is renewed all the while
		await().during(Duration.ofSeconds(4)).atMost(SOON).until(() -> refused(this.other.checkout("case-19")));
		slow.answer();
		HttpResponse<String> answer = running.join();
		assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
		assertThat(this.one.jvm().awaitExit(SOON)).isEqualTo(143);
		assertReplay(answer, this.other.checkout("case-19"));
		assertThat(orders(answer)).isOne();
	}

	@Test
	@Order(4)
	@DisplayName("case 12: killed while it sells, the other shop charges again under the same key")
	void case12IsChargedAgainUnderTheSameKey() {
		this.one = ShopProcess.start(settings("never")).awaitReady();
		PaymentService.Slowness slow = this.payment.slowAtNextCharge();
		CompletableFuture<HttpResponse<String>> killed = this.one.begin("case-12");
		slow.awaitCharge();
		this.one.jvm().kill9();
		assertThatException().isThrownBy(killed::join).withCauseInstanceOf(IOException.class);
		HttpResponse<String> taken = awaitTakeover("case-12");
		assertReplay(taken, this.other.checkout("case-12"));
		assertThat(orders(taken)).isOne();
		assertSameKeyTwice();
	}

	private HttpResponse<String> awaitTakeover(String key) {
		HttpResponse<String> taken = await().atMost(SOON)
			.until(() -> this.other.checkout(key), (response) -> !refused(response));
		assertThat(taken.statusCode()).as(taken.body()).isBetween(200, 201);
		assertThat(taken.headers().firstValue("Idempotency-Replayed")).isEmpty();
		return taken;
	}

	private void assertSameKeyTwice() {
		List<String> charges = this.payment.charges();
		assertThat(charges.get(charges.size() - 1)).isNotEqualTo("null").isEqualTo(charges.get(charges.size() - 2));
	}

	private static boolean refused(HttpResponse<String> response) {
		if (response.statusCode() != 409) {
			return false;
		}
		assertThat(response.headers().firstValueAsLong("Retry-After")).as(response.body()).isPresent();
		return true;
	}

	private static void assertReplay(HttpResponse<String> first, HttpResponse<String> second) {
		assertThat(second.statusCode()).as(second.body()).isEqualTo(first.statusCode());
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
	}

	// Every answer names the reference of its charge
	private long orders(HttpResponse<String> response) {
		String reference = response.body().replaceAll("(?s).*\"(pay-\\d+)\".*", "$1");
		return this.database.count("select count(*) from orders where payment_reference = '" + reference + "'");
	}

}
