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
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import dev.resilience.ResilienceRegistry;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.DiagnosisContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operators see of diagnoses, over real HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"management.endpoints.web.exposure.include=diagnosis", "management.endpoint.diagnosis.access=unrestricted" })
class DiagnosisOverHttpTests {

	private static final String ENTRY = """
			- id: cold-tea
			  match: {message: tea}
			  cause: The tea of {subject} is cold.
			  steps: {strategy: restart, action: Boil water.}
			""";

	@TempDir
	private static Path directory;

	@Autowired
	private ResilienceRegistry registry;

	@Autowired
	private Diagnoser diagnoser;

	@LocalServerPort
	private int port;

	private RestTestClient client;

	@DynamicPropertySource
	static void knowledge(DynamicPropertyRegistry properties) {
		properties.add("resilience.diagnosis.knowledge", () -> knowledgeFile(ENTRY).toUri());
	}

	@BeforeEach
	void connect() {
		this.client = RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator/diagnosis")
			.build();
	}

	@Test
	void showsTheLastDiagnoses() {
		Diagnosis diagnosis = this.diagnoser.diagnose(new ConnectException("refused, token=abc"),
				DiagnosisContext.of("stock"));
		get("/" + diagnosis.id()).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.pattern")
			.isEqualTo("connection-refused")
			.jsonPath("$.category")
			.isEqualTo("NETWORK")
			.jsonPath("$.error")
			.isEqualTo("java.net.ConnectException: refused, token=***")
			.jsonPath("$.steps[0].order")
			.isEqualTo(1)
			.jsonPath("$.steps[0].strategy")
			.isEqualTo("wait_for_health")
			.jsonPath("$.steps[0].actionId")
			.isEqualTo("probe-circuit")
			.jsonPath("$.findings[0].kind")
			.isEqualTo("FAILURE");
		get("?subject=STOCK&limit=1").expectBody().jsonPath("$.diagnoses[0].id").isEqualTo(diagnosis.id());
		get("?signature=" + diagnosis.signature()).expectBody()
			.jsonPath("$.diagnoses[0].signature")
			.isEqualTo(diagnosis.signature());
		get("?subject=nobody").expectBody().jsonPath("$.diagnoses").isEmpty();
		get("?limit=-1").expectStatus().isBadRequest();
		get("/diag-unknown").expectStatus().isNotFound();
	}

	@Test
	void diagnosesTextsAndInstances() {
		post("", Map.of("text", "the tea is cold", "instance", "kitchen")).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.rootCause")
			.isEqualTo("The tea of 'kitchen' is cold.");
		post("", Map.of("instance", "payment")).expectStatus().isNotFound();
		this.registry.get("payment").attempt(() -> {
			throw new ConnectException("refused");
		});
		post("", Map.of("instance", "payment")).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.subject")
			.isEqualTo("payment");
		post("", Map.of()).expectStatus().isBadRequest();
	}

	@Test
	void readsKnownPatternsAgain() {
		get("/knowledge").expectStatus().isOk().expectBody().jsonPath("$.patterns[0].id").isEqualTo("cold-tea");
		knowledgeFile("- id: cold-tea\n");
		post("/knowledge", Map.of()).expectStatus()
			.isEqualTo(422)
			.expectBody()
			.jsonPath("$.problems[0]")
			.value((problem) -> assertThat(problem.toString()).contains("mine.yml:1", "entry 'cold-tea'"));
		get("/knowledge").expectBody().jsonPath("$.patterns[0].id").isEqualTo("cold-tea");
		knowledgeFile(ENTRY);
		post("/knowledge", Map.of()).expectStatus().isOk();
		post("/else", Map.of()).expectStatus().isNotFound();
	}

	private RestTestClient.ResponseSpec get(String path) {
		return this.client.get().uri(path).exchange();
	}

	private RestTestClient.ResponseSpec post(String path, Map<String, String> body) {
		return this.client.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	private static Path knowledgeFile(String content) {
		try {
			return Files.writeString(directory.resolve("mine.yml"), content);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
