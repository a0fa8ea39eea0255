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

package dev.resilience.benchmarks.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * The goals. Cases are named by benchmark class and method, {@code Bulkhead.call} being
 * {@code BulkheadBenchmark.call_*}; heap and start-up by what their measurements write.
 */
final class Goals {

	private static final String EMPTY = "AnnotatedCall.emptyInterceptor";

	private static final List<Goal> CALLS = List.of(
			CallGoal
				.of("breaker-count", "breaker closed, count window, no slow-call rule", "CircuitBreaker.countWindow",
						0.25)
				.bytes(0),
			CallGoal
				.of("breaker-time", "breaker closed, time window, no slow-call rule", "CircuitBreaker.timeWindow", 0.25)
				.bytes(0),
			CallGoal
				.of("breaker-count-slow", "breaker closed, count window, slow-call rule",
						"CircuitBreaker.countWindowSlowRule", 0.8)
				.against("CircuitBreaker.countWindow")
				.bytes(0),
			CallGoal
				.of("breaker-time-slow", "breaker closed, time window, slow-call rule",
						"CircuitBreaker.timeWindowSlowRule", 0.8)
				.against("CircuitBreaker.timeWindow", "CircuitBreaker.timeWindowSlowRule")
				.bytes(0),
			CallGoal.of("retry", "retry, no failure", "Retry.noFailure", 1).bytes(0),
			CallGoal.of("bulkhead", "bulkhead", "Bulkhead.call", 1).library("resilience4j").bytes(0),
			CallGoal.of("limiter", "rate limiter", "RateLimiter.call", 0.9).bytes(0),
			CallGoal.of("timeout", "timeout of a call that returns at once", "Timeout.call", 0.7).library("jdk"),
			CallGoal.of("four", "four composed", "Composition.four", 0.45).bytes(0),
			CallGoal.of("five", "five composed", "Composition.five", 0.2).bytes(64),
			CallGoal.of("annotated-breaker", "one annotation (breaker)", "AnnotatedCall.circuitBreaker", 2.2)
				.against(EMPTY)
				.library("spring")
				.bytesOver(24),
			CallGoal
				.of("annotated-fallback", "breaker with an unused fallback, annotated", "AnnotatedCall.unusedFallback",
						2.2)
				.against(EMPTY)
				.library("spring")
				.bytesOver(24),
			CallGoal.of("annotated-four", "four annotations", "AnnotatedCall.four", 2.6)
				.against(EMPTY)
				.library("spring")
				.bytesOver(48),
			CallGoal.of("annotated-four-peer", "four annotations", "AnnotatedCall.four", 0.03).library("resilience4j"),
			CallGoal.of("rejection", "rejection by an open breaker, no stack trace", "OpenCircuit.rejection", 0.3)
				.library("resilience4j")
				.bytes(96),
			CallGoal
				.of("idempotency-first", "claim and completion in memory, against one ConcurrentHashMap.compute",
						"Idempotency.firstCall", 6)
				.library("jdk"),
			CallGoal
				.of("idempotency-replay", "replay in memory, against one ConcurrentHashMap.compute",
						"Idempotency.replay", 2)
				.library("jdk"),
			CallGoal
				.of("classification", "meaning of a failure of a cached class, against a chain of 20 instanceof",
						"Classification.cachedClass", 5)
				.library("jdk")
				.bytes(0),
			CallGoal.of("one-failure", "one failure, then retry, zero delay", "Retry.oneFailure", 0.8));

	private static final List<Goal> VALUES = List
		.of(new ValueGoal("heap-breaker", "breaker instance, heap, window of 100 calls", "heap.resilience.breaker.used",
				300, "B", "heap.failsafe.breaker.used", "heap.smallrye.breaker.used", "heap.resilience4j.breaker.used"),
				new ValueGoal("heap-four", "four policies, heap per instance", "heap.resilience.four.used", 800, "B",
						"heap.failsafe.four.used", "heap.smallrye.four.used", "heap.resilience4j.four.used"),
				new ValueGoal("startup", "start-up, 200 annotated methods over none", "startup.annotated.added.wall",
						60, "ms"));

	private static final List<Goal> TWO_THREADS = List.of(
			twoThreads("breaker, count window", "CircuitBreaker.countWindow"),
			twoThreads("breaker, time window", "CircuitBreaker.timeWindow"),
			twoThreads("breaker, half of the calls fail", "FailingCircuit.halfFailing"),
			twoThreads("rejection by an open breaker", "OpenCircuit.rejection"),
			twoThreads("retry, no failure", "Retry.noFailure"), twoThreads("retry, one failure", "Retry.oneFailure"),
			twoThreads("bulkhead", "Bulkhead.call"), twoThreads("rate limiter", "RateLimiter.call"),
			twoThreads("timeout", "Timeout.call"), twoThreads("fallback, unused", "Fallback.alone"),
			twoThreads("breaker with an unused fallback", "Fallback.unused"),
			twoThreads("four composed", "Composition.four"), twoThreads("five composed", "Composition.five"),
			twoThreads("one annotation (breaker)", "AnnotatedCall.circuitBreaker"),
			twoThreads("four annotations", "AnnotatedCall.four"),
			new ScalingGoal("scaling-retry", "retry, no failure", "Retry.noFailure", 1.5),
			new ScalingGoal("scaling-timeout", "timeout", "Timeout.call", 1.5),
			new ScalingGoal("scaling-fallback", "fallback, unused", "Fallback.alone", 1.5));

	private Goals() {
	}

	private static Goal twoThreads(String subject, String name) {
		return CallGoal.of("two-" + name, subject, name, 1).twoThreads();
	}

	/**
	 * Returns the goals for calls by one thread.
	 * @return the goals
	 */
	static List<Goal> calls() {
		return CALLS;
	}

	/**
	 * Returns the goals for two threads on one instance.
	 * @return the goals
	 */
	static List<Goal> twoThreads() {
		return TWO_THREADS;
	}

	/**
	 * Returns the goals for what is measured outside JMH.
	 * @return the goals
	 */
	static List<Goal> values() {
		return VALUES;
	}

	/**
	 * Returns all goals.
	 * @return the goals
	 */
	static Stream<Goal> all() {
		return Stream.of(CALLS, VALUES, TWO_THREADS).flatMap(List::stream);
	}

}
