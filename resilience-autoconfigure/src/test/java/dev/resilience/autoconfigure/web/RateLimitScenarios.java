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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * What clients are told of rate limits where that is asked for.
 */
@TestPropertySource(properties = "resilience.http.rate-limit-headers=true")
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
abstract class RateLimitScenarios {

	@LocalServerPort
	int port;

	@ParameterizedTest
	@ValueSource(strings = { "/limited", "/limited/empty" })
	void caseD121HeadersTellTheStateOfTheLimiterOfTheHandler(String path) {
		for (int left = 9; left >= 0; left--) {
			RestTestClient.ResponseSpec allowed = get(path);
			allowed.expectStatus().is2xxSuccessful();
			expectLimit(allowed, left);
			allowed.expectHeader().doesNotExist(HttpHeaders.RETRY_AFTER);
		}
		RestTestClient.ResponseSpec refused = get(path);
		refused.expectStatus().isEqualTo(429);
		expectLimit(refused, 0);
		// 30.7 s, but whoever came back after 30 would be refused again
		refused.expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "31");
	}

	@Test
	void otherHandlersHaveNoSuchHeaders() {
		get("/plain").expectHeader().doesNotExist("X-RateLimit-Limit");
		get("/behind").expectHeader().doesNotExist("X-RateLimit-Limit");
		get("/nowhere").expectHeader().doesNotExist("X-RateLimit-Limit");
	}

	RestTestClient.ResponseSpec get(String path) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri(path)
			.exchange();
	}

	private static void expectLimit(RestTestClient.ResponseSpec response, int remaining) {
		response.expectHeader().valueEquals("X-RateLimit-Limit", "10");
		response.expectHeader().valueEquals("X-RateLimit-Remaining", Integer.toString(remaining));
		response.expectHeader()
			.valueEquals("X-RateLimit-Reset", Long.toString((long) Math.ceil((10 - remaining) * 30.7)));
	}

}
