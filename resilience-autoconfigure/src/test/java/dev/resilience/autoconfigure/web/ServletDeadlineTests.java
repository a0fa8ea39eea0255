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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring MVC on Tomcat.
 */
@SpringBootTest(classes = ServletDeadlineTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.main.web-application-type=servlet")
class ServletDeadlineTests extends DeadlineScenarios {

	@Test
	void asynchronousHandlersBeginWithTheTimeThatTheirClientWaits() {
		get("/async", "1500").expectStatus().isOk().expectBody(String.class).isEqualTo("1500");
	}

	@Nested
	@TestPropertySource(properties = "resilience.http.problem-details=false")
	class WithoutProblemDetails {

		@Test
		void lateRequestsAreRefusedAllTheSame() {
			get("/remaining", "0").expectStatus().isEqualTo(504);
		}

	}

	@Nested
	@TestPropertySource(properties = "resilience.http.deadlines=false")
	class SwitchedOff {

		@Test
		void nobodyLooksAtTheHeader() {
			get("/remaining", "1500").expectStatus().isOk().expectBody(String.class).isEqualTo("none");
			get("/remaining", "0").expectStatus().isOk().expectBody(String.class).isEqualTo("none");
			get("/tries", "Resilience-Attempt", "2").expectBody(String.class).isEqualTo("3");
			assertThat(ServletDeadlineTests.this.meters.find("resilience.http.deadlines").functionCounter()).isNull();
		}

	}

	@RestController
	static class Handlers {

		private final ManualTime time;

		private final RestClient client;

		private final Backend backend;

		Handlers(ManualTime time, RestClient.Builder client, Backend backend) {
			this.time = time;
			this.client = client.build();
			this.backend = backend;
		}

		@GetMapping("/remaining")
		String remaining() {
			return Backend.remaining();
		}

		@GetMapping("/async")
		CompletableFuture<String> async() {
			return CompletableFuture.completedFuture(Backend.remaining());
		}

		@GetMapping("/echo")
		String echo(@RequestHeader(name = "Resilience-Timeout-Ms", required = false) @Nullable String header) {
			return (header != null) ? header : "none";
		}

		@GetMapping("/forward")
		@Nullable String forward(HttpServletRequest request) {
			return this.client.get()
				.uri("http://localhost:" + request.getLocalPort() + "/echo")
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/tries")
		String tries() {
			return this.backend.tries();
		}

		@GetMapping("/tries/later")
		Callable<String> triesLater() {
			return this.backend::tries;
		}

		@GetMapping("/echo/attempt")
		String echoAttempt(@RequestHeader(name = "Resilience-Attempt", required = false) @Nullable String header) {
			return (header != null) ? header : "none";
		}

		@GetMapping("/forward/attempt")
		@Nullable String forwardAttempt(HttpServletRequest request) {
			return this.client.get()
				.uri("http://localhost:" + request.getLocalPort() + "/echo/attempt")
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/late")
		String late() {
			this.time.advance(Duration.ofSeconds(1));
			return this.backend.call();
		}

		@GetMapping("/late/call")
		@Nullable String lateCall(HttpServletRequest request) {
			this.time.advance(Duration.ofSeconds(1));
			return forward(request);
		}

	}

	/** What the handlers call. */
	static class Backend {

		private final Flaky flaky;

		Backend(Flaky flaky) {
			this.flaky = flaky;
		}

		// How often a call that fails is made
		String tries() {
			AtomicInteger tries = new AtomicInteger();
			try {
				this.flaky.fail(tries);
			}
			catch (UncheckedIOException ex) {
				return tries.toString();
			}
			return "none";
		}

		@Timeout(value = "backend", duration = "1m")
		String call() {
			return "fine";
		}

		static String remaining() {
			long remaining = Deadline.remainingNanos();
			return (remaining != Long.MAX_VALUE) ? Long.toString(remaining / 1_000_000) : "none";
		}

	}

	/** Never works. */
	static class Flaky {

		@Retry(value = "flaky", delay = "0s")
		String fail(AtomicInteger tries) {
			tries.incrementAndGet();
			throw new UncheckedIOException(new IOException("down"));
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Handlers.class, Backend.class, Flaky.class })
	static class Application {

		@Bean
		ManualTime time() {
			return ManualTime.stopped();
		}

	}

}
