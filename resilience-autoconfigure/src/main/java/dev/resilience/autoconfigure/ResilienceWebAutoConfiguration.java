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

import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.aop.MethodPlans;
import dev.resilience.autoconfigure.idempotency.IdempotencyPrincipal;
import dev.resilience.autoconfigure.idempotency.http.CallableClaims;
import dev.resilience.autoconfigure.idempotency.http.ExchangeHandlers;
import dev.resilience.autoconfigure.idempotency.http.ExchangeRules;
import dev.resilience.autoconfigure.idempotency.http.IdempotencyFilter;
import dev.resilience.autoconfigure.idempotency.http.IdempotencyWebFilter;
import dev.resilience.autoconfigure.idempotency.http.ReactiveHandlerCheck;
import dev.resilience.autoconfigure.idempotency.http.ReactiveHandlers;
import dev.resilience.autoconfigure.idempotency.http.ServletHandlers;
import dev.resilience.autoconfigure.metrics.DeadlineMeters;
import dev.resilience.autoconfigure.settings.IdempotencyProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.web.CallableDeadlines;
import dev.resilience.autoconfigure.web.DeadlineFilter;
import dev.resilience.autoconfigure.web.DeadlineWebFilter;
import dev.resilience.autoconfigure.web.HandlerLimits;
import dev.resilience.autoconfigure.web.RateLimitInterceptor;
import dev.resilience.autoconfigure.web.RateLimitWebFilter;
import dev.resilience.autoconfigure.web.ReactiveProblems;
import dev.resilience.autoconfigure.web.Refusal;
import dev.resilience.autoconfigure.web.RequestDeadlines;
import dev.resilience.autoconfigure.web.ServletProblems;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for calls that reach the application
 * over HTTP.
 */
