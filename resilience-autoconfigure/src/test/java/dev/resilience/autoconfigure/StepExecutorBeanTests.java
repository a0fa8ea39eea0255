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

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.policy.DeadLetterSink;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.AttemptAdjustment;
import dev.resilience.step.StepExecutor;
import dev.resilience.step.StepOutcome;
import dev.resilience.step.StepResult;
import dev.resilience.time.Deadline;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bean that does steps under the settings of the application.
 */
class StepExecutorBeanTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
		.withPropertyValues("resilience.defaults.retry.delay=0ms", "resilience.instances.load.retry.max-attempts=3",
				"resilience.instances.load.timeout.duration=30s",
				"resilience.instances.load.retry.adjust.timeout.timeout-multiplier=2",
				"resilience.instances.load.retry.adjust.unknown.adjuster=smallerPages")
		.withBean("smallerPages", AttemptAdjuster.class,
				() -> (request) -> AttemptAdjustment.ofAttributes(Map.of("pages", 1), "smaller pages"));

	@Test
	void aStepIsTheInstanceOfItsName() {
		this.contextRunner.run((context) -> {
			StepExecutor steps = context.getBean(StepExecutor.class);
			assertThat(steps.registry()).isSameAs(context.getBean(ResilienceRegistry.class));
			assertThat(steps.policy("load").maxAttempts()).isEqualTo(3);
			assertThat(steps.execute("load", () -> 42).value()).isEqualTo(42);
			assertThat(steps.policy("unheard-of").config().circuitBreaker()).isNotNull();
		});
	}

	@Test
	void adjustmentsAreMadeAsTheSettingsSay() {
		this.contextRunner.run((context) -> {
			List<Duration> limits = new ArrayList<>();
			StepResult<Object> result = context.getBean(StepExecutor.class).execute("load", () -> {
				limits.add(limit());
				throw new SocketTimeoutException("slow");
			});
			assertThat(limits.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(30));
			assertThat(limits.get(1)).isBetween(Duration.ofSeconds(31), Duration.ofSeconds(60));
			assertThat(result.adjustments()).containsExactly("timeout 1m", "timeout 2m");
		});
	}

	@Test
	void beansAdjustWhatTheWorkIsGiven() {
		this.contextRunner.run((context) -> {
			List<Object> pages = new ArrayList<>();
			StepResult<Object> result = context.getBean(StepExecutor.class)
				.executeAsync("load", Map.of("pages", 9), (settings) -> {
					pages.add(settings.get("pages"));
					return CompletableFuture.failedFuture(new Exception("unheard of"));
				})
				.join();
			assertThat(pages).containsExactly(9, 1, 1);
			assertThat(result.adjustments()).containsExactly("smaller pages", "smaller pages");
		});
	}

	@Test
	void liveChangesReachSteps() {
		this.contextRunner.run((context) -> {
			LiveSettings live = context.getBean(LiveSettings.class);
			StepExecutor steps = context.getBean(StepExecutor.class);
			live.change("load", "retry.max-attempts=6\nretry.adjust.timeout.max-attempts=2",
					ChangedBy.actuator("alice"));
			assertThat(steps.policy("load").maxAttempts()).isEqualTo(6);
			assertThat(steps.execute("load", () -> {
				throw new SocketTimeoutException("slow");
			}).attempts()).isEqualTo(2);
		});
	}

	@Test
	void aSinkOfTheApplicationTakesWhatFailed() {
		List<String> taken = new ArrayList<>();
		this.contextRunner.withBean(DeadLetterSink.class, () -> (work) -> taken.add(work.operation()))
			.run((context) -> {
				assertThat(context.getBean(StepExecutor.class).execute("load", () -> {
					throw new IOException("down");
				}).outcome()).isEqualTo(StepOutcome.DEAD_LETTERED);
				assertThat(taken).containsExactly("load");
			});
	}

	@Test
	void anExecutorOfTheApplicationTakesItsPlace() {
		StepExecutor own = StepExecutor.builder().build();
		this.contextRunner.withBean(StepExecutor.class, () -> own)
			.run((context) -> assertThat(context.getBean(StepExecutor.class)).isSameAs(own));
	}

	private static Duration limit() {
		Deadline current = Deadline.current();
		return (current != null) ? current.remaining() : Duration.ZERO;
	}

}
