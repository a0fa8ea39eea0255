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

package dev.resilience.benchmarks.neighbour;

import java.util.List;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
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
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One application with our starter and Resilience4j's module for Spring Boot 4, and with
 * every endpoint, health indicator and meter of both.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always",
				"management.health.circuitbreakers.enabled=true", "management.health.ratelimiters.enabled=true",
				"management.prometheus.metrics.export.enabled=true",
				"resilience4j.circuitbreaker.instances.theirs.register-health-indicator=true",
				"resilience4j.circuitbreaker.instances.theirs.minimum-number-of-calls=2",
				"resilience4j.circuitbreaker.instances.theirs.wait-duration-in-open-state=1h",
				"resilience4j.retry.instances.theirs.max-attempts=3",
				"resilience4j.ratelimiter.instances.theirs.register-health-indicator=true",
				"resilience4j.ratelimiter.instances.theirs.limit-for-period=1000",
				"resilience.instances.ours.circuit-breaker.failure-threshold=2",
				"resilience.instances.ours.circuit-breaker.open-duration=1h" })
class Resilience4jNeighbourTests {

	@Autowired
	private Service service;

	@LocalServerPort
	private int port;

	@Test
	void bothListTheirEndpoints() {
		RestTestClient.BodyContentSpec links = get("");
		for (String id : List.of("resilience", "resilienceevents", "timeouts", "circuitbreakers",
				"circuitbreakerevents", "retries", "retryevents", "ratelimiters", "ratelimiterevents", "bulkheads",
				"bulkheadevents", "timelimiters", "timelimiterevents")) {
			links.jsonPath("$._links." + id + ".href").exists();
		}
	}

	@ParameterizedTest
	@CsvSource({ "circuitbreakers, $.circuitBreakers.theirs.state", "retries, $.retries[?(@=='theirs')]",
			"ratelimiters, $.rateLimiters[?(@=='theirs')]", "bulkheads, $.bulkheads", "timelimiters, $.timeLimiters" })
	void idsOfBothAnswerForTheirs(String id, String value) {
		get("/" + id).jsonPath(value).exists();
	}

	@ParameterizedTest
	@ValueSource(strings = { "circuitBreaker.state", "retry.attempts", "rateLimiter.available", "calls.success" })
	void oursAreAllShownByTheEndpointOfInstances(String value) {
		get("/resilience/ours").jsonPath("$." + value).exists();
	}

	@Test
	void idsOfOursAnswerForOurs() {
		get("/timeouts").jsonPath("$.timeouts").isArray();
		get("/resilienceevents").jsonPath("$.events").isArray();
	}

	@Test
	@DirtiesContext
	void annotationsOfBothTakeEffect() {
		for (int call = 0; call < 2; call++) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this.service::ours);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(this.service::theirs);
		}
		assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(this.service::ours);
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.service::theirs);
		get("/resilience/ours").jsonPath("$.circuitBreaker.state").isEqualTo("OPEN");
		get("/circuitbreakers").jsonPath("$.circuitBreakers.theirs.state").isEqualTo("OPEN");
	}

	@Test
	void oneMethodMayHaveAnnotationsOfBoth() {
		assertThat(this.service.both()).isEqualTo("done");
		assertThat(this.service.calls()).isEqualTo(2);
	}

	@Test
	void bothAreHealthy() {
		get("/health").jsonPath("$.components.resilience.details.ours.state")
			.exists()
			.jsonPath("$.components.circuitBreakers.details.theirs.details.state")
			.exists()
			.jsonPath("$.components.rateLimiters.details.theirs")
			.exists();
	}

	@Test
	void bothAreScraped() {
		String scraped = new String(get("/prometheus").returnResult().getResponseBodyContent());
		assertThat(scraped).contains("resilience_circuitbreaker_state{name=\"ours\"}")
			.containsPattern("resilience4j_circuitbreaker_state\\{[^}]*name=\"theirs\"")
			.contains("resilience_retry_calls_total{name=\"ours\"")
			.containsPattern("resilience4j_retry_calls_total\\{[^}]*name=\"theirs\"");
	}

	private RestTestClient.BodyContentSpec get(String path) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator")
			.build()
			.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
	}

	/**
	 * The application.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

	}

	/**
	 * A bean with annotations of both.
	 */
	static class Service {

		private int calls;

		@CircuitBreaker("ours")
		String ours() {
			throw new IllegalStateException("of ours");
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "theirs")
		String theirs() {
			throw new IllegalStateException("of theirs");
		}

		@Retry(value = "ours", delay = "0ms")
		@RateLimiter("ours")
		@io.github.resilience4j.retry.annotation.Retry(name = "theirs")
		@io.github.resilience4j.ratelimiter.annotation.RateLimiter(name = "theirs")
		String both() {
			if (++this.calls % 2 == 1) {
				throw new IllegalArgumentException("the first time");
			}
			return "done";
		}

		int calls() {
			return this.calls;
		}

	}

}
