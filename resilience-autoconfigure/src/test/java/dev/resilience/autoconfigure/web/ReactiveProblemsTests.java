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

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

/**
 * Spring WebFlux on Netty.
 */
@SpringBootTest(classes = ReactiveProblemsTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.main.web-application-type=reactive")
class ReactiveProblemsTests extends ProblemScenarios {

	@Autowired
	Shop.Backend backend;

	@Test
	void filtersHaveProblemsToo() {
		openCircuit();
		this.client.get().uri("/plain?filter").exchange().expectStatus().isEqualTo(503);
	}

	@Test
	void aPathThatIsNoReferenceHasNoInstance() {
		openCircuit();
		RestTestClient.ResponseSpec response = this.client.get()
			.uri("http://localhost:" + this.port + "//?filter")
			.exchange();
		response.expectStatus().isEqualTo(503);
	}

	@Nested
	@Import(AdviceOfTheUser.class)
	class WithAdvice {

		@Test
		void handlersOfTheUserWin() {
			openCircuit();
			RestTestClient.ResponseSpec response = ReactiveProblemsTests.this.client.get().uri("/plain").exchange();
			response.expectBody(String.class).isEqualTo("sorry");
		}

	}

	@Nested
	@TestPropertySource(properties = "resilience.http.problem-details=false")
	class SwitchedOff {

		@Test
		void exceptionsAreLeftAlone() {
			openCircuit();
			RestTestClient.ResponseSpec response = ReactiveProblemsTests.this.client.get().uri("/plain").exchange();
			response.expectStatus().isEqualTo(500);
			response.expectHeader().doesNotExist(HttpHeaders.RETRY_AFTER);
		}

	}

	@RestControllerAdvice
	static class AdviceOfTheUser {

		@ExceptionHandler
		String sorry(CircuitBreakerOpenException ex) {
			return "sorry";
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Shop.class, Shop.Backend.class })
	static class Application {

		@Bean
		TimeSource time() {
			return ManualTime.stopped();
		}

		@Bean
		NettyReactiveWebServerFactory server() {
			return new NettyReactiveWebServerFactory();
		}

		@Bean
		WebFilter failing(Shop.Backend backend) {
			return (exchange, chain) -> exchange.getRequest().getQueryParams().containsKey("filter")
					? Mono.fromCallable(backend::call).then() : chain.filter(exchange);
		}

		@Bean
		RouterFunction<ServerResponse> functional(Shop.Backend backend) {
			return RouterFunctions.route()
				.GET("/functional", (request) -> ServerResponse.ok().bodyValue(backend.call()))
				.build();
		}

	}

}
