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

import java.time.InstantSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.ErrorResponse;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import dev.resilience.autoconfigure.client.DeadlinePropagation;
import dev.resilience.autoconfigure.client.HttpFailureCodes;
import dev.resilience.autoconfigure.client.IdempotencyPropagation;
import dev.resilience.autoconfigure.client.ReactiveDeadlinePropagation;
import dev.resilience.autoconfigure.client.ReactiveIdempotencyPropagation;
import dev.resilience.autoconfigure.client.WebClientFailureCodes;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.time.TimeSource;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for calls that leave the application
 * over HTTP.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
public final class ResilienceClientAutoConfiguration {

	private static final String ENABLED = "resilience.enabled";

	private static final String DEADLINES = "resilience.http.deadlines";

	private static final String KEYS = "resilience.idempotency.http.propagate";

	ResilienceClientAutoConfiguration() {
	}

	private static InstantSource clock(ObjectProvider<TimeSource> time) {
		TimeSource source = time.getIfUnique();
		return (source != null) ? source.wallClock() : InstantSource.system();
	}

	/**
	 * Calls by {@code RestClient}, {@code RestTemplate} and HTTP interfaces.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ErrorResponse.class, RestClientResponseException.class })
	static class RestClientConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@Order(Ordered.LOWEST_PRECEDENCE)
		HttpFailureCodes resilienceHttpFailureCodes(ObjectProvider<TimeSource> time) {
			return new HttpFailureCodes(clock(time));
		}

	}

	/**
	 * Calls by {@code WebClient} and HTTP interfaces.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebClientResponseException.class)
	static class WebClientConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@Order(Ordered.LOWEST_PRECEDENCE)
		WebClientFailureCodes resilienceWebClientFailureCodes(ObjectProvider<TimeSource> time) {
			return new WebClientFailureCodes(clock(time));
		}

	}

	/**
	 * Deadlines of calls by {@code RestClient}, {@code RestTemplate} and HTTP interfaces
	 * that Spring Boot builds.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestClient.class })
	@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
	static class RestClientDeadlineConfiguration {

		@Bean
		@ConditionalOnMissingBean
		DeadlinePropagation resilienceDeadlinePropagation() {
			return new DeadlinePropagation();
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestClientCustomizer resilienceRestClientCustomizer(DeadlinePropagation deadlines) {
			return (builder) -> builder.defaultRequest(deadlines::addTo);
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestTemplateCustomizer resilienceRestTemplateCustomizer(DeadlinePropagation deadlines) {
			return (template) -> template.getClientHttpRequestInitializers().add(deadlines);
		}

	}

	/**
	 * Deadlines of calls by {@code WebClient}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ExchangeFilterFunction.class)
	@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
	static class WebClientDeadlineConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactiveDeadlinePropagation resilienceReactiveDeadlinePropagation() {
			return new ReactiveDeadlinePropagation();
		}

		/**
		 * Clients and HTTP interfaces that Spring Boot builds.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(WebClientCustomizer.class)
		static class CustomizerConfiguration {

			@Bean
			@Order(Ordered.LOWEST_PRECEDENCE)
			WebClientCustomizer resilienceWebClientCustomizer(ReactiveDeadlinePropagation deadlines) {
				return (builder) -> builder.filter(deadlines);
			}

		}

	}

	/**
	 * Idempotency keys of calls by {@code RestClient}, {@code RestTemplate} and HTTP
	 * interfaces that Spring Boot builds.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClientCustomizer.class, RestClient.class })
	@ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
	@ConditionalOnBooleanProperty(name = KEYS)
	static class RestClientIdempotencyConfiguration {

		@Bean
		@ConditionalOnMissingBean
		IdempotencyPropagation resilienceIdempotencyPropagation(ResilienceSettings settings) {
			return new IdempotencyPropagation(settings.globals().idempotency().http().header());
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestClientCustomizer resilienceIdempotencyRestClientCustomizer(IdempotencyPropagation keys) {
			return (builder) -> builder.requestInterceptor(keys);
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		RestTemplateCustomizer resilienceIdempotencyRestTemplateCustomizer(IdempotencyPropagation keys) {
			return (template) -> template.getInterceptors().add(keys);
		}

	}

	/**
	 * Idempotency keys of calls by {@code WebClient}.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ExchangeFilterFunction.class)
	@ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
	@ConditionalOnBooleanProperty(name = KEYS)
	static class WebClientIdempotencyConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ReactiveIdempotencyPropagation resilienceReactiveIdempotencyPropagation(ResilienceSettings settings) {
			return new ReactiveIdempotencyPropagation(settings.globals().idempotency().http().header());
		}

		/**
		 * Clients and HTTP interfaces that Spring Boot builds.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(WebClientCustomizer.class)
		static class KeyCustomizerConfiguration {

			@Bean
			@Order(Ordered.LOWEST_PRECEDENCE)
			WebClientCustomizer resilienceIdempotencyWebClientCustomizer(ReactiveIdempotencyPropagation keys) {
				return (builder) -> builder.filter(keys);
			}

		}

	}

}
