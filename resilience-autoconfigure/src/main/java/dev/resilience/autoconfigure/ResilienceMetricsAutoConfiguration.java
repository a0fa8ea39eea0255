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

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.deadletter.DeadLettersInUse;
import dev.resilience.autoconfigure.idempotency.IdempotencyStores;
import dev.resilience.autoconfigure.metrics.DeadLetterMeters;
import dev.resilience.autoconfigure.metrics.JdbcRecordMeters;
import dev.resilience.autoconfigure.metrics.ResilienceMetrics;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.deadletter.DeadLetters;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of instances.
 */
@AutoConfiguration(after = { ResilienceAutoConfiguration.class, ResilienceIdempotencyAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, ResilienceRegistry.class })
public final class ResilienceMetricsAutoConfiguration {

	// A binder, as binders are bound after the registry has got its common tags and
	// filters
	@Bean
	@ConditionalOnMissingBean
	ResilienceMetrics resilienceMetrics(ResilienceRegistry registry, ResilienceSettings settings) {
		return new ResilienceMetrics(registry, settings.globals().metricsHistogram());
	}

	/** What is kept of calls that failed for good. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DeadLetters.class)
	static class DeadLettersConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DeadLetterMeters resilienceDeadLetterMeters(ConfigurableListableBeanFactory beanFactory,
				ResilienceRegistry registry) {
			return new DeadLetterMeters(new DeadLettersInUse(beanFactory)::ifPresent, registry.context().time());
		}

	}

	/** What a database can tell cheaply. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(name = "jdbcIdempotencyStore", value = IdempotencyStores.class)
	static class JdbcRecordsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		JdbcRecordMeters resilienceJdbcRecordMeters(IdempotencyStores stores) {
			return new JdbcRecordMeters(stores);
		}

	}

}
