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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.SystemTime;

/**
 * The store in memory beside one {@link ConcurrentHashMap#compute} on a map of as many
 * keys, which is the least that an atomic decision about a key costs; and whole calls,
 * which hash their keys besides.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class IdempotencyBenchmark {

	private static final int KEYS = 1024;

	@Benchmark
	public boolean firstCall_ours(Store state) {
		ClaimRequest request = state.next();
		Claim.Claimed claim = (Claim.Claimed) state.passing.claim(request);
		return state.passing.complete(request.key(), claim.token(), state.ending, Store.AT_ONCE);
	}

	@Benchmark
	public Object firstCall_jdk(Map state) {
		return state.decide();
	}

	@Benchmark
	public Claim replay_ours(Store state) {
		return state.completed.claim(state.next());
	}

	@Benchmark
	public Object replay_jdk(Map state) {
		return state.decide();
	}

	@Benchmark
	public Object wholeFirstCall_ours(Policy state) {
		return state.passing.execute(state.next(), null, () -> state);
	}

	@Benchmark
	public Object wholeReplay_ours(Policy state) {
		return state.completed.execute(state.next(), null, () -> state);
	}

	/**
	 * The store, once with results that are over at once and once with results that stay.
	 */
	@State(Scope.Thread)
	public static class Store {

		private static final Duration AT_ONCE = Duration.ofNanos(1);

		private final InMemoryIdempotencyStore passing = new InMemoryIdempotencyStore(SystemTime.shared());

		private final InMemoryIdempotencyStore completed = new InMemoryIdempotencyStore(SystemTime.shared());

		private final Ending ending = Ending.ofResult("paid");

		private final ClaimRequest[] requests = new ClaimRequest[KEYS];

		private int last;

		public Store() {
			for (int number = 0; number < KEYS; number++) {
				this.requests[number] = new ClaimRequest(IdempotencyKey.of("charge", "order-" + number), "charge", null,
						"benchmark", Duration.ofSeconds(30), true);
				Claim.Claimed claim = (Claim.Claimed) this.completed.claim(this.requests[number]);
				this.completed.complete(this.requests[number].key(), claim.token(), this.ending, Duration.ofDays(1));
			}
		}

		private ClaimRequest next() {
			this.last = (this.last + 1) % KEYS;
			return this.requests[this.last];
		}

	}

	/**
	 * A map of records.
	 */
	@State(Scope.Thread)
	public static class Map {

		private final ConcurrentMap<IdempotencyKey, Object> records = new ConcurrentHashMap<>();

		private final IdempotencyKey[] keys = new IdempotencyKey[KEYS];

		private int last;

		public Map() {
			for (int number = 0; number < KEYS; number++) {
				this.keys[number] = IdempotencyKey.of("charge", "order-" + number);
				this.records.put(this.keys[number], "claimed");
			}
		}

		private Object decide() {
			this.last = (this.last + 1) % KEYS;
			return this.records.compute(this.keys[this.last],
					(key, current) -> "paid".equals(current) ? "claimed" : "paid");
		}

	}

	/**
	 * Whole calls.
	 */
	@State(Scope.Thread)
	public static class Policy {

		private final IdempotencyPolicy passing = policy(Store.AT_ONCE);

		private final IdempotencyPolicy completed = policy(Duration.ofDays(1));

		private final String[] keys = new String[KEYS];

		private int last;

		public Policy() {
			for (int number = 0; number < KEYS; number++) {
				this.keys[number] = "order-" + number;
				this.completed.execute(this.keys[number], null, () -> "paid");
			}
		}

		private static IdempotencyPolicy policy(Duration ttl) {
			IdempotentOperation operation = IdempotentOperation.of(new InMemoryIdempotencyStore(SystemTime.shared()),
					IdempotencyKeys.none());
			return IdempotencyPolicy.of("benchmark", IdempotencyConfig.builder().ttl(ttl).build(), operation,
					new IdempotencyCounters(), PolicyContext.standalone(SystemTime.shared()));
		}

		private String next() {
			this.last = (this.last + 1) % KEYS;
			return this.keys[this.last];
		}

	}

}
