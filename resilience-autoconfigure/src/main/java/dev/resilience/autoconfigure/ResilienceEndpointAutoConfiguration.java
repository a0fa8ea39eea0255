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
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.actuate.BulkheadsEndpoint;
import dev.resilience.autoconfigure.actuate.BulkheadsEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.CircuitBreakersEndpoint;
import dev.resilience.autoconfigure.actuate.CircuitBreakersEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.DeadLettersEndpoint;
import dev.resilience.autoconfigure.actuate.DeadLettersEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.EffectiveSettings;
import dev.resilience.autoconfigure.actuate.EventBuffer;
import dev.resilience.autoconfigure.actuate.IdempotencyEndpoint;
import dev.resilience.autoconfigure.actuate.IdempotencyEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.KeyVisibility;
import dev.resilience.autoconfigure.actuate.RateLimitersEndpoint;
import dev.resilience.autoconfigure.actuate.RateLimitersEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.ResilienceEndpoint;
import dev.resilience.autoconfigure.actuate.ResilienceEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.ResilienceEventsEndpoint;
import dev.resilience.autoconfigure.actuate.RetriesEndpoint;
import dev.resilience.autoconfigure.actuate.TimeoutsEndpoint;
import dev.resilience.autoconfigure.aop.AnnotatedInstances;
import dev.resilience.autoconfigure.idempotency.IdempotencyStores;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.idempotency.KeyHashing;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the actuator endpoints. Those
 * whose ids Resilience4j uses too step back where its endpoints are on the class path, as
 * two endpoints with one id stop the application.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBean(ResilienceRegistry.class)
