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

package dev.resilience.autoconfigure.aop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.ImportHttpServices;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;
import dev.resilience.pipeline.CallOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotations on HTTP interfaces, whose beans are proxies without a class of their own,
 * against a server that answers every third request.
 */
class HttpInterfaceTests {

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private HttpServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath();
		this.requests.add(path);
		boolean fails = path.startsWith("/broken") || this.requests.size() % 3 != 0;
		byte[] body = ("answer " + this.requests.size()).getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(fails ? 500 : 200, fails ? -1 : body.length);
		if (!fails) {
			exchange.getResponseBody().write(body);
		}
		exchange.close();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@ParameterizedTest
	@EnumSource
	void anAnnotatedMethodIsRepeatedUnderTheNameOfTheInterface(Making making) {
		runner(making).run((context) -> {
			assertThat(context.getBean(Stock.class).level("book")).isEqualTo("answer 3");
			assertThat(this.requests).containsExactly("/stock/book", "/stock/book", "/stock/book");
			assertThat(context.getBean(ResilienceRegistry.class).find("Stock-level")).isPresent();
		});
	}

	@ParameterizedTest
	@EnumSource
	void anAnnotationOnTheInterfaceHoldsForInheritedMethods(Making making) {
		runner(making).run((context) -> {
			assertThat(context.getBean(Stock.class).version()).isEqualTo("answer 3");
			assertThat(context.getBean(ResilienceRegistry.class).find("Stock-version")).isPresent();
			assertThat(context.getBean(Prices.class).version()).isEqualTo("answer 6");
			assertThat(context.getBean(ResilienceRegistry.class).find("Prices-version")).isPresent();
			assertThat(context.getBean(ResilienceRegistry.class).find("Versioned-version")).isEmpty();
		});
	}

	@ParameterizedTest
	@EnumSource
	void aDefaultMethodAnswersInstead(Making making) {
		runner(making).run((context) -> {
			assertThat(context.getBean(Stock.class).broken("book")).isEqualTo("no stock of book: InternalServerError");
			assertThat(this.requests).hasSize(3);
			assertThat(context.getBean(ResilienceRegistry.class)
				.get("Stock-broken")
				.policies()
				.calls()
				.count(CallOutcome.FALLBACK)).isOne();
		});
	}

	@ParameterizedTest
	@EnumSource
	void anAnnotatedDefaultMethodIsRepeatedAsAWhole(Making making) {
		runner(making).run((context) -> {
			assertThat(context.getBean(Prices.class).readable()).isEqualTo("version answer 3");
			assertThat(this.requests).hasSize(3);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aCircuitBreakerOnAnInterfaceOpens(Making making) {
		runner(making).withPropertyValues("resilience.instances.prices.circuit-breaker.failure-threshold=2")
			.run((context) -> {
				Prices prices = context.getBean(Prices.class);
				assertThat(Outcomes.of(3, prices::broken))
					.isEqualTo("InternalServerError InternalServerError CircuitBreakerOpen");
				assertThat(this.requests).hasSize(2);
			});
	}

	private ApplicationContextRunner runner(Making making) {
		return AnnotatedContext.with()
			.withUserConfiguration(making.configuration)
			.withPropertyValues("server=http://localhost:" + this.server.getAddress().getPort());
	}

	/** How the beans are made. */
	enum Making {

		IMPORT(Imported.class), FACTORY(MadeByHand.class);

		private final Class<?> configuration;

		Making(Class<?> configuration) {
			this.configuration = configuration;
		}

	}

	public interface Versioned {

		@GetExchange("/version")
		String version();

	}

	@Retry
	public interface Stock extends Versioned {

		@GetExchange("/stock/{sku}")
		String level(@PathVariable("sku") String sku);

		@GetExchange("/broken/{sku}")
		@Fallback("none")
		String broken(@PathVariable("sku") String sku);

		default String none(String sku, Exception failure) {
			return "no stock of " + sku + ": " + failure.getClass().getSimpleName();
		}

	}

	public interface Prices extends Versioned {

		@Override
		@Retry
		@GetExchange("/version")
		String version();

		@Retry
		default String readable() {
			return "version " + version();
		}

		@CircuitBreaker("prices")
		@GetExchange("/broken")
		String broken();

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "shop", types = { Stock.class, Prices.class })
	static class Imported {

		@Bean
		RestClientHttpServiceGroupConfigurer where(Environment environment) {
			return (groups) -> groups
				.forEachClient((group, builder) -> builder.baseUrl(environment.getRequiredProperty("server")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MadeByHand {

		@Bean
		Stock stock(Environment environment) {
			return factory(environment).createClient(Stock.class);
		}

		@Bean
		Prices prices(Environment environment) {
			return factory(environment).createClient(Prices.class);
		}

		private static HttpServiceProxyFactory factory(Environment environment) {
			return HttpServiceProxyFactory
				.builderFor(RestClientAdapter.create(RestClient.create(environment.getRequiredProperty("server"))))
				.build();
		}

	}

}
