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

package dev.resilience.autoconfigure.web;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.ResilienceRegistry;

/**
 * What clients of a real server see of our exceptions. Each test leaves a context behind
 * whose limiters are used up.
 */
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
abstract class ProblemScenarios {

	@Autowired
	ResilienceRegistry registry;

	@LocalServerPort
	int port;

	RestTestClient client;

	@BeforeEach
	void open() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@ParameterizedTest
	@CsvSource({ "/plain", "/wrapped/completion", "/functional" })
	void anOpenCircuitIsAProblem(String path) {
		this.client.get().uri(path).exchange().expectStatus().isOk();
		openCircuit();
		RestTestClient.ResponseSpec response = this.client.get().uri(path).exchange();
		response.expectStatus().isEqualTo(503);
		response.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
		response.expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "31");
		response.expectBody().json("""
				{
				  "type": "urn:problem-type:resilience:circuit-breaker-open",
				  "title": "Circuit breaker open",
				  "status": 503,
				  "detail": "What this request needs keeps failing and is given time to recover.",
				  "instance": "%s",
				  "resilienceInstance": "backend"
				}""".formatted(path));
	}

	@ParameterizedTest
	@CsvSource({ "/wrapped/status, 418", "/wrapped/annotated, 410", "/wrapped/otherwise, 500" })
	void exceptionsOfTheUserKeepTheirOwnStatus(String path, int status) {
		openCircuit();
		RestTestClient.ResponseSpec response = this.client.get().uri(path).exchange();
		response.expectStatus().isEqualTo(status);
		response.expectHeader().doesNotExist(HttpHeaders.RETRY_AFTER);
	}

	@Test
	void theHandlersOwnLimitIsTooManyRequests() {
		for (int i = 0; i < 10; i++) {
			this.client.get().uri("/limited").exchange().expectStatus().isOk();
		}
		RestTestClient.ResponseSpec response = this.client.get().uri("/limited").exchange();
		response.expectStatus().isEqualTo(429);
		response.expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "31");
		response.expectBody().jsonPath("$.status").isEqualTo(429).jsonPath("$.resilienceInstance").isEqualTo("handler");
	}

	@Test
	void aLimitFurtherInIsUnavailability() {
		this.client.get().uri("/behind").exchange().expectStatus().isOk();
		RestTestClient.ResponseSpec response = this.client.get().uri("/behind").exchange();
		response.expectStatus().isEqualTo(503);
		response.expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "3600");
		response.expectBody().jsonPath("$.resilienceInstance").isEqualTo("behind");
	}

	void openCircuit() {
		for (int i = 0; i < 5; i++) {
			this.registry.get("backend").circuitBreaker().recordFailure(new IllegalStateException());
		}
	}

}