@EnableConfigurationProperties
public final class ResilienceEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	ResilienceEndpoint resilienceEndpoint(ResilienceRegistry registry, ResilienceSettings settings, LiveSettings live,
			ObjectProvider<EffectiveSettings> effectiveSettings, ObjectProvider<AnnotatedInstances> annotated) {
		return new ResilienceEndpoint(registry, effectiveSettings
			.getIfAvailable(() -> new LayeredSettings(settings, live, annotated.getIfAvailable())));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(ResilienceEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	ResilienceEndpointWebExtension resilienceEndpointWebExtension(ResilienceRegistry registry, LiveSettings live,
			ResilienceEndpoint endpoint) {
		return new ResilienceEndpointWebExtension(registry, live, endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	TimeoutsEndpoint timeoutsEndpoint(ResilienceRegistry registry) {
		return new TimeoutsEndpoint(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingClass({ "io.github.resilience4j.springboot.retry.monitoring.endpoint.RetryEndpoint",
			"io.github.resilience4j.springboot3.retry.monitoring.endpoint.RetryEndpoint" })
	RetriesEndpoint retriesEndpoint(ResilienceRegistry registry) {
		return new RetriesEndpoint(registry);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingClass({ "io.github.resilience4j.springboot.bulkhead.monitoring.endpoint.BulkheadEndpoint",
			"io.github.resilience4j.springboot3.bulkhead.monitoring.endpoint.BulkheadEndpoint" })
	BulkheadsEndpoint bulkheadsEndpoint(ResilienceRegistry registry,
			@Qualifier("bulkheadsEndpointKeys") KeyVisibility keys) {
		return new BulkheadsEndpoint(registry, keys);
	}

	@Bean
	@ConditionalOnMissingBean(name = "bulkheadsEndpointKeys")
	@ConfigurationProperties("management.endpoint.bulkheads")
	KeyVisibility bulkheadsEndpointKeys() {
		return new KeyVisibility();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(BulkheadsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	BulkheadsEndpointWebExtension bulkheadsEndpointWebExtension(BulkheadsEndpoint endpoint) {
		return new BulkheadsEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingClass({
			"io.github.resilience4j.springboot.ratelimiter.monitoring.endpoint.RateLimiterEndpoint",
			"io.github.resilience4j.springboot3.ratelimiter.monitoring.endpoint.RateLimiterEndpoint" })
	RateLimitersEndpoint rateLimitersEndpoint(ResilienceRegistry registry,
			@Qualifier("rateLimitersEndpointKeys") KeyVisibility keys) {
		return new RateLimitersEndpoint(registry, keys);
	}

	@Bean
	@ConditionalOnMissingBean(name = "rateLimitersEndpointKeys")
	@ConfigurationProperties("management.endpoint.ratelimiters")
	KeyVisibility rateLimitersEndpointKeys() {
		return new KeyVisibility();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(RateLimitersEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	RateLimitersEndpointWebExtension rateLimitersEndpointWebExtension(RateLimitersEndpoint endpoint) {
		return new RateLimitersEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingClass({
			"io.github.resilience4j.springboot.circuitbreaker.monitoring.endpoint.CircuitBreakerEndpoint",
			"io.github.resilience4j.springboot3.circuitbreaker.monitoring.endpoint.CircuitBreakerEndpoint" })
	CircuitBreakersEndpoint circuitBreakersEndpoint(ResilienceRegistry registry,
			@Qualifier("circuitBreakersEndpointKeys") KeyVisibility keys) {
		return new CircuitBreakersEndpoint(registry, keys);
	}

	@Bean
	@ConditionalOnMissingBean(name = "circuitBreakersEndpointKeys")
	@ConfigurationProperties("management.endpoint.circuitbreakers")
	KeyVisibility circuitBreakersEndpointKeys() {
		return new KeyVisibility();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(CircuitBreakersEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	CircuitBreakersEndpointWebExtension circuitBreakersEndpointWebExtension(ResilienceRegistry registry,
			CircuitBreakersEndpoint endpoint) {
		return new CircuitBreakersEndpointWebExtension(registry, endpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	IdempotencyEndpoint idempotencyEndpoint(ResilienceRegistry registry, ObjectProvider<IdempotencyStores> stores,
			ObjectProvider<KeyHashing> hashing) {
		IdempotencyStores used = stores.getIfAvailable();
		return new IdempotencyEndpoint(registry, (used != null) ? used::used : Map::of,
				hashing.getIfAvailable(KeyHashing::plain));
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBean(IdempotencyEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	IdempotencyEndpointWebExtension idempotencyEndpointWebExtension(IdempotencyEndpoint endpoint) {
		return new IdempotencyEndpointWebExtension(endpoint);
	}

	/** Letters can be read only where they are kept. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DeadLetters.class)
	@ConditionalOnAvailableEndpoint(DeadLettersEndpoint.class)
	static class DeadLettersConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DeadLettersEndpoint deadLettersEndpoint(ObjectProvider<DeadLetters> letters, ResilienceRegistry registry,
				@Qualifier("deadLettersEndpointValues") KeyVisibility values) {
			return new DeadLettersEndpoint(letters::getObject, registry.context().time().wallClock(), values);
		}

		@Bean
		@ConditionalOnMissingBean(name = "deadLettersEndpointValues")
		@ConfigurationProperties("management.endpoint.deadletters")
		KeyVisibility deadLettersEndpointValues() {
			return new KeyVisibility();
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		DeadLettersEndpointWebExtension deadLettersEndpointWebExtension(ObjectProvider<DeadLetters> letters,
				DeadLettersEndpoint endpoint) {
			return new DeadLettersEndpointWebExtension(letters::getObject, endpoint);
		}

	}

	/** Events are remembered only where they can be read. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(ResilienceEventsEndpoint.class)
	static class EventsConfiguration {

		// Must listen from the beginning although endpoints and other beans may be lazy
		@Bean
		@Lazy(false)
		@ConditionalOnMissingBean
		EventBuffer resilienceEventBuffer(ResilienceRegistry registry, ResilienceSettings settings) {
			return new EventBuffer(registry.events(), settings.globals().eventBufferSize());
		}

		@Bean
		@ConditionalOnMissingBean
		ResilienceEventsEndpoint resilienceEventsEndpoint(EventBuffer buffer) {
			return new ResilienceEventsEndpoint(buffer);
		}

	}

}
