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

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.autoconfigure.ResilienceHealingAutoConfigurationTests.Diagnosing;
import dev.resilience.classification.FailureCategory;
import dev.resilience.healing.Healer;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see of healing and how they stop it, over real HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = HealingOverHttpTests.Application.class,
		properties = { "management.endpoints.web.exposure.include=*",
				"management.endpoint.healing.access=unrestricted" })
class HealingOverHttpTests {

	@Autowired
	private Healer healer;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/actuator").build();
		if (this.healer.journal().summary().totalEvents() == 0) {
			this.healer.journal()
				.append(HealingEvent.builder(FailureCategory.TIMEOUT)
					.id("heal-1")
					.subject("orders")
					.action("probe-circuit")
					.diagnosis("too slow, token=secret")
					.fingerprint("f1")
					.build());
			this.healer.journal()
				.append(HealingEvent.builder(FailureCategory.NETWORK)
					.id("heal-2")
					.outcome(HealingOutcome.FAILED)
					.build());
		}
	}

	@Test
	void showsWhatHealingMayDoAndWhatItHasDone() {
		String healing = read("/healing");
		assertThat(healing).contains("\"mode\":\"DRY_RUN\"", "\"halted\":false", "\"total_events\":2", "\"timeout\":1",
				"\"success_rate\":0.5", "\"probe-circuit\":{\"risk\":\"LOW\"", "\"fingerprint\":\"f1\"",
				"\"failing\":false");
		assertThat(healing).doesNotContain("secret");
	}

	@Test
	void showsTheJournal() {
		assertThat(read("/healing/journal")).matches("(?s).*heal-2.*heal-1.*").doesNotContain("secret");
		assertThat(read("/healing/journal?category=timeout")).contains("heal-1").doesNotContain("heal-2");
		assertThat(read("/healing/journal?outcome=failed")).contains("heal-2").doesNotContain("heal-1");
		assertThat(read("/healing/journal?subject=orders&action=probe-circuit&limit=1")).contains("heal-1")
			.doesNotContain("heal-2");
	}

	@Test
	void givesTheJournalAsLinesOfJson() {
		String lines = this.client.get()
			.uri("/healing/jsonl")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.contentTypeCompatibleWith("application/x-ndjson")
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
		assertThat(lines).startsWith("{\"schema\":1,\"event_id\":\"heal-1\"");
		assertThat(lines.lines()).hasSize(2);
	}

	@Test
	void refusesWhatDoesNotExist() {
		assertThat(refused("/healing/jurnal", 404)).contains("did you mean 'journal'?");
		assertThat(refused("/healing/journal?category=timeouts", 400)).contains("did you mean 'timeout'?");
		assertThat(refused("/healing/journal?outcome=maybe", 400)).contains("succeeded");
		assertThat(refused("/healing/journal?limit=0", 400)).contains("limit");
	}

	@Test
	void isHaltedAndResumed() {
		assertThat(halt("{\"halted\":\"true\"}", 200)).contains("\"halted\":true");
		assertThat(this.healer.isHalted()).isTrue();
		assertThat(read("/healing")).contains("\"halted\":true");
		assertThat(halt("{\"halted\":false}", 200)).contains("\"halted\":false");
		assertThat(this.healer.isHalted()).isFalse();
		assertThat(halt("{\"halted\":\"maybe\"}", 400)).contains("neither true nor false");
		assertThat(halt("{}", 400)).contains("missing");
	}

	private String read(String path) {
		return this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	private String refused(String path, int status) {
		return this.client.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	private String halt(String body, int status) {
		return this.client.post()
			.uri("/healing")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isEqualTo(status)
			.expectBody(String.class)
			.returnResult()
			.getResponseBody();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Diagnosing.class)
	static class Application {

	}

}
