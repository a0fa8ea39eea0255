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

package dev.resilience.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.idempotency.TextCodecs;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What operators see of idempotent calls, over real HTTP and with records in a real Redis
 * server.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = IdempotencyOverHttpTests.Application.class,
		properties = { "management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always",
				"management.endpoint.health.probes.enabled=true", "management.prometheus.metrics.export.enabled=true",
				"resilience.defaults.idempotency.store=redis", "logging.level.dev.resilience=DEBUG" })
@ExtendWith(OutputCaptureExtension.class)
class IdempotencyOverHttpTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@Autowired
	private Charges charges;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	/** A natural key, as an e-mail address is. */
	private final String key = "zelda-" + UUID.randomUUID() + "@example.com";

	@DynamicPropertySource
	static void redis(DynamicPropertyRegistry properties) {
		properties.add("spring.data.redis.host", () -> "127.0.0.1");
		properties.add("spring.data.redis.port", () -> RedisServer.shared().port());
		properties.add("resilience.idempotency.redis.key-prefix", () -> "test:" + UUID.randomUUID() + ":");
	}

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/actuator").build();
	}

	/** Cases 61 and 62, in one go: what is shown is about the same calls. */
	@Test
	void case61CountsAddUpAndTheKeyIsNowhere(CapturedOutput output) throws Exception {
		double before = calls(null);
		double executed = calls("executed");
		Hold hold = new Hold();
		CompletableFuture<String> first = CompletableFuture
			.supplyAsync(() -> this.charges.charge(this.key, "body", hold));
		hold.awaitEntered();
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> this.charges.charge(this.key, "body", Hold.NONE));
		assertThatExceptionOfType(IdempotencyKeyReusedException.class)
			.isThrownBy(() -> this.charges.charge(this.key, "other", Hold.NONE));
		assertThat(read("/metrics/resilience.idempotency.in.flight")).contains("\"value\":1.0");
		String running = read("/idempotency");
		hold.release();
		assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("paid");
		for (int call = 0; call < 3; call++) {
			assertThat(this.charges.charge(this.key, "body", Hold.NONE)).isEqualTo("paid");
		}
		assertThat(calls("executed") - executed).isEqualTo(1);
		assertThat(calls(null) - before).isEqualTo(6);
		assertThat(read("/metrics/resilience.idempotency.in.flight")).contains("\"value\":0.0");
		for (String shown : List.of(running, read("/idempotency"), read("/prometheus"), read("/resilienceevents"),
				read("/resilience"), read("/health"), read("/metrics/resilience.idempotency.calls"))) {
			assertThat(shown).isNotEmpty().doesNotContain(this.key).doesNotContain("zelda");
		}
		assertThat(output).doesNotContain(this.key);
	}

	@Test
	void case62ShowsClaimsInFlight() throws Exception {
		Hold hold = new Hold();
		CompletableFuture<String> first = CompletableFuture
			.supplyAsync(() -> this.charges.charge(this.key, "body", hold));
		hold.awaitEntered();
		String report = read("/idempotency");
		String claim = "$.stores[?(@.name=='redis')].claims[?(@.keyHash=='" + hold.hash + "')].";
		assertThat(JsonPath.<List<String>>read(report, claim + "state")).containsExactly("IN_PROGRESS");
		assertThat(JsonPath.<List<String>>read(report, claim + "operation")).containsExactly("charge");
		assertThat(JsonPath.<List<String>>read(report, claim + "owner")).singleElement().asString().isNotEmpty();
		assertThat(JsonPath.<List<String>>read(report, claim + "age")).singleElement().asString().startsWith("PT");
		assertThat(JsonPath.<List<String>>read(report, "$.instances[?(@.name=='charges')].stores[0].store"))
			.containsExactly("redis");
		assertThat(JsonPath.<List<String>>read(report, "$.instances[?(@.name=='charges')].stores[0].guarantee"))
			.containsExactly("LEASE");
		String byKey = read("/idempotency?operation=charge&key=" + this.key);
		assertThat(JsonPath.<String>read(byKey, "$.keyHash")).isEqualTo(hold.hash);
		assertThat(JsonPath.<String>read(byKey, "$.records.redis.state")).isEqualTo("IN_PROGRESS");
		assertThat(byKey).doesNotContain("zelda");
		get("/idempotency?operation=charge&key=nobody").expectStatus().isNotFound();
		get("/idempotency?key=nobody").expectStatus().isBadRequest();
		get("/idempotency?limit=0").expectStatus().isBadRequest();
		get("/idempotency/nonsense").expectStatus().isBadRequest();
		delete(hold.hash).expectStatus().isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
		hold.release();
		first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(JsonPath.<String>read(read("/idempotency/" + hold.hash), "$.records.redis.state"))
			.isEqualTo("COMPLETED");
		assertThat(read("/idempotency/" + hold.hash)).doesNotContain("paid");
	}

	@Test
	void theStoreIsPartOfHealthAndOfNoProbe() {
		this.charges.charge(this.key, "body", Hold.NONE);
		get("/health").expectBody()
			.jsonPath("$.components.resilience.status")
			.isEqualTo("UP")
			.jsonPath("$.components.resilience.details.idempotencyStores.redis.status")
			.isEqualTo("UP");
		get("/health/liveness").expectBody().jsonPath("$.components.resilience").doesNotExist();
	}

	private double calls(String outcome) {
		String path = "/metrics/resilience.idempotency.calls?tag=name:charges"
				+ ((outcome != null) ? "&tag=outcome:" + outcome : "");
		return JsonPath.<Double>read(read(path), "$.measurements[0].value");
	}

	private String read(String path) {
		return get(path).expectStatus().isOk().expectBody(String.class).returnResult().getResponseBody();
	}

	private RestTestClient.ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	private RestTestClient.ResponseSpec delete(String hash) {
		return this.client.method(HttpMethod.DELETE).uri("/idempotency/" + hash).exchange();
	}

	@Nested
	@TestPropertySource(properties = "management.endpoint.idempotency.access=unrestricted")
	class WithUnrestrictedAccess {

		@Test
		void case62ReleasesAKeyAndTheTokenRises() throws Exception {
			IdempotencyOverHttpTests outer = IdempotencyOverHttpTests.this;
			Hold hold = new Hold();
			CompletableFuture<String> first = CompletableFuture
				.supplyAsync(() -> outer.charges.charge(outer.key, "body", hold));
			hold.awaitEntered();
			delete(hold.hash).expectStatus().isNoContent();
			delete(hold.hash).expectStatus().isNotFound();
			delete("nonsense").expectStatus().isBadRequest();
			Hold second = new Hold();
			second.release();
			assertThat(outer.charges.charge(outer.key, "body", second)).isEqualTo("paid");
			assertThat(second.token).isGreaterThan(hold.token);
			hold.release();
			assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("paid");
			assertThat(JsonPath.<List<Number>>read(read("/idempotency"),
					"$.instances[?(@.name=='charges')].calls.staleCompletions"))
				.containsExactly(1);
			assertThat(read("/resilienceevents?type=StaleCompletion")).contains(hold.hash.substring(0, 8))
				.doesNotContain("zelda");
		}

	}

	/** Holds a call up, and notes what it runs under. */
	static final class Hold {

		static final Hold NONE = new Hold();

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch released = new CountDownLatch(1);

		private volatile String hash = "";

		private volatile long token;

		void awaitEntered() throws InterruptedException {
			assertThat(this.entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}

		void release() {
			this.released.countDown();
		}

		void pass() {
			if (this == NONE) {
				return;
			}
			IdempotencyContext context = IdempotencyContext.current().orElseThrow();
			this.hash = context.key().hex();
			this.token = context.token();
			this.entered.countDown();
			try {
				assertThat(this.released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	static class Charges {

		@Idempotent(value = "charges", operation = "charge", key = "#key", fingerprint = "#body")
		String charge(String key, String body, Hold hold) {
			hold.pass();
			return "paid";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Charges charges() {
			return new Charges();
		}

		@Bean
		ResultCodecs textCodecs() {
			return new TextCodecs();
		}

	}

}
