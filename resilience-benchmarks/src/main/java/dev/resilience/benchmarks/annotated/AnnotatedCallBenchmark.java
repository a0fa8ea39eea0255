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

import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

import dev.resilience.circuitbreaker.CircuitBreakerOpenException;

/**
 * A call of a bean's method that succeeds at once, in a Spring Boot application: without
 * a proxy, through a proxy whose advice is empty, and with annotations. The last case is
 * one that an open circuit breaker refuses, up to the caught exception, which has no
 * stack trace.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AnnotatedCallBenchmark {

	@Benchmark
	public String plainCall_spring(OurApplication application) {
		return application.plain.call("a");
	}

	@Benchmark
	public String emptyInterceptor_spring(OurApplication application) {
		return application.intercepted.call("a");
	}

	@Benchmark
	public String circuitBreaker_ours(OurApplication application) {
		return application.annotated.one("a");
	}

	@Benchmark
	public String circuitBreaker_resilience4j(Resilience4jApplication application) {
		return application.annotated.one("a");
	}

	@Benchmark
	public String retry_ours(OurApplication application) {
		return application.annotated.retry("a");
	}

	@Benchmark
	public String retry_resilience4j(Resilience4jApplication application) {
		return application.annotated.retry("a");
	}

	@Benchmark
	public String retry_spring(FrameworkApplication application) {
		return application.annotated.retry("a");
	}

	@Benchmark
	public String bulkhead_ours(OurApplication application) {
		return application.annotated.bulkhead("a");
	}

	@Benchmark
	public String bulkhead_resilience4j(Resilience4jApplication application) {
		return application.annotated.bulkhead("a");
	}

	@Benchmark
	public String bulkhead_spring(FrameworkApplication application) {
		return application.annotated.bulkhead("a");
	}

	@Benchmark
	public String unusedFallback_ours(OurApplication application) {
		return application.annotated.unusedFallback("a");
	}

	@Benchmark
	public String unusedFallback_resilience4j(Resilience4jApplication application) {
		return application.annotated.unusedFallback("a");
	}

	@Benchmark
	public String four_ours(OurApplication application) {
		return application.annotated.four("a");
	}

	@Benchmark
	public String four_resilience4j(Resilience4jApplication application) {
		return application.annotated.four("a");
	}

	@Benchmark
	public String five_ours(OurApplication application) {
		return application.annotated.five("a");
	}

	@Benchmark
	public Exception rejection_ours(OurApplication application) {
		try {
			application.annotated.open("a");
			throw new IllegalStateException("Not open");
		}
		catch (CircuitBreakerOpenException ex) {
			return ex;
		}
	}

	@Benchmark
	public Exception rejection_resilience4j(Resilience4jApplication application) {
		try {
			application.annotated.open("a");
			throw new IllegalStateException("Not open");
		}
		catch (CallNotPermittedException ex) {
			return ex;
		}
	}

}