@AutoConfiguration(after = ResilienceAopAutoConfiguration.class,
		beforeName = "org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnClass(HandlerMethod.class)
public final class ResilienceWebAutoConfiguration {

	private static final String PROBLEM_DETAILS = "resilience.http.problem-details";

	private static final String ENABLED = "resilience.enabled";

	private static final String DEADLINES = "resilience.http.deadlines";

	private static final String IDEMPOTENCY = "resilience.idempotency.http.enabled";

	private static final String RATE_LIMIT_HEADERS = "resilience.http.rate-limit-headers";

	ResilienceWebAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	HandlerLimits resilienceHandlerLimits(ResilienceSettings settings, ObjectProvider<MethodPlans> plans) {
		return new HandlerLimits(() -> settings.globals().enabled() ? plans.getIfAvailable() : null);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
	RequestDeadlines resilienceRequestDeadlines(ResilienceRegistry registry, ResilienceSettings settings) {
		return new RequestDeadlines(registry.context().time(), settings.globals().http().maxDeadline());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = { ENABLED, IDEMPOTENCY }, matchIfMissing = true)
	ExchangeHandlers resilienceExchangeHandlers(ObjectProvider<MethodPlans> plans) {
		return new ExchangeHandlers(plans::getIfAvailable);
	}

	/**
	 * Meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MeterConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
		DeadlineMeters resilienceDeadlineMeters(RequestDeadlines deadlines) {
			return new DeadlineMeters(deadlines);
		}

	}

	/**
	 * Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class ServletConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = PROBLEM_DETAILS, matchIfMissing = true)
		ServletProblems resilienceServletProblems(HandlerLimits limits, ResilienceSettings settings,
				MessageSource messages) {
			return new ServletProblems(limits, settings.globals().idempotency().http().mismatchStatus(), messages);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
		DeadlineFilter resilienceDeadlineFilter(RequestDeadlines deadlines, BeanFactory beanFactory) {
			return new DeadlineFilter(deadlines, () -> resolverOf(beanFactory));
		}

		@Bean
		@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
		WebMvcConfigurer resilienceDeadlineConfigurer() {
			return new WebMvcConfigurer() {

				@Override
				public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
					configurer.registerCallableInterceptors(new CallableDeadlines());
				}

			};
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, IDEMPOTENCY }, matchIfMissing = true)
		IdempotencyFilter resilienceIdempotencyFilter(ExchangeHandlers idempotent, ResilienceSettings settings,
				IdempotencyPrincipal principal, ListableBeanFactory beanFactory) {
			IdempotencyProperties idempotency = settings.globals().idempotency();
			return new IdempotencyFilter(new ExchangeRules(idempotency), idempotent,
					new ServletHandlers(SingletonSupplier.of(() -> mappingsIn(beanFactory))), principal,
					() -> resolverOf(beanFactory), (thrown) -> Refusal.of(thrown, idempotency.http().mismatchStatus()));
		}

		@Bean
		@ConditionalOnBooleanProperty(name = { ENABLED, IDEMPOTENCY }, matchIfMissing = true)
		WebMvcConfigurer resilienceIdempotencyConfigurer() {
			return new WebMvcConfigurer() {

				@Override
				public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
					configurer.registerCallableInterceptors(new CallableClaims());
				}

			};
		}

		// As Spring MVC finds them
		private static List<HandlerMapping> mappingsIn(ListableBeanFactory beanFactory) {
			Map<String, HandlerMapping> mappings = BeanFactoryUtils.beansOfTypeIncludingAncestors(beanFactory,
					HandlerMapping.class, true, false);
			return mappings.values().stream().sorted(AnnotationAwareOrderComparator.INSTANCE).toList();
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = RATE_LIMIT_HEADERS)
		RateLimitInterceptor resilienceRateLimitInterceptor(HandlerLimits limits) {
			return new RateLimitInterceptor(limits);
		}

		// Spring MVC has several; this one asks all that handle exceptions of controllers
		private static @Nullable HandlerExceptionResolver resolverOf(BeanFactory beanFactory) {
			return beanFactory.containsBean(DispatcherServlet.HANDLER_EXCEPTION_RESOLVER_BEAN_NAME) ? beanFactory
				.getBean(DispatcherServlet.HANDLER_EXCEPTION_RESOLVER_BEAN_NAME, HandlerExceptionResolver.class) : null;
		}

		@Bean
		@ConditionalOnBooleanProperty(name = RATE_LIMIT_HEADERS)
		WebMvcConfigurer resilienceRateLimitConfigurer(RateLimitInterceptor interceptor) {
			return new WebMvcConfigurer() {

				@Override
				public void addInterceptors(InterceptorRegistry registry) {
					registry.addInterceptor(interceptor);
				}

			};
		}

	}

	/**
	 * Spring WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class ReactiveConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = PROBLEM_DETAILS, matchIfMissing = true)
		ReactiveProblems resilienceReactiveProblems(HandlerLimits limits, ResilienceSettings settings,
				MessageSource messages, ServerCodecConfigurer codecs) {
			return new ReactiveProblems(limits, settings.globals().idempotency().http().mismatchStatus(), messages,
					codecs.getWriters());
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, DEADLINES }, matchIfMissing = true)
		DeadlineWebFilter resilienceDeadlineWebFilter(RequestDeadlines deadlines,
				ObjectProvider<ReactiveProblems> problems) {
			return new DeadlineWebFilter(deadlines, problems.getIfAvailable());
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, IDEMPOTENCY }, matchIfMissing = true)
		ReactiveHandlers resilienceReactiveHandlers(ListableBeanFactory beanFactory) {
			return new ReactiveHandlers(SingletonSupplier.of(() -> mappingsIn(beanFactory)));
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, IDEMPOTENCY }, matchIfMissing = true)
		IdempotencyWebFilter resilienceIdempotencyWebFilter(ExchangeHandlers idempotent, ReactiveHandlers handlers,
				ResilienceSettings settings, ResilienceRegistry registry, ServerCodecConfigurer codecs) {
			return new IdempotencyWebFilter(new ExchangeRules(settings.globals().idempotency()), idempotent, handlers,
					registry.context(), codecs.getReaders());
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = { ENABLED, IDEMPOTENCY }, matchIfMissing = true)
		ReactiveHandlerCheck resilienceReactiveHandlerCheck(ExchangeHandlers idempotent, ReactiveHandlers handlers) {
			return new ReactiveHandlerCheck(idempotent, handlers);
		}

		// As Spring WebFlux finds them
		private static List<org.springframework.web.reactive.HandlerMapping> mappingsIn(
				ListableBeanFactory beanFactory) {
			return BeanFactoryUtils
				.beansOfTypeIncludingAncestors(beanFactory, org.springframework.web.reactive.HandlerMapping.class, true,
						false)
				.values()
				.stream()
				.sorted(AnnotationAwareOrderComparator.INSTANCE)
				.toList();
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBooleanProperty(name = RATE_LIMIT_HEADERS)
		RateLimitWebFilter resilienceRateLimitWebFilter(HandlerLimits limits) {
			return new RateLimitWebFilter(limits);
		}

	}

}
