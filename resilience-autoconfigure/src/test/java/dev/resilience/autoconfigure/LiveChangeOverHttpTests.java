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
import java.security.Principal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.filter.OncePerRequestFilter;

import dev.resilience.ResilienceRegistry;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Live changes as operators make them, over real HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"management.endpoints.web.exposure.include=*", "management.endpoint.resilience.access=unrestricted",
		"management.prometheus.metrics.export.enabled=true", "resilience.instances.payments.retry.max-attempts=2",
		"resilience.instances.payments.circuit-breaker.failure-threshold=4" })
class LiveChangeOverHttpTests {

	@Autowired
	private ResilienceRegistry registry;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port + "/actuator").build();
	}

	@AfterEach
	void takeTheLiveLayerAway() {
		this.client.delete().uri("/resilience/payments").exchange();
	}

	@Test
	void changesSettingsAndTakesThemAwayAgain() {
		post("Payments", "retry.max-attempts=5\\ncircuit-breaker.window-size=50").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.name")
			.isEqualTo("payments")
			.jsonPath("$.settings['retry.max-attempts'].value")
			.isEqualTo("5")
			.jsonPath("$.settings['retry.max-attempts'].origin")
			.isEqualTo("live change (actuator: alice)")
			.jsonPath("$.settings['circuit-breaker.failure-threshold'].value")
			.isEqualTo("4");
		get("/resilience/payments").expectBody()
			.jsonPath("$.settings['circuit-breaker.window-size'].value")
			.isEqualTo("50");
		assertThat(this.registry.get("payments").circuitBreaker().config().windowSize()).isEqualTo(50);
		this.client.delete()
			.uri("/resilience/payments")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.settings['retry.max-attempts'].value")
			.isEqualTo("2");
		assertThat(this.registry.get("payments").circuitBreaker().config().windowSize()).isEqualTo(100);
	}

	@Test
	void switchesAPolicyOff() {
		post("payments", "retry.mode=off").expectStatus().isOk();
		assertThat(this.registry.get("payments").pipeline().policies()).extracting(Policy::type)
			.containsExactly(PolicyType.CIRCUIT_BREAKER);
	}

	@Test
	void aChangeIsAmongTheEvents() {
		post("payments", "retry.max-attempts=5").expectStatus().isOk();
		get("/resilienceevents?type=SettingsChanged&instance=payments&limit=1").expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.events[0].details.source")
			.isEqualTo("actuator")
			.jsonPath("$.events[0].details.by")
			.isEqualTo("alice")
			.jsonPath("$.events[0].details.changes[0].key")
			.isEqualTo("retry.max-attempts")
			.jsonPath("$.events[0].details.changes[0].before")
			.isEqualTo("2")
			.jsonPath("$.events[0].details.changes[0].after")
			.isEqualTo("5");
	}

	@Test
	void oneBadValueChangesNothingAndAllProblemsAreListed() {
		post("payments", "retry.max-attempts=5\\nretry.dealy=1s\\ncircuit-breaker.failure-threshold=-1").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.message")
			.isEqualTo("Nothing was changed: there are 2 problems")
			.jsonPath("$.problems.length()")
			.isEqualTo(2)
			.jsonPath("$.problems[0].setting")
			.isEqualTo("resilience.instances.payments.retry.dealy")
			.jsonPath("$.problems[0].value")
			.isEqualTo("1s")
			.jsonPath("$.problems[0].suggestion")
			.isEqualTo("Did you mean resilience.instances.payments.retry.delay?")
			.jsonPath("$.problems[1].reason")
			.isEqualTo("must be at least 0");
		get("/resilience/payments").expectBody().jsonPath("$.settings['retry.max-attempts'].value").isEqualTo("2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"settings\":null}", "{\"settings\":\"\"}",
			"{\"setings\":\"retry.max-attempts=5\"}", "{\"settings\":{\"retry.max-attempts\":5}}", "[]", "nonsense" })
	void refusesWhatIsNoText(String body) {
		exchange("payments", body).expectStatus().isBadRequest();
		get("/resilience/payments").expectBody().jsonPath("$.settings['retry.max-attempts'].value").isEqualTo("2");
	}

	@Test
	void knowsNoUnknownInstanceAndCreatesNone() {
		post("paiments", "retry.max-attempts=5").expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.nearest")
			.isEqualTo("payments");
		exchange("paiments", "{}").expectStatus().isNotFound();
		this.client.delete().uri("/resilience/paiments").exchange().expectStatus().isNotFound();
		assertThat(this.registry.find("paiments")).isEmpty();
	}

	@Test
	void aRemovedInstanceIsNoLongerShownNorScraped() {
		this.registry.get("passing").attempt(() -> "by");
		get("/resilience/passing").expectStatus().isOk();
		assertThat(scraped()).contains("name=\"passing\"");
		this.registry.remove("passing");
		get("/resilience/passing").expectStatus().isNotFound();
		assertThat(scraped()).doesNotContain("name=\"passing\"").contains("name=\"payments\"");
		get("/health").expectBody().jsonPath("$.components.resilience.details.passing").doesNotExist();
		get("/resilienceevents?type=InstanceRemoved").expectBody()
			.jsonPath("$.events[0].instance")
			.isEqualTo("passing");
		this.registry.get("passing");
		assertThat(scraped()).contains("name=\"passing\"");
		this.registry.remove("passing");
	}

	private String scraped() {
		String scraped = get("/prometheus").expectBody(String.class).returnResult().getResponseBody();
		return (scraped != null) ? scraped : "";
	}

	private RestTestClient.ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	private RestTestClient.ResponseSpec post(String instance, String settings) {
		return exchange(instance, "{\"settings\":\"" + settings + "\"}");
	}

	private RestTestClient.ResponseSpec exchange(String instance, String body) {
		return this.client.post()
			.uri("/resilience/" + instance)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange();
	}

	@Nested
	@TestPropertySource(properties = "management.endpoint.resilience.access=read-only")
	class WithReadOnlyAccess {

		@Test
		void nothingCanBeWritten() {
			post("payments", "retry.max-attempts=5").expectStatus().isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
			LiveChangeOverHttpTests.this.client.delete()
				.uri("/resilience/payments")
				.exchange()
				.expectStatus()
				.isEqualTo(HttpStatus.METHOD_NOT_ALLOWED);
			get("/resilience/payments").expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.settings['retry.max-attempts'].value")
				.isEqualTo("2");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		OncePerRequestFilter aliceIsLoggedIn() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					chain.doFilter(new HttpServletRequestWrapper(request) {

						@Override
						public Principal getUserPrincipal() {
							return () -> "alice";
						}

					}, response);
				}

			};
		}

	}

}
