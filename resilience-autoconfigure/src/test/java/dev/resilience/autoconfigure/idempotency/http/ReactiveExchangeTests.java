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

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceWebAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring WebFlux on Netty.
 */
@SpringBootTest(classes = ReactiveExchangeTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.main.web-application-type=reactive", "spring.webflux.problemdetails.enabled=true" })
class ReactiveExchangeTests extends ExchangeScenarios {

	@Test
	void aClientThatLeavesFreesTheKeyCase53() {
		this.till.close();
		CompletableFuture<HttpResponse<String>> first = this.client.postAsync("/charges", BODY, this.key);
		Awaitility.await().until(() -> this.till.begun() == 1);
		first.cancel(true);
		this.till.reset();
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201));
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void handlersThatReturnNoPublisherStopTheStart() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceIdempotencyAutoConfiguration.class, ResilienceAopAutoConfiguration.class,
					ResilienceWebAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
					WebFluxAutoConfiguration.class))
			.withBean(Plain.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("Plain.plain")
				.hasStackTraceContaining("of Spring WebFlux that returns String"));
	}

	@RestController
	static class Plain {

		@PostMapping("/plain")
		@Idempotent
		String plain() {
			return "plain";
		}

	}

	@Nested
	@TestPropertySource(properties = { "resilience.idempotency.http.fingerprint=canonical",
			"resilience.idempotency.http.store-client-errors=true", "resilience.idempotency.http.required=false",
			"resilience.idempotency.http.mismatch-status=409" })
	class OtherSettings {

		private final ReactiveExchangeTests outer = ReactiveExchangeTests.this;

		@Test
		void reorderedJsonIsTheSameContentCase27() {
			assertThat(this.outer.client.post("/charges", BODY, this.outer.key).statusCode()).isEqualTo(201);
			assertReplay(this.outer.client.post("/charges", REORDERED_BODY, this.outer.key), 201);
			assertProblem(this.outer.client.post("/charges", OTHER_BODY, this.outer.key), 409, "idempotency-key-reused",
					false);
			assertThat(this.outer.till.effects()).isEqualTo(1);
		}

		@ParameterizedTest
		@ValueSource(strings = { "/answers/404", "/missing" })
		void clientErrorsAreKeptCase38(String path) {
			for (int i = 0; i < 2; i++) {
				HttpResponse<String> response = this.outer.client.post(path, BODY, this.outer.key);
				assertThat(response.statusCode()).isEqualTo(404);
				assertThat(isReplay(response)).isEqualTo(i == 1);
				assertThat(response.body()).contains("404");
			}
			assertThat(this.outer.till.effects()).isEqualTo(1);
		}

		@Test
		void requestsWithoutAKeyAreServed() {
			assertThat(this.outer.client.post("/charges", BODY).statusCode()).isEqualTo(201);
			assertThat(this.outer.till.effects()).isEqualTo(1);
		}

	}

	@Nested
	@TestPropertySource(properties = "resilience.defaults.idempotency.store=memory")
	class InMemory {

		private final ReactiveExchangeTests outer = ReactiveExchangeTests.this;

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

		private Mono<Integer> charging() {
			return Mono.fromFuture(this.till::charge, true);
		}

		@PostMapping("/charges")
		@Idempotent
		Mono<ResponseEntity<Map<String, Object>>> charge(@RequestBody Map<String, Object> body) {
			return charging().map((number) -> ResponseEntity.created(URI.create("/charges/" + number))
				.eTag("\"v" + number + "\"")
				.header("Content-Language", "de")
				.header("Link", "</a>; rel=a", "</b>; rel=b")
				.header("Set-Cookie", "session=secret")
				.header("X-Trace-Id", "4711")
				.body(Map.of("charge", number)));
		}

		@PostMapping("/waiting")
		@Idempotent("waiting")
		Mono<ResponseEntity<String>> waiting(@RequestBody String body) {
			return created();
		}

		@PostMapping("/open")
		@Idempotent("open")
		Mono<ResponseEntity<String>> open(@RequestBody String body) {
			return created();
		}

		@PostMapping("/off")
		@Idempotent("off")
		Mono<ResponseEntity<String>> off(@RequestBody String body) {
			return created();
		}

		private Mono<ResponseEntity<String>> created() {
			return charging().map((number) -> ResponseEntity.status(201).body("number " + number));
		}

		@PostMapping("/refunds/{id}")
		@Idempotent
		Mono<String> refund(@PathVariable String id, @RequestBody String body) {
			return charging().map((number) -> id + " " + number);
		}

		@PostMapping("/private")
		@Idempotent
		Mono<String> secret(Principal principal, @RequestBody String body) {
			return charging().map((number) -> principal.getName() + " " + number);
		}

		@PostMapping("/fails")
		@Idempotent
		Mono<String> fail(@RequestBody String body) {
			return charging().flatMap((number) -> Mono.error(new IllegalStateException("failed at " + number)));
		}

		@PostMapping("/missing")
		@Idempotent
		Mono<String> missing(@RequestBody String body) {
			return charging().flatMap(
					(number) -> Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND, "failed at " + number)));
		}

		@PostMapping("/answers/{status}")
		@Idempotent
		Mono<ResponseEntity<String>> answer(@PathVariable int status, @RequestBody String body) {
			return charging().map((number) -> ResponseEntity.status(status)
				.header(HttpHeaders.LOCATION, "/somewhere")
				.body(status + " at " + number));
		}

		@PostMapping("/large/{size}")
		@Idempotent
		Mono<byte[]> large(@PathVariable int size, @RequestBody String body) {
			return charging().map((number) -> String.valueOf(number).repeat(size).getBytes(StandardCharsets.US_ASCII));
		}

		@PostMapping("/empty")
		@Idempotent
		Mono<ResponseEntity<Void>> empty(@RequestBody String body) {
			return charging().map((number) -> ResponseEntity.noContent().build());
		}

		@RequestMapping(path = "/any",
				method = { RequestMethod.GET, RequestMethod.PUT, RequestMethod.POST, RequestMethod.PATCH })
		@Idempotent
		Mono<String> any() {
			return charging().map((number) -> "number " + number);
		}

		@PostMapping("/form")
		@Idempotent
		Mono<String> form(ServerWebExchange exchange) {
			return charging().flatMap((number) -> exchange.getFormData())
				.map((form) -> form.getFirst("name") + " " + form.getFirst("size"));
		}

		@PostMapping("/parts")
		@Idempotent
		Mono<String> parts(@RequestPart("file0") FilePart file) {
			return charging().flatMap((number) -> DataBufferUtils.join(file.content()))
				.map((buffer) -> buffer.toString(StandardCharsets.UTF_8));
		}

		@PostMapping("/shared")
		@Idempotent
		@CrossOrigin("https://shop.example")
		Mono<String> shared(@RequestBody String body) {
			return charging().map((number) -> "number " + number);
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
		Mono<String> elsewhere(@RequestBody String body) {
			return this.handlers.refund("1", body);
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableWebFluxSecurity
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
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http.csrf((csrf) -> csrf.disable())
				.authorizeExchange(
						(exchanges) -> exchanges.pathMatchers("/private").authenticated().anyExchange().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(User.withUsername("alice").password("{noop}secret").build(),
					User.withUsername("bob").password("{noop}secret").build());
		}

	}

}
