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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

/**
 * Spring WebFlux on Netty.
 */
@SpringBootTest(classes = ReactiveDeadlineTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.main.web-application-type=reactive")
class ReactiveDeadlineTests extends DeadlineScenarios {

	@Test
	void reactorsContextHasTheTimeThatTheClientWaits() {
		get("/reactive", "1500").expectStatus().isOk().expectBody(String.class).isEqualTo("1500");
		get("/reactive", null).expectStatus().isOk().expectBody(String.class).isEqualTo("none");
	}

	@Test
	void reactiveCallsDoNotBeginOnceTheTimeIsOver() {
		get("/late/reactive", null).expectStatus().isOk().expectBody(String.class).isEqualTo("fine");
		get("/late/reactive", "10").expectStatus().isEqualTo(504);
	}

	@Nested
	@TestPropertySource(properties = "resilience.http.problem-details=false")
	class WithoutProblemDetails {

		@Test
		void lateRequestsAreRefusedAllTheSame() {
			get("/remaining", "0").expectStatus().isEqualTo(504);
		}

	}

	@RestController
	static class Handlers {

		private final ManualTime time;

		private final WebClient client;

		private final ReactiveBackend backend;

		Handlers(ManualTime time, WebClient.Builder client, ReactiveBackend backend) {
			this.time = time;
			this.client = client.build();
			this.backend = backend;
		}

		@GetMapping("/remaining")
		String remaining() {
			return ServletDeadlineTests.Backend.remaining();
		}

		@GetMapping("/reactive")
		Mono<String> reactive() {
			return Mono.deferContextual((context) -> {
				Deadline limit = context.<Deadline>getOrEmpty(DeadlineAccessor.KEY).orElse(null);
				return Mono.just((limit != null) ? Long.toString(limit.remaining().toMillis()) : "none");
			}).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/echo")
		String echo(@RequestHeader(name = "Resilience-Timeout-Ms", required = false) @Nullable String header) {
			return (header != null) ? header : "none";
		}

		@GetMapping("/forward")
		Mono<String> forward(ServerWebExchange exchange) {
			return this.client.get()
				.uri("http://localhost:" + exchange.getRequest().getLocalAddress().getPort() + "/echo")
				.retrieve()
				.bodyToMono(String.class)
				.subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/tries")
		String tries() {
			return this.backend.tries();
		}

		@GetMapping("/tries/later")
		Mono<String> triesLater() {
			AtomicInteger tries = new AtomicInteger();
			return this.backend.failLater(tries)
				.subscribeOn(Schedulers.boundedElastic())
				.onErrorResume((failure) -> Mono.just(tries.toString()));
		}

		@GetMapping("/echo/attempt")
		String echoAttempt(@RequestHeader(name = "Resilience-Attempt", required = false) @Nullable String header) {
			return (header != null) ? header : "none";
		}

		@GetMapping("/forward/attempt")
		Mono<String> forwardAttempt(ServerWebExchange exchange) {
			return this.client.get()
				.uri("http://localhost:" + exchange.getRequest().getLocalAddress().getPort() + "/echo/attempt")
				.retrieve()
				.bodyToMono(String.class)
				.subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/late")
		String late() {
			this.time.advance(Duration.ofSeconds(1));
			return this.backend.call();
		}

		@GetMapping("/late/reactive")
		Mono<String> lateReactive() {
			return Mono.fromRunnable(() -> this.time.advance(Duration.ofSeconds(1)))
				.subscribeOn(Schedulers.boundedElastic())
				.then(this.backend.later());
		}

		@GetMapping("/late/call")
		Mono<String> lateCall(ServerWebExchange exchange) {
			this.time.advance(Duration.ofSeconds(1));
			return forward(exchange);
		}

	}

	/** What the handlers call. */
	static class ReactiveBackend extends ServletDeadlineTests.Backend {

		ReactiveBackend(ServletDeadlineTests.Flaky flaky) {
			super(flaky);
		}

		@Retry(value = "flaky", delay = "0s")
		Mono<String> failLater(AtomicInteger tries) {
			return Mono.defer(() -> {
				tries.incrementAndGet();
				return Mono.error(new IOException("down"));
			});
		}

		@Timeout(value = "backend", duration = "1m")
		Mono<String> later() {
			return Mono.just("fine");
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Handlers.class, ReactiveBackend.class, ServletDeadlineTests.Flaky.class })
	static class Application {

		@Bean
		ManualTime time() {
			return ManualTime.stopped();
		}

		@Bean
		NettyReactiveWebServerFactory server() {
			return new NettyReactiveWebServerFactory();
		}

	}

}
