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

package dev.resilience.autoconfigure.idempotency.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Idempotent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring MVC on Tomcat.
 */
@SpringBootTest(classes = ServletExchangeTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=servlet", "server.servlet.encoding.force=true" })
class ServletExchangeTests extends ExchangeScenarios {

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred", "stage", "mono", "task" })
	void keysAreInFlightUntilTheLateEndCase53(String how) {
		this.till.close();
		CompletableFuture<HttpResponse<String>> first = this.client.postAsync("/later/" + how, BODY, this.key);
		Awaitility.await().until(() -> this.till.begun() == 1);
		assertProblem(this.client.post("/later/" + how, BODY, this.key), 409, "call-in-flight", true);
		this.till.open();
		HttpResponse<String> response = first.join();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(isReplay(response)).isFalse();
		assertThat(assertReplay(this.client.post("/later/" + how, BODY, this.key), 200).body())
			.isEqualTo(response.body());
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "deferred", "stage", "mono", "task" })
	void errorsAtTheLateEndLeaveTheKeyFreeCase53(String how) {
		for (int i = 1; i <= 2; i++) {
			HttpResponse<String> response = this.client.post("/later/" + how + "?fail=true", BODY, this.key);
			assertThat(response.statusCode()).isEqualTo(500);
			assertThat(isReplay(response)).isFalse();
			assertThat(this.till.effects()).isEqualTo(i);
		}
	}

	@Test
	void callablesKnowForWhichCallTheyRun() {
		this.client.post("/later/callable", BODY, this.key);
		assertThat(this.till.childKeys()).hasSize(1);
	}

	@Test
	void aTimeoutLeavesTheOutcomeUnknown() {
		this.till.close();
		assertThat(this.client.post("/hangs", BODY, this.key).statusCode()).isEqualTo(503);
		assertProblem(this.client.post("/hangs", BODY, this.key), 409, "outcome-unknown", false);
		assertThat(this.till.begun()).isEqualTo(1);
	}

	@Test
	void redirectsAreReplayed() {
		HttpResponse<String> first = this.client.post("/redirects", BODY, this.key);
		assertThat(first.statusCode()).isEqualTo(302);
		HttpResponse<String> second = assertReplay(this.client.post("/redirects", BODY, this.key), 302);
		assertThat(second.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void whatIsWrittenByHandIsReplayed() {
		HttpResponse<String> first = this.client.post("/written", BODY, this.key);
		assertThat(first.body()).isEqualTo("gr\u00fcezi 1");
		HttpResponse<String> second = assertReplay(this.client.post("/written", BODY, this.key), 200);
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.headers().firstValue("Content-Type")).isEqualTo(first.headers().firstValue("Content-Type"));
	}

	@Nested
	@TestPropertySource(properties = { "resilience.idempotency.http.fingerprint=canonical",
			"resilience.idempotency.http.store-client-errors=true", "resilience.idempotency.http.required=false",
			"resilience.idempotency.http.methods=PUT,POST", "resilience.idempotency.http.mismatch-status=409",
			"resilience.idempotency.http.replayed-headers=X-Shop", "resilience.http.problem-details=false",
			"resilience.idempotency.http.replayed-header=Idempotent-Replayed" })
	class OtherSettings {

		private final ServletExchangeTests outer = ServletExchangeTests.this;

		@Test
		void reorderedJsonIsTheSameContentCase27() {
			assertThat(this.outer.client.post("/charges", BODY, this.outer.key).statusCode()).isEqualTo(201);
			HttpResponse<String> second = this.outer.client.post("/charges", REORDERED_BODY, this.outer.key);
			assertThat(second.headers().firstValue("Idempotent-Replayed")).contains("true");
			assertThat(second.headers().firstValue("X-Shop")).contains("1");
			assertThat(this.outer.client.post("/charges", OTHER_BODY, this.outer.key).statusCode()).isEqualTo(409);
			assertThat(this.outer.till.effects()).isEqualTo(1);
		}

		@ParameterizedTest
		@ValueSource(strings = { "/answers/404", "/missing" })
		void clientErrorsAreKeptCase38(String path) {
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> response = this.outer.client.post(path, BODY, this.outer.key);
				assertThat(response.statusCode()).isEqualTo(404);
				assertThat(response.headers().firstValue("Idempotent-Replayed").isPresent()).isEqualTo(i == 1);
				assertThat(response.body()).contains("404");
			}
			assertThat(this.outer.till.effects()).isEqualTo(1);
		}

		@ParameterizedTest
		@ValueSource(ints = { 401, 403, 408, 425, 429, 500, 503 })
		void passingErrorsAreNeverKeptCase38(int status) {
			this.outer.client.post("/answers/" + status, BODY, this.outer.key);
			this.outer.client.post("/answers/" + status, BODY, this.outer.key);
			assertThat(this.outer.till.effects()).isEqualTo(2);
		}

		@Test
		void requestsWithoutAKeyAreServed() {
			assertThat(this.outer.client.post("/charges", BODY).statusCode()).isEqualTo(201);
			assertThat(this.outer.client.post("/later/deferred", BODY).statusCode()).isEqualTo(200);
			assertThat(this.outer.client.post("/charges", BODY, "").statusCode()).isEqualTo(400);
			assertThat(this.outer.till.effects()).isEqualTo(2);
		}

		@Test
		void otherMethodsAreProtected() {
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> response = this.outer.client
					.send(Client.keyed(this.outer.client.request("PUT", "/any", null, null), this.outer.key));
				assertThat(response.headers().firstValue("Idempotent-Replayed").isPresent()).isEqualTo(i == 1);
			}
			assertThat(this.outer.till.effects()).isEqualTo(1);
		}

		@Test
		void refusalsHaveTheirStatusWithoutProblemDetails() {
			this.outer.store.down(true);
			HttpResponse<String> response = this.outer.client.post("/charges", BODY, this.outer.key);
			assertThat(response.statusCode()).isEqualTo(503);
			assertThat(response.headers().firstValue("Retry-After")).contains("1");
		}

	}

	@Nested
	@TestPropertySource(properties = "resilience.defaults.idempotency.store=memory")
	class InMemory {

		private final ServletExchangeTests outer = ServletExchangeTests.this;

		@Test
		void replaysTheWholeResponseCase50() {
			this.outer.replaysTheWholeResponseCase50();
		}

		@Test
		void errorsOfTheServerAreNotKeptCase38() {
			this.outer.errorsOfTheServerAreNotKeptCase38();
		}

		@Test
		void responsesThatAreTooLargeReachTheFirstClientOnlyCase39() {
			this.outer.responsesThatAreTooLargeReachTheFirstClientOnlyCase39(2049);
		}

	}

	@RestController
	static class Handlers {

		private final Till till;

		Handlers(Till till) {
			this.till = till;
		}

		@PostMapping("/charges")
		@Idempotent
		ResponseEntity<Map<String, Object>> charge(@RequestBody Map<String, Object> body) {
			int number = this.till.charge().join();
			return ResponseEntity.created(URI.create("/charges/" + number))
				.eTag("\"v" + number + "\"")
				.header("Content-Language", "de")
				.header("Link", "</a>; rel=a", "</b>; rel=b")
				.header("Set-Cookie", "session=secret")
				.header("X-Trace-Id", "4711")
				.header("X-Shop", "1")
				.body(Map.of("charge", number));
		}

		@PostMapping("/waiting")
		@Idempotent("waiting")
		ResponseEntity<String> waiting(@RequestBody String body) {
			return ResponseEntity.status(201).body("number " + this.till.charge().join());
		}

		@PostMapping("/open")
		@Idempotent("open")
		ResponseEntity<String> open(@RequestBody String body) {
			return ResponseEntity.status(201).body("number " + this.till.charge().join());
		}

		@PostMapping("/off")
		@Idempotent("off")
		ResponseEntity<String> off(@RequestBody String body) {
			return ResponseEntity.status(201).body("number " + this.till.charge().join());
		}

		@PostMapping("/refunds/{id}")
		@Idempotent
		String refund(@PathVariable String id, @RequestBody String body) {
			return id + " " + this.till.charge().join();
		}

		@PostMapping("/private")
		@Idempotent
		String secret(Principal principal, @RequestBody String body) {
			return principal.getName() + " " + this.till.charge().join();
		}

		@PostMapping("/fails")
		@Idempotent
		String fail(@RequestBody String body) {
			throw new IllegalStateException("failed at " + this.till.charge().join());
		}

		@PostMapping("/missing")
		@Idempotent
		String missing(@RequestBody String body) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "failed at " + this.till.charge().join());
		}

		@PostMapping("/answers/{status}")
		@Idempotent
		ResponseEntity<String> answer(@PathVariable int status, @RequestBody String body) {
			return ResponseEntity.status(status)
				.header(HttpHeaders.LOCATION, "/somewhere")
				.body(status + " at " + this.till.charge().join());
		}

		@PostMapping("/large/{size}")
		@Idempotent
		byte[] large(@PathVariable int size, @RequestBody String body) {
			return String.valueOf(this.till.charge().join()).repeat(size).getBytes(StandardCharsets.US_ASCII);
		}

		@PostMapping("/empty")
		@Idempotent
		ResponseEntity<Void> empty(@RequestBody String body) {
			this.till.charge().join();
			return ResponseEntity.noContent().build();
		}

		@RequestMapping(path = "/any",
				method = { RequestMethod.GET, RequestMethod.PUT, RequestMethod.POST, RequestMethod.PATCH })
		@Idempotent
		String any() {
			return "number " + this.till.charge().join();
		}

		@PostMapping("/form")
		@Idempotent
		String form(@RequestParam String name, @RequestParam int size) {
			this.till.charge().join();
			return name + " " + size;
		}

		@PostMapping("/parts")
		@Idempotent
		String parts(@RequestPart("file0") MultipartFile file) throws IOException {
			this.till.charge().join();
			return new String(file.getBytes(), StandardCharsets.UTF_8);
		}

		@PostMapping("/shared")
		@Idempotent
		@CrossOrigin("https://shop.example")
		String shared(@RequestBody String body) {
			return "number " + this.till.charge().join();
		}

		@PostMapping("/redirects")
		@Idempotent
		void redirect(HttpServletResponse response) throws IOException {
			response.sendRedirect("/charges/" + this.till.charge().join());
		}

		@PostMapping("/written")
		@Idempotent
		void write(HttpServletResponse response) throws IOException {
			response.setContentType("text/plain;charset=UTF-8");
			response.getWriter().write("gr\u00fcezi ");
			response.flushBuffer();
			response.getWriter().write(String.valueOf(this.till.charge().join()));
		}

		@PostMapping("/later/callable")
		@Idempotent
		Callable<String> callable(@RequestParam(defaultValue = "false") boolean fail) {
			return () -> this.till.charge().thenApply((number) -> answer(number, fail)).join();
		}

		@PostMapping("/later/task")
		@Idempotent
		WebAsyncTask<String> task(@RequestParam(defaultValue = "false") boolean fail) {
			return new WebAsyncTask<>(() -> this.till.charge().thenApply((number) -> answer(number, fail)).join());
		}

		@PostMapping("/later/deferred")
		@Idempotent
		DeferredResult<String> deferred(@RequestParam(defaultValue = "false") boolean fail) {
			DeferredResult<String> result = new DeferredResult<>();
			this.till.charge().thenApply((number) -> answer(number, fail)).whenComplete((value, failure) -> {
				if (failure != null) {
					result.setErrorResult(failure);
				}
				else {
					result.setResult(value);
				}
			});
			return result;
		}

		@PostMapping("/later/stage")
		@Idempotent
		CompletableFuture<String> stage(@RequestParam(defaultValue = "false") boolean fail) {
			return this.till.charge().thenApply((number) -> answer(number, fail));
		}

		@PostMapping("/later/mono")
		@Idempotent
		Mono<String> mono(@RequestParam(defaultValue = "false") boolean fail) {
			return Mono.fromFuture(this.till::charge).map((number) -> answer(number, fail));
		}

		@PostMapping("/hangs")
		@Idempotent(onTakeover = Idempotent.OnTakeover.REJECT)
		DeferredResult<String> hang() {
			this.till.charge();
			return new DeferredResult<>(100L);
		}

		private static String answer(int number, boolean fail) {
			if (fail) {
				throw new IllegalStateException("failed at " + number);
			}
			return "number " + number;
		}

	}

	@RestController
	static class OtherHandlers {

		private final Handlers handlers;

		OtherHandlers(Handlers handlers) {
			this.handlers = handlers;
		}

		@PostMapping("/elsewhere")
		@Idempotent
		String elsewhere(@RequestBody String body) {
			return this.handlers.refund("1", body);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableWebSecurity
	@Import({ Handlers.class, OtherHandlers.class })
	static class Application {

		@Bean
		Till till() {
			return new Till();
		}

		@Bean
		FailingStore idempotencyStore() {
			return new FailingStore();
		}

		@Bean
		SecurityFilterChain security(HttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/private").authenticated().anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(User.withUsername("alice").password("{noop}secret").build(),
					User.withUsername("bob").password("{noop}secret").build());
		}

		// Where Spring Boot puts it
		@Bean
		FilterRegistrationBean<Filter> securityRegistration(
				@Qualifier("springSecurityFilterChain") Filter springSecurityFilterChain) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(springSecurityFilterChain);
			registration.setOrder(-100);
			return registration;
		}

	}

}
