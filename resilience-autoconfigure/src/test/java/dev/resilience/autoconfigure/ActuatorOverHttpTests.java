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

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.KeyedResilience;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.KeyMask;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Everything that operators see, over real HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always",
				"management.endpoint.health.probes.enabled=true", "management.health.redis.enabled=false",
				"management.prometheus.metrics.export.enabled=true" })
class ActuatorOverHttpTests {

	private static final InstanceConfig EVERYTHING = new InstanceConfig(null,
			RetryConfig.builder().maxAttempts(2).delay(Duration.ZERO).build(),
			CircuitBreakerConfig.builder().failureThreshold(2).openDuration(Duration.ofMinutes(10)).build(),
			RateLimiterConfig.builder().permits(1000).build(),
			TimeoutConfig.builder().duration(Duration.ofSeconds(10)).build(), BulkheadConfig.defaults());

	@Autowired
	private ResilienceRegistry registry;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	private Resilience payments;

	@BeforeEach
	void openTheCircuitOfPayments() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/actuator").build();
		this.payments = this.registry.declare("card-payments", EVERYTHING);
		this.payments.circuitBreaker().reset();
		this.payments.attempt(() -> "fine");
		this.payments.attempt(() -> {
			throw new IOException("no route to host");
		});
	}

	@Test
	void listsTheEndpoints() {
		RestTestClient.BodyContentSpec body = get("").expectStatus().isOk().expectBody();
		for (String id : List.of("resilience", "circuitbreakers", "retries", "bulkheads", "ratelimiters", "timeouts",
				"idempotency", "resilienceevents")) {
			body.jsonPath("$._links." + id + ".href").exists();
		}
	}

	@Test
	void showsInstances() {
		get("/resilience").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.instances[?(@.name=='card-payments')].circuitBreaker.state")
			.isEqualTo("OPEN");
		get("/resilience/CARDPAYMENTS").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("card-payments")
			.jsonPath("$.calls.success")
			.isNumber()
			.jsonPath("$.retry.attempts")
			.isNumber()
			.jsonPath("$.rateLimiter.available")
			.isNumber()
			.jsonPath("$.timeout.calls.inTime")
			.isNumber()
			.jsonPath("$.bulkhead.limit")
			.isEqualTo(25)
			.jsonPath("$.idempotency")
			.doesNotExist()
			.jsonPath("$.settings['bulkhead.max-concurrent'].value")
			.isEqualTo("25")
			.jsonPath("$.settings['bulkhead.max-concurrent'].origin")
			.isEqualTo("default");
	}

	@Test
	void showsCircuitBreakers() {
		get("/circuitbreakers").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.circuitBreakers[?(@.name=='card-payments')].state")
			.isEqualTo("OPEN");
		get("/circuitbreakers/card_payments").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.state")
			.isEqualTo("OPEN")
			.jsonPath("$.calls.notPermitted")
			.isNumber()
			.jsonPath("$.failureRate")
			.doesNotExist()
			.jsonPath("$.slowCallRate")
			.doesNotExist()
			.jsonPath("$.openedAt")
			.value((Object at) -> assertThat(at.toString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z"))
			.jsonPath("$.remainingOpenDuration")
			.value((Object duration) -> assertThat(duration.toString()).startsWith("PT9M"));
	}

	@ParameterizedTest
	@CsvSource({ "retries, $.retries[0].calls.exhausted", "bulkheads, $.bulkheads[0].calls.accepted",
			"ratelimiters, $.rateLimiters[0].calls.accepted", "timeouts, $.timeouts[0].calls.inTime" })
	void showsNumbers(String id, String number) {
		get("/" + id).expectStatus().isOk().expectBody().jsonPath(number).isNumber();
		get("/" + id + "/cardPayments").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("card-payments");
	}

	@Test
	void showsEvents() {
		get("/resilienceevents?instance=cardpayments&type=CircuitBreakerTransition&limit=1").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.events.length()")
			.isEqualTo(1)
			.jsonPath("$.events[0].instance")
			.isEqualTo("card-payments")
			.jsonPath("$.events[0].type")
			.isEqualTo("CircuitBreakerTransition")
			.jsonPath("$.events[0].details.to")
			.isEqualTo("OPEN");
		get("/resilienceevents?limit=-1").expectStatus().isBadRequest();
		get("/resilienceevents?limit=many").expectStatus().isBadRequest();
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience", "circuitbreakers", "retries", "bulkheads", "ratelimiters", "timeouts" })
	void knowsNoUnknownInstanceAndCreatesNone(String id) {
		get("/" + id + "/nobody").expectStatus().isNotFound();
		assertThat(this.registry.find("nobody")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience_calls_seconds_count", "resilience_calls_seconds_sum",
			"resilience_circuitbreaker_state", "resilience_circuitbreaker_in_state",
			"resilience_circuitbreaker_calls_total", "resilience_circuitbreaker_transitions_total",
			"resilience_circuitbreaker_failure_rate", "resilience_circuitbreaker_slow_call_rate",
			"resilience_retry_calls_total", "resilience_retry_attempts_total", "resilience_retry_budget_balance",
			"resilience_timeout_calls_total", "resilience_bulkhead_active", "resilience_bulkhead_waiting",
			"resilience_bulkhead_limit", "resilience_bulkhead_calls_total", "resilience_ratelimiter_available",
			"resilience_ratelimiter_waiting", "resilience_ratelimiter_calls_total", "resilience_fallback_calls_total",
			"resilience_idempotency_calls_total", "resilience_idempotency_takeovers_total",
			"resilience_idempotency_lost_leases_total", "resilience_idempotency_stale_completions_total",
			"resilience_idempotency_failed_completions_total", "resilience_idempotency_late_completions_total",
			"resilience_idempotency_in_flight" })
	void isScraped(String name) {
		Resilience full = this.registry.declare("full", EVERYTHING);
		full.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("cached", (call, failure) -> "old")));
		full.policies()
			.idempotency(IdempotencyConfig.defaults(), IdempotentOperation
				.of(new InMemoryIdempotencyStore(this.registry.context().time()), IdempotencyKeys.none()));
		String scraped = get("/prometheus").expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(scraped).containsPattern("(?m)^" + name + "\\{.*name=\"full\"");
	}

	@Test
	void isUpButDegradedWhileACircuitIsOpen() {
		get("/health").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.resilience.status")
			.isEqualTo("UP")
			.jsonPath("$.components.resilience.details.degraded")
			.isEqualTo(true)
			.jsonPath("$.components.resilience.details['card-payments'].state")
			.isEqualTo("OPEN");
	}

	@ParameterizedTest
	@ValueSource(strings = { "liveness", "readiness" })
	void isNoPartOfProbes(String group) {
		get("/health/" + group).expectStatus().isOk().expectBody().jsonPath("$.components.resilience").doesNotExist();
	}

	@Test
	void isReadOnlyByDefault() {
		post("card-payments", "{\"state\":\"CLOSED\"}").expectStatus().isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
		assertThat(this.payments.circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
	}

	private RestTestClient.ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	private RestTestClient.ResponseSpec post(String name, String body) {
		return this.client.post()
			.uri("/circuitbreakers/" + name)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	@Nested
	@TestPropertySource(properties = "management.endpoint.circuitbreakers.access=unrestricted")
	class WithUnrestrictedAccess {

		@Test
		void changesOneKeyAlone() {
			KeyedResilience keyed = ActuatorOverHttpTests.this.registry.get("card-payments").keyed();
			keyed.recordSuccess("tenant-7");
			post("card-payments", "{\"state\":\"FORCED_OPEN\",\"key\":\"tenant-7\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("FORCED_OPEN");
			assertThat(keyed.state("tenant-7")).isEqualTo(CircuitBreakerState.FORCED_OPEN);
			post("card-payments", "{\"state\":\"CLOSED\",\"key\":\"tenant-8\"}").expectStatus().isNotFound();
			get("/circuitbreakers/card-payments?key=tenant-7").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.state")
				.isEqualTo("FORCED_OPEN");
			get("/circuitbreakers/card-payments?key=tenant-8").expectStatus().isNotFound();
			get("/circuitbreakers/card-payments").expectBody()
				.jsonPath("$.keys.top[0].key")
				.isEqualTo(KeyMask.mask("tenant-7"));
			keyed.reset("tenant-7");
		}

		@ParameterizedTest
		@CsvSource({ "CLOSED, CLOSED", "FORCED_OPEN, FORCED_OPEN", "DISABLED, DISABLED", "METRICS_ONLY, METRICS_ONLY",
				"RESET, CLOSED" })
		void changesTheState(String command, CircuitBreakerState state) {
			post("Card-Payments", "{\"state\":\"" + command + "\"}").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.name")
				.isEqualTo("card-payments")
				.jsonPath("$.state")
				.isEqualTo(state.name());
			assertThat(ActuatorOverHttpTests.this.payments.circuitBreaker().state()).isEqualTo(state);
		}

		@Test
		void knowsNoUnknownInstanceAndCreatesNone() {
			post("card-paiments", "{\"state\":\"FORCED_OPEN\"}").expectStatus()
				.isNotFound()
				.expectBody()
				.jsonPath("$.nearest")
				.isEqualTo("card-payments");
			assertThat(ActuatorOverHttpTests.this.registry.find("card-paiments")).isEmpty();
		}

		@ParameterizedTest
		@ValueSource(strings = { "{\"state\":\"OPNE\"}", "{\"state\":\"HALF_OPEN\"}", "{\"state\":null}", "{}",
				"{\"status\":\"CLOSED\"}", "{\"state\":[1]}", "[]", "nonsense" })
		void refusesWhatIsNoState(String body) {
			post("card-payments", body).expectStatus().isBadRequest();
			assertThat(ActuatorOverHttpTests.this.payments.circuitBreaker().state())
				.isEqualTo(CircuitBreakerState.OPEN);
		}

		@Test
		void tellsWhatIsLegal() {
			post("card-payments", "{\"state\":\"FORCE_OPEN\"}").expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.nearest")
				.isEqualTo("FORCED_OPEN")
				.jsonPath("$.legal.length()")
				.isEqualTo(5);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
