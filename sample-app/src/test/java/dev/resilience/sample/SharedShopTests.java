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

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two shops that share a database.
 */
class SharedShopTests {

	private static final String PURCHASE = "{\"sku\":\"book-2\",\"quantity\":1}";

	@TempDir
	private Path directory;

	@Test
	void whatOneShopHasSoldIsReplayedByTheOtherCase03() {
		try (ConfigurableApplicationContext one = start(); ConfigurableApplicationContext other = start()) {
			JsonNode sold = shop(one).body(shop(one).checkout("shared", PURCHASE).expectStatus().isOk());
			JsonNode replayed = shop(other).body(shop(other).checkout("shared", PURCHASE)
				.expectStatus()
				.isOk()
				.expectHeader()
				.valueEquals("Idempotency-Replayed", "true"));
			assertThat(replayed).isEqualTo(sold);
			assertThat(shop(other).calls("payment")).isZero();
			shop(other).checkout("shared", "{\"sku\":\"book-2\",\"quantity\":2}").expectStatus().isEqualTo(422);
		}
	}

	private ConfigurableApplicationContext start() {
		return SpringApplication.run(SampleApplication.class, "--spring.profiles.active=shared", "--server.port=0",
				"--spring.datasource.url=jdbc:h2:file:" + this.directory.resolve("shop") + ";AUTO_SERVER=TRUE",
				"--sample.traffic.enabled=false", "--sample.downstream.inventory.port=0",
				"--sample.downstream.payment.port=0", "--sample.downstream.recommendation.port=0",
				"--sample.downstream.mail.port=0");
	}

	private static Shop shop(ConfigurableApplicationContext context) {
		return new Shop(RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + context.getEnvironment().getProperty("local.server.port"))
			.build());
	}

}
