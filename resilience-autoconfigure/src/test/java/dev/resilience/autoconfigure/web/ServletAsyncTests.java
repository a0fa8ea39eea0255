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

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

/**
 * Handlers of Spring MVC whose answers come later.
 */
@SpringBootTest(classes = ServletAsyncTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "spring.main.web-application-type=servlet")
class ServletAsyncTests {

	@LocalServerPort
	int port;

	@Autowired
	ResilienceRegistry registry;

	@ParameterizedTest
	@ValueSource(strings = { "callable", "task", "stream", "mono", "stage" })
	void handlersHaveTheTimeThatTheirClientWaits(String how) {
		get("/" + how, "1500").expectStatus().isOk().expectBody(String.class).isEqualTo("1500");
		get("/" + how, null).expectStatus().isOk().expectBody(String.class).isEqualTo("none");
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "stage" })
	void nothingBeginsOnceTheTimeIsOver(String how) {
		get("/late/" + how, null).expectStatus().isOk();
		get("/late/" + how, "10").expectStatus().isEqualTo(504);
	}

	@ParameterizedTest
	@ValueSource(strings = { "callable", "task", "deferred", "failed", "wrapped", "mono", "guarded" })
	void refusalsAreProblems(String how) {
		this.registry.get("backend").circuitBreaker().forceOpen();
		RestTestClient.ResponseSpec response = get("/refused/" + how, null);
		response.expectStatus().isEqualTo(503);
		response.expectHeader().contentType(MediaType.APPLICATION_PROBLEM_JSON);
		response.expectHeader().exists(HttpHeaders.RETRY_AFTER);
		response.expectBody().jsonPath("$.type").isEqualTo("urn:problem-type:resilience:circuit-breaker-open");
	}

	@Test
	void theHandlersOwnLimitIsTooManyRequests() {
		get("/limited", null).expectStatus().isOk();
		get("/limited", null).expectStatus().isEqualTo(429).expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "3600");
	}

	private RestTestClient.ResponseSpec get(String path, String timeout) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri(path)
			.headers((headers) -> {
				if (timeout != null) {
					headers.set("Resilience-Timeout-Ms", timeout);
				}
			})
			.exchange();
	}

	@RestController
	static class Handlers {

		private final ManualTime time;

		private final Backend backend;

		Handlers(ManualTime time, Backend backend) {
			this.time = time;
			this.backend = backend;
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return ServletDeadlineTests.Backend::remaining;
		}

		@GetMapping("/task")
		WebAsyncTask<String> task() {
			return new WebAsyncTask<>(ServletDeadlineTests.Backend::remaining);
		}

		@GetMapping("/stream")
		StreamingResponseBody stream() {
			return (body) -> body.write(ServletDeadlineTests.Backend.remaining().getBytes());
		}

		@GetMapping("/mono")
		Mono<String> mono() {
			return Mono.deferContextual((context) -> {
				Deadline limit = context.<Deadline>getOrEmpty(DeadlineAccessor.KEY).orElse(null);
				return Mono.just((limit != null) ? Long.toString(limit.remaining().toMillis()) : "none");
			}).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/stage")
		CompletableFuture<String> stage() {
			return CompletableFuture.completedFuture(ServletDeadlineTests.Backend.remaining());
		}

		@GetMapping("/late/callable")
		Callable<String> lateCallable() {
			this.time.advance(Duration.ofSeconds(1));
			return this.backend::timed;
		}

		@GetMapping("/late/stage")
		CompletableFuture<String> lateStage() {
			this.time.advance(Duration.ofSeconds(1));
			return this.backend.later();
		}

		@GetMapping("/refused/{how}")
		Object refused(@PathVariable String how) {
			Callable<String> call = this.backend::call;
			return switch (how) {
				case "callable" -> call;
				case "task" -> new WebAsyncTask<>(call);
				case "deferred" -> deferred();
				case "failed" -> CompletableFuture.supplyAsync(this.backend::call);
				case "wrapped" -> CompletableFuture.failedFuture(new CompletionException(refusal()));
				default -> Mono.fromCallable(call).subscribeOn(Schedulers.boundedElastic());
			};
		}

		@GetMapping("/refused/guarded")
		@CircuitBreaker("backend")
		CompletableFuture<String> guarded() {
			return CompletableFuture.completedFuture("fine");
		}

		@GetMapping("/limited")
		@RateLimiter(value = "handler", permits = 1, period = "1h")
		CompletableFuture<String> limited() {
			return CompletableFuture.completedFuture("fine");
		}

		private DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			result.setErrorResult(refusal());
			return result;
		}

		private CircuitBreakerOpenException refusal() {
			try {
				this.backend.call();
				throw new IllegalStateException("not refused");
			}
			catch (CircuitBreakerOpenException ex) {
				return ex;
			}
		}

	}

	/** What the handlers call. */
	static class Backend {

		@CircuitBreaker("backend")
		String call() {
			return "fine";
		}

		@Timeout(value = "timed", duration = "1m")
		String timed() {
			return "fine";
		}

		@Timeout(value = "timed", duration = "1m")
		CompletableFuture<String> later() {
			return CompletableFuture.completedFuture("fine");
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Handlers.class, Backend.class })
	static class Application {

		@Bean
		ManualTime time() {
			return ManualTime.stopped();
		}

	}

}
