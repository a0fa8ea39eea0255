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

package dev.resilience.policy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;

import dev.resilience.time.ManualTime;

/**
 * What calls of one key do to gates that are forgotten when they are idle: the gate of a
 * key is never forgotten while a call is inside or while it remembers something, so all
 * calls of one key meet one gate. The gates here count calls and are idle at zero.
 */
public final class KeyedGateInterleavings {

	private static final KeyedConfig CONFIG = KeyedConfig.builder().maxKeys(2).idle(Duration.ofNanos(1)).build();

	private final ManualTime time = ManualTime.stopped();

	private final KeyedGates<CountingGate> gates = new KeyedGates<>("model", new CountingGate(),
			(key) -> new CountingGate(), () -> CONFIG, this.time);

	/**
	 * Makes a call that the gate remembers.
	 * @return how many the gate remembers
	 */
	@Operation
	public int remember() {
		return this.gates.use("key", CountingGate::increment);
	}

	/**
	 * Makes the gate forget.
	 * @return how many calls it remembered
	 */
	@Operation
	public int forget() {
		return this.gates.use("key", CountingGate::clear);
	}

	/** Lets gates grow old and forgets those that are idle. */
	@Operation
	public void prune() {
		this.time.advance(Duration.ofMillis(5));
		this.gates.prune();
	}

	/** The number of keys is that of the gates. */
	@Validate
	public void countKeys() {
		AtomicInteger found = new AtomicInteger();
		int keys = this.gates.keysInUse();
		this.gates.forEach((key, gate) -> found.incrementAndGet());
		if (keys != found.get() || this.gates.overflowCalls() != 0) {
			throw new IllegalStateException(
					keys + " keys, " + found + " gates, " + this.gates.overflowCalls() + " calls without one");
		}
	}

	/** A counter. */
	public static final class Specification {

		private int count;

		/**
		 * Makes a call that the gate remembers.
		 * @return how many the gate remembers
		 */
		public int remember() {
			return ++this.count;
		}

		/**
		 * Makes the gate forget.
		 * @return how many calls it remembered
		 */
		public int forget() {
			int remembered = this.count;
			this.count = 0;
			return remembered;
		}

		/** Nothing is lost with gates that are idle. */
		public void prune() {
		}

	}

	/** A gate that counts. */
	static final class CountingGate implements Gate {

		private final AtomicInteger count = new AtomicInteger();

		int increment() {
			return this.count.incrementAndGet();
		}

		int clear() {
			return this.count.getAndSet(0);
		}

		int count() {
			return this.count.get();
		}

		@Override
		public boolean isIdle() {
			return this.count.get() == 0;
		}

		@Override
		public PolicyType type() {
			return PolicyType.BULKHEAD;
		}

		@Override
		public PolicyMode mode() {
			return PolicyMode.ENFORCE;
		}

		@Override
		public long tryEnter(Call call, long now) {
			return 0;
		}

		@Override
		public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
				long nanos) {
		}

		@Override
		public void release(long permit) {
		}

		@Override
		public CallRejectedException reject(Call call) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void passInShadow(Call call) {
		}

	}

}
