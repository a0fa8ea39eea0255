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

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.SettingsBinder;
import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CustomizerBeans}.
 */
class CustomizerBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner();

	@Test
	void beansAreAskedInTheirOrderAndNamed() {
		this.contextRunner.withUserConfiguration(TwoCustomizers.class)
			.withPropertyValues("resilience.instances.payments.retry.max-attempts=5")
			.run((context) -> assertThat(resolve(context).effectiveSettings(List.of(PolicyType.RETRY))).contains(
					new EffectiveSetting("retry.max-attempts", "9", "customizer second"),
					new EffectiveSetting("retry.delay", "1s", "customizer first")));
	}

	@Test
	void thereNeedNotBeAny() {
		this.contextRunner.run((context) -> assertThat(resolve(context).retryConfig().maxAttempts()).isEqualTo(3));
	}

	private static ResolvedInstance resolve(ApplicationContext context) {
		return SettingsBinder.bind(context.getEnvironment())
			.withCustomizers(new CustomizerBeans(context))
			.resolve("payments");
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoCustomizers {

		@Bean
		@Order(2)
		ResilienceCustomizer second() {
			return (instance, settings) -> settings.set("retry.max-attempts", 9);
		}

		@Bean
		@Order(1)
		ResilienceCustomizer first() {
			return (instance, settings) -> settings.set("retry.max-attempts", 8)
				.set("retry.delay", Duration.ofSeconds(1));
		}

	}

}
