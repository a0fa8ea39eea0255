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

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

import dev.resilience.time.ManualTime;

/**
 * What calls of two keys do where there is room for one: the bound holds, and every call
 * passes a gate, that of its key or the one that keys without room share.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:2")
public final class CrowdedKeyInterleavings {

	private static final KeyedConfig CONFIG = KeyedConfig.builder().maxKeys(1).idle(Duration.ofNanos(1)).build();

	private final ManualTime time = ManualTime.stopped();

	private final AtomicInteger calls = new AtomicInteger();

	private final KeyedGates<KeyedGateInterleavings.CountingGate> gates = new KeyedGates<>("model",
			new KeyedGateInterleavings.CountingGate(), (key) -> new KeyedGateInterleavings.CountingGate(), () -> CONFIG,
			this.time);

	/**
	 * Makes a call that the gate remembers.
	 * @param key the key
	 */
	@Operation
	public void remember(@Param(name = "key") int key) {
		this.calls.incrementAndGet();
		this.gates.use("key" + key, KeyedGateInterleavings.CountingGate::increment);
	}

	/**
	 * Makes a call that the gate does not remember.
	 * @param key the key
	 */
	@Operation
	public void pass(@Param(name = "key") int key) {
		this.gates.use("key" + key, KeyedGateInterleavings.CountingGate::isIdle);
	}

	/** Lets gates grow old and forgets those that are idle. */
	@Operation
	public void prune() {
		this.time.advance(Duration.ofMillis(5));
		this.gates.prune();
	}

	/** All calls are remembered, and the bound holds. */
	@Validate
	public void countCalls() {
		AtomicInteger keys = new AtomicInteger();
		AtomicInteger remembered = new AtomicInteger();
		int inUse = this.gates.keysInUse();
		this.gates.forEach((key, gate) -> keys.incrementAndGet());
		this.gates.forEachGate((gate) -> remembered.addAndGet(gate.count()));
		if (keys.get() > 1 || inUse != keys.get() || remembered.get() != this.calls.get()) {
			throw new IllegalStateException(
					keys + " keys, " + inUse + " in use, " + remembered + " calls remembered of " + this.calls);
		}
	}

}
