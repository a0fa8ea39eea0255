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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.ratelimiter.RateLimitExceededException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Annotated methods whose gates are picked by a key.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeyedMethodTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.with(Agents.class);

	private static Resilience instance(ApplicationContext context, String name) {
		return context.getBean(ResilienceRegistry.class).find(name).orElseThrow();
	}

	@Test
	void eachKeyHasACircuitOfItsOwn() {
		this.contextRunner.run((context) -> {
			Agents agents = context.getBean(Agents.class);
			assertThatIllegalStateException().isThrownBy(() -> agents.ask("a1", true));
			assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.ask("a1", false));
			assertThat(agents.ask("a2", false)).isEqualTo("a2");
			Resilience instance = instance(context, "agents");
			assertThat(instance.keyed().state("a1")).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(instance.keyed().isAvailable("a2")).isTrue();
			assertThat(instance.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
		});
	}

	@Test
	void theShapeOfTheMethodMakesNoDifference() {
		this.contextRunner.run((context) -> {
			Agents agents = context.getBean(Agents.class);
			assertThat(agents.askLater("s1", true).toCompletableFuture()).isCompletedExceptionally();
			assertThat(agents.askLater("s1", false).toCompletableFuture()).isCompletedExceptionally();
			assertThat(agents.askLater("s2", false).toCompletableFuture()).isCompletedWithValue("s2");
			assertThatIllegalStateException().isThrownBy(() -> agents.askReactively("m1", true).block());
			assertThatExceptionOfType(CircuitBreakerOpenException.class)
				.isThrownBy(() -> agents.askReactively("m1", false).block());
			assertThat(agents.askReactively("m2", false).block()).isEqualTo("m2");
			assertThat(instance(context, "agents").keyed().state("s1")).isEqualTo(CircuitBreakerState.OPEN);
		});
	}

	@Test
	void aKeyThatIsNullMeansTheInstanceItselfAndIsSaidOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Agents agents = context.getBean(Agents.class);
			assertThatIllegalStateException().isThrownBy(() -> agents.ask(null, true));
			assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.ask(null, false));
			assertThat(instance(context, "agents").circuitBreaker().state()).isEqualTo(CircuitBreakerState.OPEN);
		});
		assertThat(output).containsOnlyOnce("has no key for the circuit-breaker");
	}

	@Test
	void aLiveChangeReachesEveryKeyAndKeepsItsState() {
		this.contextRunner.run((context) -> {
			Agents agents = context.getBean(Agents.class);
			LiveSettings live = context.getBean(LiveSettings.class);
			assertThatIllegalStateException().isThrownBy(() -> agents.ask("opened", true));
			assertThat(agents.ask("known", false)).isEqualTo("known");
			live.change("agents", "circuit-breaker.failure-threshold=2", ChangedBy.CODE);
			for (String key : List.of("known", "new")) {
				assertThatIllegalStateException().isThrownBy(() -> agents.ask(key, true));
				assertThatIllegalStateException().isThrownBy(() -> agents.ask(key, true));
				assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.ask(key, false));
			}
			assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.ask("opened", false));
			live.change("agents", "circuit-breaker.mode=off", ChangedBy.CODE);
			assertThat(agents.ask("opened", false)).isEqualTo("opened");
			live.reset("agents", ChangedBy.CODE);
			assertThatExceptionOfType(CircuitBreakerOpenException.class).isThrownBy(() -> agents.ask("opened", false));
		});
	}

	@Test
	void eachGateMayHaveAnotherKey() {
		this.contextRunner.run((context) -> {
			Agents agents = context.getBean(Agents.class);
			agents.twoKeys("tenant", 1L);
			assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> agents.twoKeys("other", 1L));
			agents.twoKeys("tenant", 2L);
			assertThat(instance(context, "twokeys").policies().keys().circuitBreakers().keysInUse()).isEqualTo(2);
			assertThat(instance(context, "twokeys").policies().keys().rateLimiters().find("1")).isNotNull();
		});
	}

	@Test
	void theKeyOfResilientIsThatOfAllGatesOfItsInstance() {
		AnnotatedContext.with(Tenants.class)
			.withPropertyValues("resilience.instances.tenants.bulkhead.max-concurrent=1",
					"resilience.instances.tenants.retry.delay=0")
			.run((context) -> {
				assertThat(context.getBean(Tenants.class).common("t1")).isEqualTo("t1");
				Resilience instance = instance(context, "tenants");
				assertThat(instance.policies().keys().bulkheads().find("t1")).isNotNull();
				assertThat(instance.policies().keys().circuitBreakers().find("t1")).isNotNull();
				assertThat(instance(context, "elsewhere").policies().keys().rateLimiters()).isNull();
			});
	}

	@Test
	void everyAttemptPassesTheGateOfTheSameKey() {
		this.contextRunner.run((context) -> {
			Agents agents = context.getBean(Agents.class);
			assertThatIllegalStateException().isThrownBy(() -> agents.retried("a"));
			assertThat(instance(context, "retried").keyed().snapshot("a").calls().totalFailures()).isEqualTo(3);
			assertThat(agents.retried("b")).isEqualTo("b");
		});
	}

	@Test
	void settingsBoundTheKeys() {
		this.contextRunner
			.withPropertyValues("resilience.defaults.keyed.idle=10m", "resilience.instances.agents.keyed.max-keys=1")
			.run((context) -> {
				Agents agents = context.getBean(Agents.class);
				agents.ask("a1", false);
				agents.ask("a2", false);
				Resilience instance = instance(context, "agents");
				assertThat(instance.policies().keys().config())
					.isEqualTo(KeyedConfig.builder().maxKeys(1).idle(Duration.ofMinutes(10)).build());
				assertThat(instance.policies().keys().circuitBreakers().overflowCalls()).isEqualTo(1);
			});
	}

	@Test
	void codeAndAnnotationsShareTheKeysOfAnInstance() {
		this.contextRunner.run((context) -> {
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Agents.class).ask("a1", true));
			Resilience instance = context.getBean(ResilienceRegistry.class).get("agents");
			assertThatExceptionOfType(CircuitBreakerOpenException.class)
				.isThrownBy(() -> instance.keyed().call("a1", () -> "work"));
		});
	}

	public static class Agents {

		@CircuitBreaker(value = "agents", failureThreshold = 1, key = "#agent")
		public String ask(@Nullable String agent, boolean failing) {
			return answer(String.valueOf(agent), failing);
		}

		@CircuitBreaker(value = "agents", key = "#agent")
		public CompletionStage<String> askLater(String agent, boolean failing) {
			return failing ? CompletableFuture.failedFuture(new IllegalStateException())
					: CompletableFuture.completedFuture(agent);
		}

		@CircuitBreaker(value = "agents", key = "#agent")
		public Mono<String> askReactively(String agent, boolean failing) {
			return Mono.fromSupplier(() -> answer(agent, failing));
		}

		@CircuitBreaker(value = "twokeys", key = "#tenant")
		@RateLimiter(value = "twokeys", permits = 1, period = "1h", key = "#user")
		public void twoKeys(String tenant, long user) {
		}

		@Retry(value = "retried", maxAttempts = 3, delay = "0s")
		@CircuitBreaker(value = "retried", key = "#agent")
		@Bulkhead(value = "retried", key = "#agent", maxConcurrent = 1)
		public String retried(String agent) {
			return answer(agent, "a".equals(agent));
		}

		private static String answer(String agent, boolean failing) {
			if (failing) {
				throw new IllegalStateException("down");
			}
			return agent;
		}

	}

	public static class Tenants {

		@Resilient(value = "tenants", key = "#tenant")
		@CircuitBreaker("tenants")
		@RateLimiter("elsewhere")
		public String common(String tenant) {
			return tenant;
		}

	}

}
