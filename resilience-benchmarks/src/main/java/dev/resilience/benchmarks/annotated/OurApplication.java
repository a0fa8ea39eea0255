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

package dev.resilience.benchmarks.annotated;

import org.aopalliance.intercept.MethodInterceptor;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.RootClassFilter;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

/**
 * An application with our starter, a bean without advice and one whose advice is empty.
 */
@State(Scope.Benchmark)
public class OurApplication {

	private final ConfigurableApplicationContext context = Applications.start(Beans.class, "dev.resilience.");

	final Plain plain = this.context.getBean(Plain.class);

	final Intercepted intercepted = this.context.getBean(Intercepted.class);

	final Annotated annotated = this.context.getBean(Annotated.class);

	public OurApplication() {
		for (int failure = 0; failure < 5; failure++) {
			try {
				this.annotated.open(null);
			}
			catch (IllegalArgumentException ex) {
				// opens the circuit
			}
		}
	}

	@TearDown
	public void close() {
		this.context.close();
	}

	/**
	 * The beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Beans {

		@Bean
		Plain plain() {
			return new Plain();
		}

		@Bean
		Intercepted intercepted() {
			return new Intercepted();
		}

		@Bean
		Annotated annotated() {
			return new Annotated();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Advisor emptyInterceptor() {
			DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
					(MethodInterceptor) (invocation) -> invocation.proceed());
			advisor.setPointcut(new ComposablePointcut(new RootClassFilter(Intercepted.class)));
			return advisor;
		}

	}

	/**
	 * A bean that is no proxy.
	 */
	public static class Plain {

		public String call(String argument) {
			return argument;
		}

	}

	/**
	 * A bean that is a proxy whose advice only proceeds.
	 */
	public static class Intercepted {

		public String call(String argument) {
			return argument;
		}

	}

	/**
	 * The bean with our annotations.
	 */
	public static class Annotated {

		@CircuitBreaker
		public String one(String argument) {
			return argument;
		}

		@Retry
		public String retry(String argument) {
			return argument;
		}

		@Bulkhead
		public String bulkhead(String argument) {
			return argument;
		}

		@CircuitBreaker
		@Fallback("stored")
		public String unusedFallback(String argument) {
			return argument;
		}

		@Retry
		@CircuitBreaker
		@RateLimiter(permits = 1_000_000_000)
		@Bulkhead
		public String four(String argument) {
			return argument;
		}

		@Retry
		@CircuitBreaker
		@RateLimiter(permits = 1_000_000_000)
		@Timeout(duration = "1s")
		@Bulkhead
		public String five(String argument) {
			return argument;
		}

		@CircuitBreaker(openDuration = "24h")
		public String open(String argument) {
			if (argument == null) {
				throw new IllegalArgumentException();
			}
			return argument;
		}

		String stored(String argument, Exception failure) {
			return argument;
		}

	}

}
