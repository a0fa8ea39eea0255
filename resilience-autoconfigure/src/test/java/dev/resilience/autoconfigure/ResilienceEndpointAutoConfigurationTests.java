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

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.actuate.CircuitBreakersEndpoint;
import dev.resilience.autoconfigure.actuate.CircuitBreakersEndpointWebExtension;
import dev.resilience.autoconfigure.actuate.EventBuffer;
import dev.resilience.autoconfigure.actuate.InstanceDescriptor;
import dev.resilience.autoconfigure.actuate.KeyVisibility;
import dev.resilience.autoconfigure.actuate.ResilienceEndpoint;
import dev.resilience.autoconfigure.actuate.ResilienceEventsEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

class ResilienceEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceEndpointAutoConfiguration.class));

	@Test
	void exposesNothingByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(endpoints(context)).isEmpty();
			assertThat(context).doesNotHaveBean(EventBuffer.class);
		});
	}

	@Test
	void exposesWhatIsIncluded() {
		exposed("*").run((context) -> assertThat(endpoints(context)).containsExactlyInAnyOrder("resilience",
				"circuitbreakers", "retries", "bulkheads", "ratelimiters", "timeouts", "idempotency", "deadletters",
				"resilienceevents"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience", "circuitbreakers", "retries", "bulkheads", "ratelimiters", "timeouts",
			"idempotency", "resilienceevents" })
	void exposesOneAlone(String id) {
		exposed(id).run((context) -> assertThat(endpoints(context)).containsExactly(id));
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience", "circuitbreakers", "retries", "bulkheads", "ratelimiters", "timeouts",
			"idempotency", "resilienceevents" })
	void leavesOutWhatNobodyMayAccess(String id) {
		exposed("*").withPropertyValues("management.endpoint." + id + ".access=NONE")
			.run((context) -> assertThat(endpoints(context)).hasSize(8).doesNotContain(id));
	}

	@ParameterizedTest
	@CsvSource({ "circuitbreakers, circuitBreakersEndpointKeys", "bulkheads, bulkheadsEndpointKeys",
			"ratelimiters, rateLimitersEndpointKeys" })
	void showsKeysOnlyWhereThatIsAskedFor(String id, String bean) {
		exposed(id).run((context) -> assertThat(context.getBean(bean, KeyVisibility.class).getShowValues())
			.isEqualTo(Show.NEVER));
		exposed(id)
			.withPropertyValues("management.endpoint." + id + ".show-values=when-authorized",
					"management.endpoint." + id + ".roles=operator")
			.run((context) -> {
				KeyVisibility keys = context.getBean(bean, KeyVisibility.class);
				assertThat(keys.getShowValues()).isEqualTo(Show.WHEN_AUTHORIZED);
				assertThat(keys.getRoles()).containsExactly("operator");
			});
	}

	@Test
	void remembersEventsOnlyWhereTheyCanBeRead() {
		exposed("circuitbreakers").run((context) -> assertThat(context).doesNotHaveBean(EventBuffer.class));
		exposed("resilienceevents").run((context) -> assertThat(context).hasSingleBean(EventBuffer.class));
	}

	@Test
	void remembersEventsFromTheBeginningAlthoughBeansAreLazy() {
		exposed("resilienceevents")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				context.getBean(ResilienceRegistry.class).get("payments").circuitBreaker().forceOpen();
				assertThat(context.getBean(ResilienceEventsEndpoint.class).events(null, null, null).events())
					.hasSize(1);
			});
	}

	@Test
	void remembersAsManyEventsAsConfigured() {
		exposed("resilienceevents").withPropertyValues("resilience.events.buffer-size=2").run((context) -> {
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			registry.get("payments").circuitBreaker().forceOpen();
			registry.get("payments").circuitBreaker().disable();
			registry.get("payments").circuitBreaker().close();
			assertThat(context.getBean(ResilienceEventsEndpoint.class).events(null, null, null).events()).hasSize(2);
		});
	}

	@Test
	void writesOnlyOverTheWeb() {
		this.contextRunner
			.withPropertyValues("management.endpoints.jmx.exposure.include=circuitbreakers", "spring.jmx.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(CircuitBreakersEndpoint.class)
				.doesNotHaveBean(CircuitBreakersEndpointWebExtension.class));
		exposed("circuitbreakers")
			.run((context) -> assertThat(context).hasSingleBean(CircuitBreakersEndpointWebExtension.class));
	}

	@Test
	void backsOffFromAnEndpointOfTheUser() {
		exposed("*").withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context.getBean(CircuitBreakersEndpoint.class))
				.isSameAs(context.getBean("userEndpoint")));
	}

	@Test
	void backsOffWithoutActuator() {
		exposed("*").withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ResilienceEndpointAutoConfiguration.class));
	}

	@Test
	void backsOffWithoutRegistry() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ResilienceEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ResilienceEndpointAutoConfiguration.class));
	}

	@ParameterizedTest
	@CsvSource({ "springboot.circuitbreaker.monitoring.endpoint.CircuitBreakerEndpoint, circuitbreakers",
			"springboot3.circuitbreaker.monitoring.endpoint.CircuitBreakerEndpoint, circuitbreakers",
			"springboot.retry.monitoring.endpoint.RetryEndpoint, retries",
			"springboot3.retry.monitoring.endpoint.RetryEndpoint, retries",
			"springboot.bulkhead.monitoring.endpoint.BulkheadEndpoint, bulkheads",
			"springboot3.bulkhead.monitoring.endpoint.BulkheadEndpoint, bulkheads",
			"springboot.ratelimiter.monitoring.endpoint.RateLimiterEndpoint, ratelimiters",
			"springboot3.ratelimiter.monitoring.endpoint.RateLimiterEndpoint, ratelimiters" })
	void stepsBackFromResilience4jUnderTheSameId(String theirClass, String id) {
		exposed("*").withClassLoader(new PretendingClassLoader("io.github.resilience4j." + theirClass))
			.run((context) -> {
				assertThat(endpoints(context)).hasSize(8).doesNotContain(id);
				assertThat(context.getBeansOfType(CircuitBreakersEndpointWebExtension.class).isEmpty())
					.isEqualTo(id.equals("circuitbreakers"));
			});
	}

	@Test
	void showsTheSettingsInForce() {
		exposed("resilience").withPropertyValues("resilience.instances.payments.circuit-breaker.failure-threshold=7")
			.run((context) -> {
				context.getBean(ResilienceRegistry.class).get("payments");
				InstanceDescriptor payments = context.getBean(ResilienceEndpoint.class).instance("payments");
				assertThat(payments).isNotNull();
				assertThat(payments.settings().get("circuit-breaker.failure-threshold").value()).isEqualTo("7");
				assertThat(payments.settings().get("circuit-breaker.open-duration"))
					.isEqualTo(new InstanceDescriptor.Setting("30s", "default"));
			});
	}

	@Test
	void showsWhatAnnotationsSet() {
		exposed("resilience")
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAopAutoConfiguration.class))
			.withPropertyValues("resilience.defaults.retry.delay=1s",
					"resilience.instances.payments.bulkhead.max-concurrent=3")
			.withBean(Payments.class)
			.run((context) -> {
				context.getBean(Payments.class).charge();
				InstanceDescriptor payments = context.getBean(ResilienceEndpoint.class).instance("payments");
				assertThat(payments).isNotNull();
				assertThat(payments.settings().get("bulkhead.max-concurrent").value()).isEqualTo("3");
				assertThat(payments.settings().get("circuit-breaker.failure-threshold"))
					.isEqualTo(new InstanceDescriptor.Setting("7", "annotation @CircuitBreaker on Payments.charge"));
				assertThat(payments.settings().get("retry.max-attempts"))
					.isEqualTo(new InstanceDescriptor.Setting("3", "default"));
				assertThat(payments.methods())
					.isEqualTo(Map.of("annotation @Retry on Payments.charge", Map.of("retry.max-attempts",
							new InstanceDescriptor.Setting("5", "annotation @Retry on Payments.charge"))));
			});
	}

	private ApplicationContextRunner exposed(String ids) {
		return this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=" + ids);
	}

	private static Set<String> endpoints(AssertableApplicationContext context) {
		Set<String> ids = new HashSet<>();
		for (Object bean : context.getBeansWithAnnotation(Endpoint.class).values()) {
			ids.add(bean.getClass().getAnnotation(Endpoint.class).id());
		}
		return ids;
	}

	static class Payments {

		@Retry(value = "payments", maxAttempts = 5)
		@CircuitBreaker(value = "payments", failureThreshold = 7)
		@Bulkhead("payments")
		String charge() {
			return "charged";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		CircuitBreakersEndpoint userEndpoint(ResilienceRegistry registry) {
			return new CircuitBreakersEndpoint(registry, new KeyVisibility());
		}

	}

	/** Has one class more than there is. */
	private static final class PretendingClassLoader extends ClassLoader {

		private final String pretended;

		PretendingClassLoader(String pretended) {
			super(PretendingClassLoader.class.getClassLoader());
			this.pretended = pretended;
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (!name.equals(this.pretended)) {
				throw new ClassNotFoundException(name);
			}
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", null);
			byte[] bytes = writer.toByteArray();
			return defineClass(name, bytes, 0, bytes.length);
		}

	}

}
