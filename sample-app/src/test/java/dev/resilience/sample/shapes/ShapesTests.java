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

package dev.resilience.sample.shapes;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import dev.resilience.sample.SampleTest;
import dev.resilience.sample.Shop;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every shape of call while the service behaves, fails and is down.
 */
@SampleTest
@TestPropertySource(properties = { "resilience.templates.remote-service.circuit-breaker.failure-threshold=4",
		"resilience.templates.remote-service.circuit-breaker.open-duration=1h",
		"resilience.templates.remote-service.retry.delay=10ms",
		"resilience.instances.recommendation.timeout.duration=10s", "resilience.instances.agent.timeout.duration=10s",
		"spring.http.clients.read-timeout=30s" })
class ShapesTests {

	static final List<String> SHAPES = ShapesController.SHAPES;

	// Another for each test, as what an agent has done is remembered
	private final String agent = UUID.randomUUID().toString();

	@Autowired
	RestTestClient client;

	Shop shop;

	@BeforeEach
	void open() {
		this.shop = new Shop(this.client);
		heal();
	}

	@AfterEach
	void heal() {
		this.shop.heal();
		post("/actuator/circuitbreakers/recommendation", Map.of("state", "RESET"));
	}

	private JsonNode ask(String shape) {
		return shape.equals("keyed") ? askFor(this.agent) : this.shop.get("/shapes/" + shape);
	}

	private JsonNode askFor(String agent) {
		return this.shop.get("/shapes/keyed?agent=" + agent);
	}

	private void post(String path, Map<String, String> body) {
		this.client.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.is2xxSuccessful();
	}

	@ParameterizedTest
	@FieldSource("SHAPES")
	void theServiceAnswers(String shape) {
		long before = this.shop.calls("recommendation");
		JsonNode answer = ask(shape);
		assertThat(answer.path("shape").asString()).isEqualTo(shape);
		assertThat(answer.path("skus").values()).extracting(JsonNode::asString).containsExactly("book-4", "book-5");
		assertThat(answer.path("source").asString()).isEqualTo("live");
		assertThat(answer.has("failure")).isFalse();
		assertThat(this.shop.calls("recommendation")).isEqualTo(before + 1);
	}

	@ParameterizedTest
	@FieldSource("SHAPES")
	void aFailedCallIsRepeated(String shape) {
		this.shop.behave("recommendation", "mode=failing&rate=0.5");
		long before = this.shop.calls("recommendation");
		assertThat(ask(shape).path("source").asString()).isEqualTo("live");
		assertThat(this.shop.calls("recommendation")).isEqualTo(before + 2);
	}

	@ParameterizedTest
	@FieldSource("SHAPES")
	void aStandInAnswersWhileTheServiceFails(String shape) {
		this.shop.behave("recommendation", "mode=failing&rate=1");
		long before = this.shop.calls("recommendation");
		JsonNode answer = ask(shape);
		assertThat(answer.path("skus").values()).extracting(JsonNode::asString).containsExactly("book-1", "book-2");
		assertThat(answer.path("source").asString()).isEqualTo("bestsellers");
		assertThat(answer.path("failure").asString()).isIn("InternalServerError", "ServiceUnavailable");
		assertThat(this.shop.calls("recommendation")).isEqualTo(before + 3);
	}

	@ParameterizedTest
	@FieldSource("SHAPES")
	void aStandInAnswersWhileTheServiceIsDown(String shape) {
		this.shop.behave("recommendation", "mode=down");
		JsonNode answer = ask(shape);
		assertThat(answer.path("source").asString()).isEqualTo("bestsellers");
		assertThat(answer.path("failure").asString()).isIn("ResourceAccessException", "WebClientRequestException");
	}

	@ParameterizedTest
	@FieldSource("SHAPES")
	void aSlowServiceIsNotWaitedFor(String shape) {
		String settings = "/actuator/resilience/" + (shape.equals("keyed") ? "agent" : "recommendation");
		post(settings, Map.of("settings", "timeout.duration=100ms"));
		try {
			this.shop.behave("recommendation", "mode=slow&delay=10s");
			assertThat(ask(shape).path("failure").asString()).isEqualTo("CallTimeoutException");
		}
		finally {
			this.client.delete().uri(settings).exchange().expectStatus().is2xxSuccessful();
		}
	}

	@ParameterizedTest
	@FieldSource("SHAPES")
	void theCircuitOpens(String shape) {
		this.shop.behave("recommendation", "mode=failing");
		long before = this.shop.calls("recommendation");
		ask(shape);
		ask(shape);
		this.shop.heal();
		assertThat(ask(shape).path("failure").asString()).isEqualTo("CircuitBreakerOpenException");
		assertThat(this.shop.calls("recommendation")).isEqualTo(before + 4);
	}

	@Test
	void callsWithoutAKeyShareOneCircuit() {
		this.shop.behave("recommendation", "mode=failing");
		ask("blocking");
		ask("blocking");
		this.shop.heal();
		assertThat(SHAPES).filteredOn((shape) -> !shape.equals("keyed"))
			.allSatisfy((shape) -> assertThat(ask(shape).path("failure").asString())
				.isEqualTo("CircuitBreakerOpenException"));
	}

	@Test
	void everyKeyHasACircuitOfItsOwn() {
		this.shop.behave("recommendation", "mode=failing");
		askFor("failing-" + this.agent);
		askFor("failing-" + this.agent);
		this.shop.heal();
		assertThat(askFor("failing-" + this.agent).path("failure").asString()).isEqualTo("CircuitBreakerOpenException");
		assertThat(askFor("other-" + this.agent).path("source").asString()).isEqualTo("live");
		assertThat(ask("blocking").path("source").asString()).isEqualTo("live");
	}

	@Test
	void aCallWithoutAnAgentIsAnsweredToo() {
		assertThat(this.shop.get("/shapes/keyed").path("source").asString()).isEqualTo("live");
	}

	@Test
	void theOutcomeTellsMoreThanTheResult() {
		this.shop.behave("recommendation", "mode=failing&rate=0.5");
		JsonNode answered = ask("programmatic").path("outcome");
		assertThat(answered.path("kind").asString()).isEqualTo("SUCCESS");
		assertThat(answered.path("attempts").asInt()).isEqualTo(2);
		assertThat(answered.at("/source/type").asString()).isEqualTo("TARGET");
		assertThat(answered.path("quality").asDouble()).isEqualTo(1.0);
		this.shop.behave("recommendation", "mode=failing");
		JsonNode failed = ask("programmatic").path("outcome");
		assertThat(failed.path("kind").asString()).isEqualTo("FAILURE");
		assertThat(failed.path("attempts").asInt()).isEqualTo(3);
	}

	@Test
	void anUnknownShapeIsNotFoundAndTheOthersAreListed() {
		RestTestClient.ResponseSpec response = this.client.get().uri("/shapes/smoke-signal").exchange();
		response.expectStatus().isNotFound();
		assertThat(this.shop.body(response).path("detail").asString()).contains("'smoke-signal'").contains(SHAPES);
	}

}
