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

package dev.resilience.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilientExecutor;
import dev.resilience.annotation.Retry;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for names that are used in code and not configured.
 */
class NamesInCodeTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class));

	@Test
	void anUnknownNameGetsRetryAndBreakerWithTheSettingsOfTheDefaults() {
		this.contextRunner.withPropertyValues("resilience.defaults.circuit-breaker.failure-threshold=2")
			.run((context) -> {
				Resilience unknown = context.getBean(ResilienceRegistry.class).get("unknown");
				assertThat(unknown.pipeline().policies()).extracting(Policy::type)
					.containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
				assertThat(unknown.circuitBreaker().config().failureThreshold()).isEqualTo(2);
			});
	}

	@Test
	void unknownNamesAreBounded() {
		this.contextRunner
			.withPropertyValues("resilience.max-dynamic-instances=2",
					"resilience.instances.configured.retry.max-attempts=2")
			.run((context) -> {
				ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
				registry.get("a");
				registry.get("b");
				assertThat(registry.get("c")).isSameAs(registry.get("d"));
				assertThat(registry.get("configured").name()).isEqualTo("configured");
			});
	}

	@Test
	void aNameThatOnlyAnnotationsKnowIsProtectedInCodeToo() {
		this.contextRunner.withBean(Orders.class).run((context) -> {
			Resilience orders = context.getBean(ResilienceRegistry.class).get("orders");
			assertThat(orders.pipeline().policies()).extracting(Policy::type)
				.containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
		});
	}

	@Test
	void theExecutorRunsWorkByNameUnderTheSettingsOfTheApplication() {
		this.contextRunner
			.withPropertyValues("resilience.defaults.circuit-breaker.failure-threshold=1",
					"resilience.defaults.retry.max-attempts=1", "resilience.instances.reports.retry.max-attempts=2",
					"resilience.instances.reports.retry.delay=0")
			.run((context) -> {
				ResilientExecutor executor = context.getBean(ResilientExecutor.class);
				AtomicInteger runs = new AtomicInteger();
				for (String name : List.of("reports", "aider")) {
					assertThatIllegalStateException().isThrownBy(() -> executor.execute(name, () -> {
						runs.incrementAndGet();
						throw new IllegalStateException();
					}));
				}
				assertThat(runs).hasValue(3);
				assertThat(executor.states()).containsExactly(Map.entry("aider", CircuitBreakerState.OPEN));
				assertThat(context.getBean(ResilienceRegistry.class).find("aider")).isPresent();
			});
	}

	@Test
	void anotherExecutorReplacesOurs() {
		ResilientExecutor mine = ResilientExecutor.of(ResilienceRegistry.withDefaults());
		this.contextRunner.withBean("mine", ResilientExecutor.class, () -> mine)
			.run((context) -> assertThat(context.getBean(ResilientExecutor.class)).isSameAs(mine));
	}

	static class Orders {

		@Retry("orders")
		String place() {
			return "placed";
		}

	}

}
