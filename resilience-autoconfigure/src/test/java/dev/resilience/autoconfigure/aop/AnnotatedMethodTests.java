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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.ratelimiter.RateLimitExceededException;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for annotated methods, through a real application context.
 */
class AnnotatedMethodTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class))
		.withPropertyValues("resilience.instances.configured.retry.max-attempts=3")
		.withUserConfiguration(Shop.class);

	@Test
	void aRetryRepeatsTheMethodUntilItSucceeds() {
		this.contextRunner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(orders.place("book", 2)).isEqualTo("book after 3");
			assertThat(orders.calls()).hasSize(3);
		});
	}

	@Test
	void aCircuitBreakerOpensAndIsSharedThroughTheRegistry() {
		this.contextRunner.withPropertyValues("resilience.instances.payments.circuit-breaker.failure-threshold=2")
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				for (int i = 0; i < 2; i++) {
					assertThatIllegalStateException().isThrownBy(orders::pay);
				}
				assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(orders::pay);
				assertThat(context.getBean(ResilienceRegistry.class).get("payments").circuitBreaker().state())
					.isEqualTo(CircuitBreakerState.OPEN);
			});
	}

	@Test
	void theFallbackWithTheMostSpecificFailureAnswers() {
		this.contextRunner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(orders.recommend("io")).isEqualTo("no network for io");
			assertThat(orders.recommend("other")).isEqualTo("anything for other");
		});
	}

	@Test
	void aFallbackWithoutInstanceBelongsToThatOfTheCall() {
		this.contextRunner
			.withPropertyValues("resilience.instances.stock.deadline=1s",
					"resilience.instances.stock.retry.max-attempts=10", "resilience.instances.stock.retry.delay=400ms",
					"resilience.instances.stock.retry.jitter=none", "resilience.instances.stock.retry.backoff=fixed")
			.run((context) -> {
				assertThat(context.getBean(Orders.class).stock()).isEqualTo(0);
				assertThat(context.getBean(Orders.class).calls()).as("attempts until the deadline of 'stock'")
					.hasSize(3);
				ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
				assertThat(registry.find("Orders-stock")).isEmpty();
				assertThat(registry.get("stock").policies().calls().count(CallOutcome.FALLBACK)).isOne();
			});
	}

	@Test
	void anIdempotentMethodRunsOncePerKey() {
		this.contextRunner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(orders.charge("k1")).isEqualTo(orders.charge("k1"));
			assertThat(orders.charge("k2")).isEqualTo("charge 2");
		});
	}

	@Test
	void aWeightTakesThatManyPermits() {
		this.contextRunner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			orders.bulk(List.of("a", "b", "c"));
			assertThatExceptionOfType(RateLimitExceededException.class)
				.isThrownBy(() -> orders.bulk(List.of("d", "e")));
			orders.bulk(List.of("d"));
		});
	}

	@Test
	void resilientAppliesWhatIsConfigured() {
		this.contextRunner.run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(orders.configured()).isEqualTo("ok");
			assertThat(orders.calls()).hasSize(2);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		@Bean
		Orders orders() {
			return new Orders();
		}

		@Bean
		TimeSource time() {
			return ManualTime.autoAdvancing();
		}

	}

	public static class Orders {

		private final List<String> calls = new ArrayList<>();

		private int charges;

		List<String> calls() {
			return this.calls;
		}

		@Retry(maxAttempts = 5)
		public String place(String sku, int failures) {
			this.calls.add(sku);
			if (this.calls.size() <= failures) {
				throw new IllegalStateException("not yet");
			}
			return sku + " after " + this.calls.size();
		}

		@CircuitBreaker("payments")
		public String pay() {
			throw new IllegalStateException("declined");
		}

		@Fallback("instead")
		public String recommend(String sku) throws IOException {
			if (sku.equals("io")) {
				throw new IOException("down");
			}
			throw new IllegalArgumentException("bad");
		}

		private String instead(String sku, IOException failure) {
			return "no network for " + sku;
		}

		String instead(String sku, Exception failure) {
			return "anything for " + sku;
		}

		@Retry("stock")
		@Fallback("none")
		public int stock() {
			this.calls.add("stock");
			throw new IllegalStateException("down");
		}

		private int none() {
			return 0;
		}

		@Idempotent(key = "#key")
		public String charge(String key) {
			return "charge " + ++this.charges;
		}

		@RateLimiter(permits = 4, period = "1h", weight = "#skus.size()")
		public void bulk(List<String> skus) {
		}

		@Resilient("configured")
		public String configured() {
			this.calls.add("x");
			if (this.calls.size() < 2) {
				throw new IllegalStateException("once");
			}
			return "ok";
		}

	}

}
