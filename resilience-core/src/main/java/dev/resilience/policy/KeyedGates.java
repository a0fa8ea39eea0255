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

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.time.TimeSource;

/**
 * The gates of one kind that an instance keeps by key, so that what one key does costs no
 * other. Settings and totals are those of the instance's own gate.
 * <p>
 * The number of keys is bounded. A gate that is idle and has not been used for long is
 * forgotten; keys for which there is no room share one further gate, so that nothing ever
 * runs unprotected. Who calls, and who reads, forgets on the way: there is no timer.
 * <p>
 * Safe for use by many threads; takes no lock where the gate of a key exists.
 *
 * @param <G> the type of the gates
 */
public final class KeyedGates<G extends Gate> {

	/** What the gate calls itself that keys share for which there is no room. */
	public static final String OVERFLOW = "(overflow)";

	private static final Logger logger = LoggerFactory.getLogger(KeyedGates.class);

	/** How many keys a call looks at, when it is time to look for idle ones. */
	private static final int STEP = 64;

	/** Fraction of the idle time after which all keys are looked at again. */
	private static final int SWEEPS_PER_IDLE_TIME = 4;

	private final String instance;

	private final PolicyType type;

	private final Function<String, G> creation;

	private final Supplier<KeyedConfig> config;

	private final TimeSource time;

	private final Map<String, KeyedGate<G>> gates = new ConcurrentHashMap<>();

	/** Never below the size of the map. */
	private final AtomicInteger keys = new AtomicInteger();

	private final KeyedGate<G> own;

	private final AtomicReference<@Nullable KeyedGate<G>> overflow = new AtomicReference<>();

	private final LongAdder overflowCalls = new LongAdder();

	private final AtomicBoolean saidNoKey = new AtomicBoolean();

	private final AtomicBoolean sweeping = new AtomicBoolean();

	private volatile long nextSweep;

	/** Guarded by {@link #sweeping}. */
	private @Nullable Iterator<Map.Entry<String, KeyedGate<G>>> sweep;

	/**
	 * Creates gates, none yet.
	 * @param instance the name of the instance
	 * @param own the gate of the instance itself, which calls without a key pass
	 * @param creation creates the gate of a key
	 * @param config gives the settings as they are
	 * @param time where time comes from
	 */
	public KeyedGates(String instance, G own, Function<String, G> creation, Supplier<KeyedConfig> config,
			TimeSource time) {
		this.instance = instance;
		this.type = own.type();
		this.creation = creation;
		this.config = config;
		this.time = time;
		long now = time.nanoTime();
		this.own = new KeyedGate<>(own, now);
		this.nextSweep = now + sweepInterval();
	}

	/**
	 * Returns the gate of a key, which stays the gate of that key until the caller
	 * {@linkplain KeyedGate#leave() leaves}.
	 * @param key the key; {@code null} for the gate of the instance itself
	 * @param now the time in nanoseconds
	 * @return the gate, that of all further keys where there is no room for the key
	 */
	public KeyedGate<G> enter(@Nullable String key, long now) {
		if (key == null) {
			sayNoKey();
			this.own.enter(now);
			return this.own;
		}
		if (now - this.nextSweep >= 0) {
			sweepOn(now);
		}
		while (true) {
			KeyedGate<G> present = this.gates.get(key);
			KeyedGate<G> gate = (present != null) ? present : create(key, now);
			if (gate.enter(now)) {
				return gate;
			}
			remove(key, gate);
		}
	}

	private void sayNoKey() {
		if (!this.saidNoKey.get() && this.saidNoKey.compareAndSet(false, true)) {
			logger.warn("A call of instance '{}' has no key for the {}: such calls share that of the instance itself",
					this.instance, this.type.property());
		}
	}

	private KeyedGate<G> create(String key, long now) {
		if (!reserve()) {
			return overflow(now);
		}
		KeyedGate<G> created = new KeyedGate<>(this.creation.apply(key), now);
		KeyedGate<G> earlier = this.gates.putIfAbsent(key, created);
		if (earlier != null) {
			this.keys.decrementAndGet();
			return earlier;
		}
		return created;
	}

	private boolean reserve() {
		int limit = this.config.get().maxKeys();
		int before;
		do {
			before = this.keys.get();
			if (before >= limit) {
				return false;
			}
		}
		while (!this.keys.compareAndSet(before, before + 1));
		return true;
	}

	private KeyedGate<G> overflow(long now) {
		this.overflowCalls.increment();
		KeyedGate<G> present = this.overflow.get();
		if (present != null) {
			return present;
		}
		KeyedGate<G> created = new KeyedGate<>(this.creation.apply(OVERFLOW), now);
		KeyedGate<G> earlier = this.overflow.compareAndExchange(null, created);
		if (earlier != null) {
			return earlier;
		}
		logger.warn(
				"Instance '{}' has {} keys for its {}: further keys share one until others are idle. "
						+ "Use fewer keys, or raise keyed.max-keys",
				this.instance, this.keys.get(), this.type.property());
		return created;
	}

	private void remove(String key, KeyedGate<G> retired) {
		if (this.gates.remove(key, retired)) {
			this.keys.decrementAndGet();
		}
	}

