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

import io.github.resilience4j.bulkhead.annotation.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;
import io.github.resilience4j.ratelimiter.annotation.RateLimiter;
import io.github.resilience4j.retry.annotation.Retry;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with Resilience4j's module for Spring Boot 4.
 */
@State(Scope.Benchmark)
public class Resilience4jApplication {

	private final ConfigurableApplicationContext context = Applications.start(Beans.class, "io.github.resilience4j.",
			"resilience4j.ratelimiter.instances.four.limit-for-period=1000000000",
			"resilience4j.ratelimiter.instances.four.limit-refresh-period=1s",
			"resilience4j.circuitbreaker.instances.open.wait-duration-in-open-state=24h",
			"resilience4j.circuitbreaker.instances.open.writable-stack-trace-enabled=false");

	final Annotated annotated = this.context.getBean(Annotated.class);

	public Resilience4jApplication() {
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("open").transitionToOpenState();
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
		Annotated annotated() {
			return new Annotated();
		}

	}

	/**
	 * The bean with their annotations.
	 */
	public static class Annotated {

		@CircuitBreaker(name = "one")
		public String one(String argument) {
			return argument;
		}

		@Retry(name = "retry")
		public String retry(String argument) {
			return argument;
		}

		@Bulkhead(name = "bulkhead")
		public String bulkhead(String argument) {
			return argument;
		}

		@CircuitBreaker(name = "fallback", fallbackMethod = "stored")
		public String unusedFallback(String argument) {
			return argument;
		}

		@Retry(name = "four")
		@CircuitBreaker(name = "four")
		@RateLimiter(name = "four")
		@Bulkhead(name = "four")
		public String four(String argument) {
			return argument;
		}

		@CircuitBreaker(name = "open")
		public String open(String argument) {
			return argument;
		}

		String stored(String argument, Exception failure) {
			return argument;
		}

	}

}
