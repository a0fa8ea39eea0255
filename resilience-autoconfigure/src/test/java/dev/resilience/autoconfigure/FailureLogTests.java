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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.policy.CallFailures;
import dev.resilience.policy.FailureLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lines about failed calls in an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureLogTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
		.withPropertyValues("resilience.instances.payments.retry.max-attempts=1");

	@Test
	void writesALineWithoutSecrets(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			fail(context.getBean(ResilienceRegistry.class));
			assertThat(output).contains("Call of 'payments' failed: kind=FAILURE attempt=1 ")
				.contains("type=java.io.IOException")
				.contains("message=\"refused")
				.doesNotContain("hunter2");
		});
	}

	@Test
	void takesBurstAndIntervalFromTheSettings(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.failure-log.burst=2", "resilience.failure-log.interval=1h",
					"resilience.failure-log.level=error")
			.run((context) -> {
				for (int i = 0; i < 5; i++) {
					fail(context.getBean(ResilienceRegistry.class));
				}
				assertThat(output.getOut().lines().filter((line) -> line.contains("Call of 'payments' failed")))
					.hasSize(2)
					.allMatch((line) -> line.contains("ERROR"));
			});
	}

	@Test
	void isSilentWhereItIsSwitchedOff(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.failure-log.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(FailureLog.class);
			fail(context.getBean(ResilienceRegistry.class));
			assertThat(output).doesNotContain("Call of 'payments' failed");
		});
	}

	@Test
	void tellsEveryOtherBeanThatWantsToKnowEvenIfOneFails(CapturedOutput output) {
		StringBuilder told = new StringBuilder();
		this.contextRunner
			.withBean("confused", CallFailures.class, () -> (instance, failure, kind, attempts, nanos) -> {
				throw new IllegalStateException("confused");
			})
			.withBean("own", CallFailures.class,
					() -> (instance, failure, kind, attempts, nanos) -> told.append(instance))
			.run((context) -> {
				fail(context.getBean(ResilienceRegistry.class));
				assertThat(told).hasToString("payments");
				assertThat(output).contains("Call of 'payments' failed");
			});
	}

	private static void fail(ResilienceRegistry registry) {
		Resilience instance = registry.get("payments");
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> instance.call(() -> {
			throw new IOException("refused password=hunter2");
		}));
	}

}
