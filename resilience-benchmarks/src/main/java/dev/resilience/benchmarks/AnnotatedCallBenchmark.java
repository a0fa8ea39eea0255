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

package dev.resilience.benchmarks;

import java.util.concurrent.TimeUnit;

import org.aopalliance.intercept.MethodInterceptor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;

/**
 * What annotations cost a call that succeeds, beside a plain call and one through a proxy
 * whose advice does nothing. Run with {@code -prof gc} to see the bytes.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AnnotatedCallBenchmark {

	private AnnotationConfigApplicationContext context;

	private final Target plain = new Target();

	private Target empty;

	private Target annotated;

	@Setup
	public void start() {
		this.context = new AnnotationConfigApplicationContext(Application.class);
		this.annotated = this.context.getBean(Target.class);
		ProxyFactory factory = new ProxyFactory(new Target());
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> invocation.proceed());
		this.empty = (Target) factory.getProxy();
	}

	@TearDown
	public void stop() {
		this.context.close();
	}

	@Benchmark
	public String plainCall() {
		return this.plain.four("a");
	}

	@Benchmark
	public String emptyInterceptor() {
		return this.empty.four("a");
	}

	@Benchmark
	public String retryOnly() {
		return this.annotated.one("a");
	}

	@Benchmark
	public String fourAnnotations() {
		return this.annotated.four("a");
	}

	/**
	 * The application with the annotated bean.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
			ResilienceAopAutoConfiguration.class })
	static class Application {

		@Bean
		Target target() {
			return new Target();
		}

	}

	/**
	 * The bean that is called.
	 */
	public static class Target {

		@Retry
		public String one(String argument) {
			return argument;
		}

		@Retry
		@CircuitBreaker
		@Bulkhead
		@RateLimiter(permits = 1_000_000_000)
		public String four(String argument) {
			return argument;
		}

	}

}
