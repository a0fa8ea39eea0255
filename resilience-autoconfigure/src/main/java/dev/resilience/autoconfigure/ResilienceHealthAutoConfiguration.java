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

import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.actuate.ResilienceHealthIndicator;
import dev.resilience.autoconfigure.deadletter.DeadLettersInUse;
import dev.resilience.autoconfigure.idempotency.IdempotencyStores;
import dev.resilience.autoconfigure.settings.ResilienceSettings;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of circuit breakers.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class,
		beforeName = "org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("resilience")
@ConditionalOnBean(ResilienceRegistry.class)
public final class ResilienceHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "resilienceHealthIndicator")
	ResilienceHealthIndicator resilienceHealthIndicator(ResilienceRegistry registry, ResilienceSettings settings,
			ObjectProvider<IdempotencyStores> stores, ConfigurableListableBeanFactory beanFactory) {
		IdempotencyStores used = stores.getIfAvailable();
		return new ResilienceHealthIndicator(registry, settings.globals().healthFailOnOpen(),
				(used != null) ? used::used : Map::of, new DeadLettersInUse(beanFactory)::ifPresent);
	}

}
