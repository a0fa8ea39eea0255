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
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceClientAutoConfiguration;
import dev.resilience.autoconfigure.http.IdempotencyAccessor;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.OpenCall;
import dev.resilience.idempotency.ResultCodec;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What requests of the clients that Spring Boot builds carry for idempotent calls.
 */
class IdempotencyPropagationTests {

	private static final String HEADER = "Idempotency-Key";

	private final ManualTime time = ManualTime.autoAdvancing();

	private final FlakyServer server = new FlakyServer();

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(this.time);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
				WebClientAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceClientAutoConfiguration.class))
		.withBean(TimeSource.class, () -> this.time)
		.withPropertyValues("resilience.instances.shop.retry.delay=1s", "resilience.idempotency.http.propagate=true");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void requestsOfAnIdempotentCallCarryADerivedKey(Client client) {
		run((context) -> {
			policy(context).execute("order-1", null, () -> {
				client.call(context, this.server, HttpMethod.POST, "a", null);
				client.call(context, this.server, HttpMethod.POST, "a", null);
				client.call(context, this.server, HttpMethod.POST, "b", null);
				client.call(context, this.server, HttpMethod.PATCH, "b", null);
				return "done";
			});
			List<String> keys = keys();
			assertThat(keys).allSatisfy((key) -> assertThat(key).hasSize(36));
			assertThat(keys.get(1)).isEqualTo(keys.get(0));
			assertThat(keys).hasSize(4);
			assertThat(keys.subList(1, 4)).doesNotHaveDuplicates();
		});
	}

	@ParameterizedTest
	@EnumSource
	void otherRequestsCarryNone(Client client) {
		run((context) -> {
			client.call(context, this.server, HttpMethod.POST, "a", null);
			policy(context).execute("order-1", null, () -> {
				client.call(context, this.server, HttpMethod.PUT, "a", null);
				client.call(context, this.server, HttpMethod.POST, "a", "mine");
				return "done";
			});
			assertThat(keys()).containsExactly(null, null, "mine");
		});
	}

	@ParameterizedTest
	@EnumSource
	void repeatedAttemptsCarryTheSameKey(Client client) {
		this.server.willAnswer(503, Map.of());
		this.server.willAnswer(503, Map.of());
		run((context) -> {
			policy(context).execute("order-1", null,
					() -> context.getBean(ResilienceRegistry.class)
						.get("shop")
						.call(() -> client.call(context, this.server, HttpMethod.POST, "a", null)));
			assertThat(keys()).hasSize(3).doesNotContainNull().containsOnly(keys().get(0));
		});
	}

	@ParameterizedTest
	@EnumSource
	void aRunAfterATakeoverCarriesTheSameKeyCase12(Client client) {
		run((context) -> {
			for (int i = 0; i < 2; i++) {
				OpenCall call = begin(policy(context));
				try (IdempotencyContext.Scope scope = IdempotencyContext.enter(call.context())) {
					client.call(context, this.server, HttpMethod.POST, "a", null);
				}
				call.abandoned();
			}
			assertThat(keys()).hasSize(2).doesNotContainNull().containsOnly(keys().get(0));
		});
	}

	@ParameterizedTest
	@EnumSource
	void isOffUnlessItIsAskedFor(Client client) {
		this.contextRunner.withPropertyValues("resilience.idempotency.http.propagate=false").run((context) -> {
			assertThat(context).doesNotHaveBean(IdempotencyPropagation.class);
			policy(context).execute("order-1", null,
					() -> client.call(context, this.server, HttpMethod.POST, "a", null));
			assertThat(keys()).containsExactly((String) null);
		});
	}

	@ParameterizedTest
	@EnumSource
	void theHeaderHasItsConfiguredName(Client client) {
		this.contextRunner.withPropertyValues("resilience.idempotency.http.header=X-Once").run((context) -> {
			policy(context).execute("order-1", null,
					() -> client.call(context, this.server, HttpMethod.POST, "a", null));
			assertThat(this.server.requests().get(0).getFirst("X-Once")).hasSize(36);
		});
	}

	@Test
	void reactorTakesTheCallAlong() {
		run((context) -> {
			OpenCall call = begin(policy(context));
			context.getBean(WebClient.Builder.class)
				.build()
				.post()
				.uri(this.server.uri())
				.bodyValue("a")
				.retrieve()
				.toBodilessEntity()
				.subscribeOn(Schedulers.boundedElastic())
				.contextWrite((known) -> known.put(IdempotencyAccessor.KEY, call.context()))
				.block(Duration.ofSeconds(10));
			assertThat(keys().get(0)).hasSize(36);
		});
	}

	@Test
	void requestsWithoutABodyCarryAKeyToo() {
		run((context) -> {
			policy(context).execute("order-1", null,
					() -> context.getBean(WebClient.Builder.class)
						.build()
						.post()
						.uri(this.server.uri())
						.retrieve()
						.toBodilessEntity()
						.block(Duration.ofSeconds(10)));
			assertThat(keys().get(0)).hasSize(36);
		});
	}

	private void run(Consumer<ApplicationContext> test) {
		this.contextRunner.run(test::accept);
	}

	private List<String> keys() {
		return this.server.requests().stream().map((headers) -> headers.getFirst(HEADER)).toList();
	}

	private IdempotencyPolicy policy(ApplicationContext context) {
		return IdempotencyPolicy.of("shop", IdempotencyConfig.defaults(),
				IdempotentOperation.of(this.store, IdempotencyKeys.none()), new IdempotencyCounters(),
				context.getBean(ResilienceRegistry.class).context());
	}

	private static OpenCall begin(IdempotencyPolicy policy) {
		try {
			return policy.begin(new IdempotentRequest("shop", "order-1", null), ResultCodec.sameObjects());
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * The clients that Spring Boot builds.
	 */
	enum Client {

		REST_CLIENT {

			@Override
			Object call(ApplicationContext context, FlakyServer server, HttpMethod method, String body, String own) {
				return context.getBean(RestClient.Builder.class)
					.build()
					.method(method)
					.uri(server.uri())
					.headers((headers) -> set(headers, own))
					.body(body)
					.retrieve()
					.toBodilessEntity();
			}

		},

		REST_TEMPLATE {

			@Override
			Object call(ApplicationContext context, FlakyServer server, HttpMethod method, String body, String own) {
				HttpHeaders headers = new HttpHeaders();
				set(headers, own);
				return context.getBean(RestTemplateBuilder.class)
					.build()
					.exchange(server.uri(), method, new HttpEntity<>(body, headers), Void.class);
			}

		},

		WEB_CLIENT {

			@Override
			Object call(ApplicationContext context, FlakyServer server, HttpMethod method, String body, String own) {
				return context.getBean(WebClient.Builder.class)
					.build()
					.method(method)
					.uri(server.uri())
					.headers((headers) -> set(headers, own))
					.body(Mono.just(body), String.class)
					.retrieve()
					.toBodilessEntity()
					.block(Duration.ofSeconds(10));
			}

		};

		abstract Object call(ApplicationContext context, FlakyServer server, HttpMethod method, String body,
				String own);

		static void set(HttpHeaders headers, String own) {
			if (own != null) {
				headers.set(HEADER, own);
			}
		}

	}

}
