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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.registry.HttpServiceGroup;
import org.springframework.web.service.registry.ImportHttpServices;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceClientAutoConfiguration;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.autoconfigure.reactive.ReactiveResilience;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What requests of the clients that Spring Boot builds tell of the remaining time.
 */
class DeadlinePropagationTests {

	private static final String HEADER = "Resilience-Timeout-Ms";

	private final ManualTime time = ManualTime.autoAdvancing();

	private final FlakyServer server = new FlakyServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
				WebClientAutoConfiguration.class, HttpServiceClientAutoConfiguration.class,
				HttpServiceClientPropertiesAutoConfiguration.class, ReactiveHttpServiceClientAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceClientAutoConfiguration.class))
		.withBean(TimeSource.class, () -> this.time)
		.withUserConfiguration(Remotes.class)
		.withPropertyValues("spring.http.serviceclient.remote.base-url=" + this.server.uri(),
				"spring.http.serviceclient.reactive.base-url=" + this.server.uri(),
				"resilience.instances.shop.deadline=4s", "resilience.instances.shop.retry.delay=1s",
				"resilience.instances.shop.retry.backoff=fixed", "resilience.instances.shop.retry.jitter=none");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void requestsCarryTheRemainingTime(Client client) {
		run((context) -> {
			Deadline.within(this.time, Duration.ofMillis(750), () -> client.call(context, this.server, null));
			assertThat(this.server.requests().get(0).get(HEADER)).containsExactly("750");
		});
	}

	@ParameterizedTest
	@EnumSource
	void requestsWithoutALimitCarryNothing(Client client) {
		run((context) -> {
			client.call(context, this.server, null);
			assertThat(this.server.requests().get(0).get(HEADER)).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void aHeaderThatIsSetAlreadyStays(Client client) {
		run((context) -> {
			Deadline.within(this.time, Duration.ofMillis(750), () -> client.call(context, this.server, "12"));
			assertThat(this.server.requests().get(0).get(HEADER)).containsExactly("12");
		});
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsSentOnceTheTimeIsOver(Client client) {
		run((context) -> {
			Deadline limit = Deadline.beginPassive(this.time, "orders", 1_000_000);
			this.time.advance(Duration.ofMillis(1));
			assertThatExceptionOfType(DeadlineExceededException.class)
				.isThrownBy(() -> client.call(context, this.server, null))
				.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("orders"));
			limit.end();
			assertThat(this.server.requests()).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void eachAttemptCarriesWhatIsLeftAndItsNumber(Client client) {
		this.server.willAnswer(503, Map.of());
		this.server.willAnswer(503, Map.of());
		run((context) -> {
			context.getBean(ResilienceRegistry.class).get("shop").call(() -> client.call(context, this.server, null));
			assertThat(this.server.requests()).extracting((headers) -> headers.getFirst(HEADER))
				.containsExactly("4000", "3000", "2000");
			assertThat(this.server.requests()).extracting((headers) -> headers.getFirst("Resilience-Attempt"))
				.containsExactly(null, "2", "3");
			client.call(context, this.server, null);
			assertThat(this.server.requests().get(3).get("Resilience-Attempt")).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void canBeSwitchedOff(Client client) {
		this.contextRunner.withPropertyValues("resilience.http.deadlines=false").run((context) -> {
			Deadline.within(this.time, Duration.ofMillis(750), () -> client.call(context, this.server, null));
			assertThat(this.server.requests().get(0).get(HEADER)).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void attemptsOfCallsThatEndLaterCarryTheirNumber(Client client) {
		this.server.willAnswer(503, Map.of());
		this.contextRunner.withPropertyValues("resilience.instances.shop.deadline=1h").run((context) -> {
			CompletableFuture<?> answer = context.getBean(ResilienceRegistry.class)
				.get("shop")
				.callAsync(() -> CompletableFuture.completedFuture(client.call(context, this.server, null)));
			Awaitility.await().until(() -> {
				this.time.advance(Duration.ofSeconds(1));
				return answer.isDone();
			});
			assertThat(answer).isCompleted();
			assertThat(this.server.requests()).extracting((headers) -> headers.getFirst("Resilience-Attempt"))
				.containsExactly(null, "2");
		});
	}

	@ParameterizedTest
	@EnumSource
	void attemptsOnOtherThreadsCarryTheirNumber(Client client) {
		this.server.willAnswer(503, Map.of());
		this.contextRunner.withAllowBeanDefinitionOverriding(true)
			.withBean(TimeSource.class, ManualTime::stopped)
			.withPropertyValues("resilience.instances.shop.timeout.mode=offload",
					"resilience.instances.shop.deadline=2h", "resilience.instances.shop.retry.delay=0ms",
					"resilience.instances.shop.timeout.duration=1h")
			.run((context) -> {
				context.getBean(ResilienceRegistry.class)
					.get("shop")
					.call(() -> client.call(context, this.server, null));
				assertThat(this.server.requests()).extracting((headers) -> headers.getFirst("Resilience-Attempt"))
					.containsExactly(null, "2");
			});
	}

	@Test
	void webClientTakesTheLimitOfReactorsContext() {
		run((context) -> {
			Deadline limit = Deadline.beginPassive(this.time, "orders", 500_000_000);
			limit.end();
			WebClient client = context.getBean(WebClient.Builder.class).build();
			Mono<?> call = client.get()
				.uri(this.server.uri())
				.retrieve()
				.toBodilessEntity()
				.subscribeOn(Schedulers.boundedElastic())
				.contextWrite((reactor) -> reactor.put(DeadlineAccessor.KEY, limit));
			call.block(Duration.ofSeconds(30));
			Deadline.within(this.time, Duration.ofMillis(200),
					() -> client.get()
						.uri(this.server.uri())
						.retrieve()
						.toBodilessEntity()
						.contextWrite((reactor) -> reactor.put(DeadlineAccessor.KEY, limit))
						.block(Duration.ofSeconds(30)));
			assertThat(this.server.requests()).extracting((headers) -> headers.getFirst(HEADER))
				.containsExactly("500", "200");
		});
	}

	@Test
	void subscriptionsOnOtherThreadsCarryWhatIsLeftOfTheAttempt() {
		this.server.willAnswer(503, Map.of());
		this.contextRunner
			.withPropertyValues("resilience.instances.shop.retry.delay=0s",
					"resilience.instances.shop.timeout.duration=3s")
			.run((context) -> {
				WebClient client = context.getBean(WebClient.Builder.class).build();
				Mono<?> call = client.get()
					.uri(this.server.uri())
					.retrieve()
					.toBodilessEntity()
					.doOnError((ex) -> this.time.advance(Duration.ofMillis(1500)))
					.subscribeOn(Schedulers.boundedElastic());
				ReactiveResilience.of(context.getBean(ResilienceRegistry.class).get("shop"))
					.protectMono(call)
					.block(Duration.ofSeconds(30));
				assertThat(this.server.requests()).extracting((headers) -> headers.getFirst(HEADER))
					.containsExactly("3000", "2500");
				assertThat(this.server.requests()).extracting((headers) -> headers.getFirst("Resilience-Attempt"))
					.containsExactly(null, "2");
			});
	}

	private void run(Consumer<ApplicationContext> test) {
		this.contextRunner.run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	/** Requests with a body, as those are what a client may have to hold back. */
	enum Client {

		REST_CLIENT {

			@Override
			Object call(ApplicationContext context, FlakyServer server, String header) {
				return context.getBean(RestClient.Builder.class)
					.build()
					.post()
					.uri(server.uri())
					.headers((headers) -> set(headers, header))
					.body("body")
					.retrieve()
					.toBodilessEntity();
			}

		},

		REST_TEMPLATE {

			@Override
			Object call(ApplicationContext context, FlakyServer server, String header) {
				HttpHeaders headers = new HttpHeaders();
				set(headers, header);
				return context.getBean(RestTemplateBuilder.class)
					.build()
					.exchange(server.uri(), HttpMethod.POST, new HttpEntity<>("body", headers), Void.class);
			}

		},

		HTTP_INTERFACE {

			@Override
			Object call(ApplicationContext context, FlakyServer server, String header) {
				context.getBean(Remote.class).post(header);
				return "";
			}

		},

		REACTIVE_HTTP_INTERFACE {

			@Override
			Object call(ApplicationContext context, FlakyServer server, String header) {
				context.getBean(ReactiveRemote.class).post(header).block(Duration.ofSeconds(30));
				return "";
			}

		},

		WEB_CLIENT {

			@Override
			Object call(ApplicationContext context, FlakyServer server, String header) {
				return context.getBean(WebClient.Builder.class)
					.build()
					.post()
					.uri(server.uri())
					.headers((headers) -> set(headers, header))
					.bodyValue("body")
					.retrieve()
					.toBodilessEntity()
					.block(Duration.ofSeconds(30));
			}

		};

		abstract Object call(ApplicationContext context, FlakyServer server, String header);

		private static void set(HttpHeaders headers, String value) {
			if (value != null) {
				headers.set(HEADER, value);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "remote", types = Remote.class)
	@ImportHttpServices(group = "reactive", types = ReactiveRemote.class,
			clientType = HttpServiceGroup.ClientType.WEB_CLIENT)
	static class Remotes {

	}

	interface Remote {

		@PostExchange("/")
		void post(@RequestHeader(name = HEADER, required = false) String header);

	}

	interface ReactiveRemote {

		@PostExchange("/")
		Mono<Void> post(@RequestHeader(name = HEADER, required = false) String header);

	}

}
