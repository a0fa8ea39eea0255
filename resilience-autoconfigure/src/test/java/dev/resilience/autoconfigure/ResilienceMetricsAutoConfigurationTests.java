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
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.autoconfigure.metrics.ResilienceMetrics;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ResilienceMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class,
				ResilienceMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));

	@Test
	void bindsInstancesToTheRegistryOfTheApplication() {
		this.contextRunner.run((context) -> {
			context.getBean(ResilienceRegistry.class).get("payments");
			assertThat(context.getBean(MeterRegistry.class)
				.get("resilience.circuitbreaker.state")
				.tag("name", "payments")
				.gauge()
				.value()).isZero();
		});
	}

	@Test
	void measuresTheTimeOfCalls() {
		this.contextRunner.run((context) -> assertThat(isTimed(context)).isTrue());
	}

	@Test
	void measuresTheTimeOfCallsForTheMetersOfAParent() {
		new ApplicationContextRunner().withBean(SimpleMeterRegistry.class)
			.run((parent) -> new ApplicationContextRunner().withParent(parent)
				.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
				.run((context) -> assertThat(isTimed(context)).isTrue()));
	}

	@Test
	void readsNoClockForMetersThatAreNotThere() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
			.run((context) -> assertThat(isTimed(context)).isFalse());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(isTimed(context)).isFalse());
	}

	private static boolean isTimed(BeanFactory beans) {
		return beans.getBean(ResilienceRegistry.class).get("payments").policies().calls().timed();
	}

	@Test
	void metersOfConfiguredAndAnnotatedInstancesAreThereRightAfterTheStart() {
		annotated().withPropertyValues("resilience.instances.reports.bulkhead.max-concurrent=3").run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("resilience.bulkhead.limit").tag("name", "reports").gauge().value()).isEqualTo(3);
			assertThat(meters.get("resilience.circuitbreaker.state").tag("name", "stock").gauge().value()).isZero();
			assertThat(meters.get("resilience.fallback.calls")
				.tags("name", "stock", "outcome", "answered")
				.functionCounter()
				.count()).isZero();
			assertThat(meters.find("resilience.retry.calls").tag("name", "stock").meters()).isEmpty();
		});
	}

	@Test
	void annotatedMethodsNeedNoMetersBeforeTheyAreReady(CapturedOutput output) {
		annotated().withUserConfiguration(CommonTagsConfiguration.class).run((context) -> {
			assertThat(context.getBean(Stock.class).count()).isEqualTo(7);
			assertThat(context.getBean(MeterRegistry.class)
				.get("resilience.calls")
				.tags("name", "stock", "outcome", "success", "region", "eu")
				.functionTimer()
				.count()).isEqualTo(1);
		});
		assertThat(output).doesNotContain("not eligible for getting processed by all BeanPostProcessors");
	}

	@Test
	void commonTagsAndFiltersReachOurMeters(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(CommonTagsConfiguration.class)
			.withPropertyValues("management.metrics.tags.zone=north")
			.run((context) -> {
				context.getBean(ResilienceRegistry.class).get("payments");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("resilience.retry.attempts")
					.tags("name", "payments", "region", "eu", "zone", "north")
					.functionCounter()
					.count()).isZero();
				assertThat(meters.find("resilience.circuitbreaker.state").meter()).isNull();
			});
		assertThat(output).doesNotContain("not eligible for getting processed by all BeanPostProcessors");
	}

	@Test
	void publishesAHistogramWhereAskedFor() {
		this.contextRunner.withPropertyValues("resilience.metrics.histogram=true").run((context) -> {
			context.getBean(ResilienceRegistry.class).get("payments").attempt(() -> "fine");
			assertThat(context.getBean(MeterRegistry.class)
				.get("resilience.calls")
				.tag("outcome", "success")
				.timer()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void backsOffWithoutMeterRegistry() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceMetricsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ResilienceMetrics.class));
	}

	@Test
	void backsOffWithoutMicrometer() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceMetricsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class, MeterBinder.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ResilienceMetricsAutoConfiguration.class));
	}

	@Test
	void backsOffFromABinderOfTheUser() {
		this.contextRunner.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(ResilienceMetrics.class).hasBean("userMetrics"));
	}

	private ApplicationContextRunner annotated() {
		return this.contextRunner
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAopAutoConfiguration.class))
			.withBean(Stock.class);
	}

	static class Stock {

		@CircuitBreaker("stock")
		@Fallback(value = "guess", instance = "stock")
		int count() {
			return 7;
		}

		int guess() {
			return 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CommonTagsConfiguration {

		@Bean
		MeterRegistryCustomizer<MeterRegistry> region() {
			return (registry) -> registry.config().commonTags("region", "eu");
		}

		@Bean
		MeterFilter denyState() {
			return MeterFilter.denyNameStartsWith("resilience.circuitbreaker.state");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		ResilienceMetrics userMetrics(ResilienceRegistry registry) {
			return new ResilienceMetrics(registry, false);
		}

		@Bean
		SimpleMeterRegistry userRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
