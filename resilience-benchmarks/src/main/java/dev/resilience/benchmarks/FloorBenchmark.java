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

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the parts cost of which every policy is made: below this nobody gets.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class FloorBenchmark {

	private final Supplier<Integer> work = new Work()::answer;

	private final LongAdder adder = new LongAdder();

	private final AtomicLong word = new AtomicLong();

	private final ConcurrentMap<String, Integer> map = new ConcurrentHashMap<>();

	private final String key = "benchmark";

	public FloorBenchmark() {
		for (int index = 0; index < 100; index++) {
			this.map.put("benchmark" + index, index);
		}
		this.map.put(this.key, 42);
	}

	@Benchmark
	public Integer plainCall_jdk() {
		return this.work.get();
	}

	@Benchmark
	public long nanoTime_jdk() {
		return System.nanoTime();
	}

	@Benchmark
	public long currentTimeMillis_jdk() {
		return System.currentTimeMillis();
	}

	@Benchmark
	public void longAdder_jdk() {
		this.adder.increment();
	}

	@Benchmark
	public boolean compareAndSet_jdk() {
		long value = this.word.get();
		return this.word.compareAndSet(value, value + 1);
	}

	@Benchmark
	public Integer mapRead_jdk() {
		return this.map.get(this.key);
	}

	@Benchmark
	public Exception stackTrace_jdk() {
		return new IllegalStateException("refused");
	}

}
