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

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.time.ManualTime;

/**
 * Contexts with annotated beans whose time is manual and passes while somebody waits.
 */
final class AnnotatedContext {

	private AnnotatedContext() {
	}

	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceAopAutoConfiguration.class));
	}

	/**
	 * Returns a runner of contexts with one bean of each class.
	 * @param beans the classes
	 * @return the runner
	 */
	static ApplicationContextRunner with(Class<?>... beans) {
		ApplicationContextRunner runner = runner().withUserConfiguration(Time.class);
		for (Class<?> bean : beans) {
			runner = withBean(runner, bean);
		}
		return runner;
	}

	private static <T> ApplicationContextRunner withBean(ApplicationContextRunner runner, Class<T> bean) {
		return runner.withBean(bean);
	}

	@Configuration(proxyBeanMethods = false)
	static class Time {

		@Bean
		ManualTime time() {
			return ManualTime.autoAdvancing();
		}

	}

}
