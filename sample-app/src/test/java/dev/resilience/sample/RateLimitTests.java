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

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What customers see when the shop asks a service more often than agreed.
 */
@SampleTest
@TestPropertySource(properties = { "resilience.instances.inventory.rate-limiter.permits=2",
		"resilience.instances.inventory.rate-limiter.period=1h" })
class RateLimitTests {

	@Test
	void callsAboveTheLimitDoNotReachTheService(@Autowired RestTestClient client) {
		Shop shop = new Shop(client);
		shop.checkout().expectStatus().isOk();
		shop.checkout().expectStatus().isOk();
		long before = shop.calls("inventory");
		RestTestClient.ResponseSpec refused = shop.checkout();
		refused.expectStatus().isEqualTo(503).expectHeader().exists(HttpHeaders.RETRY_AFTER);
		assertThat(shop.body(refused).path("resilienceInstance").asString()).isEqualTo("inventory");
		assertThat(shop.calls("inventory")).isEqualTo(before);
	}

}
