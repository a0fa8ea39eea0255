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

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;

/**
 * An application with what Spring Framework itself has.
 */
@State(Scope.Benchmark)
public class FrameworkApplication {

	private final ConfigurableApplicationContext context = Applications.start(Beans.class,
			"org.springframework.resilience.");

	final Annotated annotated = this.context.getBean(Annotated.class);

	@TearDown
	public void close() {
		this.context.close();
	}

	/**
	 * The beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableResilientMethods
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

		@Retryable
		public String retry(String argument) {
			return argument;
		}

		@ConcurrencyLimit(25)
		public String bulkhead(String argument) {
			return argument;
		}

	}

}
