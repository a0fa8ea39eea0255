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
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceClientAutoConfiguration;
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

}
