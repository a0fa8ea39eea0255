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

package dev.resilience.autoconfigure.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import reactor.core.publisher.Mono;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceClientAutoConfiguration;
import dev.resilience.autoconfigure.reactive.ReactiveResilience;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.classification.FailureHint;
import dev.resilience.classification.FailureKnowledge;
import dev.resilience.retry.AttemptFailed;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an instance makes of the answers of a real server.
 */
class HttpFailuresTests {

	private final FlakyServer server = new FlakyServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceClientAutoConfiguration.class))
		.withBean(TimeSource.class, ManualTime::autoAdvancing)
		.withPropertyValues("resilience.instances.shop.retry.jitter=none",
				"resilience.instances.shop.circuit-breaker.failure-threshold=9");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest(name = "D-110 {0}")
	@EnumSource
	void caseD110NotFoundIsOneCallAndLeavesTheBreakerUntouched(Client client) {
		this.server.willAnswer(404, Map.of());
		run((instance) -> {
			assertThat(instance.attempt(() -> client.call(this.server)).failure())
				.isInstanceOfAny(HttpClientErrorException.NotFound.class, WebClientResponseException.NotFound.class);
			assertThat(this.server.requests()).hasSize(1);
			CircuitBreakerSnapshot breaker = instance.circuitBreaker().snapshot();
			assertThat(breaker.consecutiveFailures()).isZero();
			assertThat(breaker.calls().failure()).isZero();
			assertThat(breaker.calls().ignored()).isEqualTo(1);
		});
	}

	@ParameterizedTest(name = "D-110 {0}")
	@EnumSource
	void caseD110UnlessToldTo(Client client) {
		this.server.willAnswer(404, Map.of());
		this.server.willAnswer(404, Map.of());
		String types = HttpClientErrorException.class.getName() + "," + WebClientResponseException.class.getName();
		run((instance) -> {
			assertThat(instance.attempt(() -> client.call(this.server)).failure()).isNull();
			assertThat(this.server.requests()).hasSize(3);
			assertThat(instance.circuitBreaker().snapshot().calls().failure()).isEqualTo(2);
		}, "resilience.instances.shop.retry.retry-on=" + types,
				"resilience.instances.shop.circuit-breaker.record-on=" + types);
	}

	@ParameterizedTest
	@CsvSource({ "400, 1, 0", "401, 1, 0", "403, 1, 0", "404, 1, 0", "408, 2, 1", "409, 1, 0", "422, 1, 0", "423, 2, 0",
			"425, 2, 0", "429, 2, 0", "500, 2, 1", "502, 2, 1", "503, 2, 1", "504, 2, 1" })
	void everyStatusMeansTheSameForEveryShapeOfCall(int status, int requests, int failures) {
		run((instance) -> {
			for (Shape shape : Shape.values()) {
				int before = this.server.requests().size();
				long recorded = instance.circuitBreaker().snapshot().calls().failure();
				this.server.willAnswer(status, Map.of());
				shape.call(instance, this.server);
				assertThat(this.server.requests()).as(shape.name()).hasSize(before + requests);
				assertThat(instance.circuitBreaker().snapshot().calls().failure()).as(shape.name())
					.isEqualTo(recorded + failures);
			}
		}, "resilience.instances.shop.retry.delay=0s");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BLOCKING")
	void callsThatEndLaterWaitAsLongAsTheServerAsksToo(Shape shape) {
		List<Duration> waits = new CopyOnWriteArrayList<>();
		this.server.willAnswer(429, Map.of("Retry-After", "7"));
		this.server.willAnswer(503, Map.of("Retry-After", "Thu, 01 Jan 1970 00:00:09 GMT"));
		this.contextRunner.withAllowBeanDefinitionOverriding(true)
			.withBean(TimeSource.class, ManualTime::stopped)
			.run((context) -> {
				ManualTime time = (ManualTime) context.getBean(TimeSource.class);
				Resilience instance = context.getBean(ResilienceRegistry.class).get("shop");
				instance.policies().context().events().on(AttemptFailed.class, (event) -> waits.add(event.delay()));
				CompletableFuture<?> call = CompletableFuture.runAsync(() -> shape.call(instance, this.server));
				Awaitility.await().until(() -> {
					time.advance(Duration.ofMillis(100));
					return call.isDone();
				});
				assertThat(this.server.requests()).hasSize(3);
				assertThat(waits.get(0)).isEqualTo(Duration.ofSeconds(7));
				assertThat(waits.get(1)).isBetween(Duration.ofMillis(400), Duration.ofSeconds(2));
			});
	}

	@ParameterizedTest
	@EnumSource
	void waitsAsLongAsTheServerAsks(Client client) {
		this.server.willAnswer(429, Map.of("Retry-After", "7"));
		this.server.willAnswer(503, Map.of("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"));
		List<Duration> waits = new ArrayList<>();
		run((instance) -> {
			instance.policies().context().events().on(AttemptFailed.class, (event) -> waits.add(event.delay()));
			assertThat(instance.attempt(() -> client.call(this.server)).failure()).isNull();
			assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofMillis(400));
			assertThat(instance.circuitBreaker().snapshot().calls().failure()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void givesUpWhenTheServerAsksForTooMuch(Client client) {
		this.server.willAnswer(429, Map.of("Retry-After", "61"));
		run((instance) -> {
			assertThat(instance.attempt(() -> client.call(this.server)).failure()).isNotNull();
			assertThat(this.server.requests()).hasSize(1);
		});
	}

	@Test
	void knowledgeOfTheUserIsAskedFirstAndMayFail() {
		this.server.willAnswer(404, Map.of());
		this.contextRunner.withBean("confused", FailureKnowledge.class, () -> (failure) -> {
			throw new IllegalStateException("confused");
		})
			.withBean("own", FailureKnowledge.class, () -> (failure) -> new FailureHint(true, false, null))
			.run((context) -> {
				Resilience instance = context.getBean(ResilienceRegistry.class).get("shop");
				assertThat(instance.attempt(() -> Client.REST_CLIENT.call(this.server)).failure()).isNull();
				assertThat(this.server.requests()).hasSize(2);
			});
	}

	@Test
	void worksWithoutWebClient() {
		this.server.willAnswer(404, Map.of());
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor"))
			.run((context) -> {
				Resilience instance = context.getBean(ResilienceRegistry.class).get("shop");
				assertThat(instance.attempt(() -> Client.REST_CLIENT.call(this.server)).failure()).isNotNull();
				assertThat(this.server.requests()).hasSize(1);
			});
	}

	@Test
	void worksWithoutTheWeb() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.springframework.web", "org.springframework.http"))
			.run((context) -> {
				Resilience instance = context.getBean(ResilienceRegistry.class).get("shop");
				assertThat(instance.attempt(() -> {
					throw new IllegalStateException("broken");
				}).attempts()).isEqualTo(3);
			});
	}

	private void run(Consumer<Resilience> test, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> test.accept(context.getBean(ResilienceRegistry.class).get("shop")));
	}

	/** The ways in which Spring applications call. */
	enum Client {

		REST_CLIENT {

			@Override
			Object call(FlakyServer server) {
				return RestClient.create().get().uri(server.uri()).retrieve().toBodilessEntity();
			}

		},

		REST_TEMPLATE {

			@Override
			Object call(FlakyServer server) {
				return new RestTemplate().getForEntity(server.uri(), Void.class);
			}

		},

		HTTP_INTERFACE {

			@Override
			Object call(FlakyServer server) {
				HttpServiceProxyFactory.builderFor(RestClientAdapter.create(RestClient.create(server.uri().toString())))
					.build()
					.createClient(Remote.class)
					.get();
				return "";
			}

		},

		WEB_CLIENT {

			@Override
			Object call(FlakyServer server) {
				return WebClient.create().get().uri(server.uri()).retrieve().toBodilessEntity().block();
			}

		};

		abstract Object call(FlakyServer server);

	}

	interface Remote {

		@GetExchange("/")
		void get();

	}

	/** How calls of a client end. */
	enum Shape {

		BLOCKING {

			@Override
			void call(Resilience instance, FlakyServer server) {
				instance.attempt(() -> Client.REST_CLIENT.call(server));
			}

		},

		STAGE {

			@Override
			void call(Resilience instance, FlakyServer server) {
				instance.callAsync(() -> request(server).toFuture()).exceptionally((ex) -> null).join();
			}

		},

		MONO {

			@Override
			void call(Resilience instance, FlakyServer server) {
				ReactiveResilience.of(instance).protectMono(request(server)).onErrorComplete().block();
			}

		},

		REACTIVE_HTTP_INTERFACE {

			@Override
			void call(Resilience instance, FlakyServer server) {
				WebClient client = WebClient.create(server.uri().toString());
				Mono<Void> request = HttpServiceProxyFactory.builderFor(WebClientAdapter.create(client))
					.build()
					.createClient(ReactiveRemote.class)
					.get();
				ReactiveResilience.of(instance).protectMono(request).onErrorComplete().block();
			}

		};

		abstract void call(Resilience instance, FlakyServer server);

		private static Mono<?> request(FlakyServer server) {
			return WebClient.create().get().uri(server.uri()).retrieve().toBodilessEntity();
		}

	}

	interface ReactiveRemote {

		@GetExchange("/")
		Mono<Void> get();

	}

}