	// One call at a time, and each only a little: no caller pays for all keys.
	private void sweepOn(long now) {
		if (this.sweeping.get() || !this.sweeping.compareAndSet(false, true)) {
			return;
		}
		try {
			Iterator<Map.Entry<String, KeyedGate<G>>> rest = this.sweep;
			if (rest == null) {
				rest = this.gates.entrySet().iterator();
			}
			long idleTicks = idleTicks();
			for (int i = 0; i < STEP && rest.hasNext(); i++) {
				retire(rest.next(), now, idleTicks);
			}
			boolean more = rest.hasNext();
			this.sweep = more ? rest : null;
			if (!more) {
				this.nextSweep = now + sweepInterval();
			}
		}
		finally {
			this.sweeping.set(false);
		}
	}

	private boolean retire(Map.Entry<String, KeyedGate<G>> entry, long now, long idleTicks) {
		boolean retired = entry.getValue().retire(now, idleTicks);
		if (retired) {
			remove(entry.getKey(), entry.getValue());
		}
		return retired;
	}

	/**
	 * Forgets all keys that are idle and unused for longer than the settings say.
	 * @return the number of keys that were forgotten
	 */
	public int prune() {
		long now = this.time.nanoTime();
		long idleTicks = idleTicks();
		int forgotten = 0;
		for (Map.Entry<String, KeyedGate<G>> entry : this.gates.entrySet()) {
			forgotten += retire(entry, now, idleTicks) ? 1 : 0;
		}
		return forgotten;
	}

	private long idleTicks() {
		long nanos = ConfigCheck.nanos(this.config.get().idle());
		return Math.min(KeyedGate.MAX_AGE, ((nanos - 1) >> KeyedGate.TICK_BITS) + 1);
	}

	private long sweepInterval() {
		return ConfigCheck.nanos(this.config.get().idle()) / SWEEPS_PER_IDLE_TIME;
	}

	/**
	 * Uses the gate of a key outside of a pipeline, as a call would.
	 * @param <R> the type of the answer
	 * @param key the key; {@code null} for the gate of the instance itself
	 * @param use what to do with the gate
	 * @return the answer
	 */
	public <R> R use(@Nullable String key, Function<? super G, R> use) {
		KeyedGate<G> entered = enter(key, this.time.nanoTime());
		try {
			return use.apply(entered.gate());
		}
		finally {
			entered.leave();
		}
	}

	/**
	 * Uses the gate of a key if the key has one of its own.
	 * @param key the key
	 * @param use what to do with the gate
	 * @return whether it has one
	 */
	public boolean useIfPresent(String key, Consumer<? super G> use) {
		KeyedGate<G> present = this.gates.get(key);
		if (present == null || !present.enter(this.time.nanoTime())) {
			return false;
		}
		try {
			use.accept(present.gate());
			return true;
		}
		finally {
			present.leave();
		}
	}

	/**
	 * Returns the gate of a key, for reading alone.
	 * @param key the key
	 * @return the gate, or {@code null} if the key has none of its own
	 */
	public @Nullable G find(String key) {
		KeyedGate<G> present = this.gates.get(key);
		return (present != null) ? present.gate() : null;
	}

	/**
	 * Returns whether a call with a key would be admitted now. Reading changes nothing: a
	 * key that nobody has used gets no gate by this.
	 * @param key the key; {@code null} for the gate of the instance itself
	 * @return whether a call would be admitted
	 */
	public boolean isAvailable(@Nullable String key) {
		if (key == null) {
			return this.own.gate().isAvailable();
		}
		G present = find(key);
		if (present == null && this.keys.get() >= this.config.get().maxKeys()) {
			KeyedGate<G> shared = this.overflow.get();
			present = (shared != null) ? shared.gate() : null;
		}
		return ((present != null) ? present : this.creation.apply(key)).isAvailable();
	}

	/**
	 * Shows the gates of all keys, for reading alone.
	 * @param reader sees each key and its gate
	 */
	public void forEach(BiConsumer<String, ? super G> reader) {
		this.gates.forEach((key, gate) -> reader.accept(key, gate.gate()));
	}

	/**
	 * Shows the gates of all keys, that of keys without room included.
	 * @param action what to do with each gate
	 */
	public void forEachGate(Consumer<? super G> action) {
		this.gates.values().forEach((gate) -> action.accept(gate.gate()));
		KeyedGate<G> shared = this.overflow.get();
		if (shared != null) {
			action.accept(shared.gate());
		}
	}

	/**
	 * Returns the gate that keys share for which there is no room.
	 * @return the gate, or {@code null} if there always has been room
	 */
	public @Nullable G overflowGate() {
		KeyedGate<G> shared = this.overflow.get();
		return (shared != null) ? shared.gate() : null;
	}

	/**
	 * Returns the number of keys that have gates of their own. Idle ones that are due are
	 * forgotten first.
	 * @return the number of keys
	 */
	public int keysInUse() {
		prune();
		return this.keys.get();
	}

	/**
	 * Returns how many calls had to share a gate because there was no room for their key.
	 * @return the number of calls, which only rises
	 */
	public long overflowCalls() {
		return this.overflowCalls.sum();
	}

	/**
	 * Returns the kind of the gates.
	 * @return the kind
	 */
	public PolicyType type() {
		return this.type;
	}

	/**
	 * Returns the gate of the instance itself.
	 * @return the gate
	 */
	public G own() {
		return this.own.gate();
	}

}
