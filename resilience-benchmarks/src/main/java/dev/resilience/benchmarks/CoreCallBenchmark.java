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

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.resilience.Resilience;
import dev.resilience.policy.ThrowingSupplier;

/**
 * What a successful call costs in the engine alone, without Spring.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CoreCallBenchmark {

	private final Resilience retry = Resilience.builder("retry").retry((config) -> {
	}).build();

	private final Resilience breaker = Resilience.builder("breaker").circuitBreaker((config) -> {
	}).build();

	private final Resilience bulkhead = Resilience.builder("bulkhead").bulkhead((config) -> {
	}).build();

	private final Resilience limiter = Resilience.builder("limiter")
		.rateLimiter((config) -> config.permits(1_000_000_000))
		.build();

	private final Resilience timeout = Resilience.builder("timeout").timeout(Duration.ofSeconds(1)).build();

	private final Resilience four = Resilience.builder("four").retry((config) -> {
	}).circuitBreaker((config) -> {
	}).rateLimiter((config) -> config.permits(1_000_000_000)).bulkhead((config) -> {
	}).build();

	private final Resilience five = Resilience.builder("five").retry((config) -> {
	}).circuitBreaker((config) -> {
	}).rateLimiter((config) -> config.permits(1_000_000_000)).timeout(Duration.ofSeconds(1)).bulkhead((config) -> {
	}).build();

	private Integer answer = 42;

	/** Made once: a lambda of each call would be counted as ours. */
	private final ThrowingSupplier<Integer, RuntimeException> work = () -> this.answer;

	@Benchmark
	public Object plainCall() {
		return this.answer;
	}

	@Benchmark
	public Object retry() {
		return this.retry.call(this.work);
	}

	@Benchmark
	public Object circuitBreaker() {
		return this.breaker.call(this.work);
	}

	@Benchmark
	public Object bulkhead() {
		return this.bulkhead.call(this.work);
	}

	@Benchmark
	public Object rateLimiter() {
		return this.limiter.call(this.work);
	}

	@Benchmark
	public Object timeout() {
		return this.timeout.call(this.work);
	}

	@Benchmark
	public Object fourPolicies() {
		return this.four.call(this.work);
	}

	@Benchmark
	public Object fivePolicies() {
		return this.five.call(this.work);
	}

}
