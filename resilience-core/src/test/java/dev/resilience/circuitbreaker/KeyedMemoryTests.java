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

package dev.resilience.circuitbreaker;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What circuit breakers of many keys cost. Sizes are those of a 64-bit JVM with
 * compressed references, found by walking the objects that one key holds: nothing here
 * depends on when the heap is collected.
 */
class KeyedMemoryTests {

	private static final int KEYS = 100_000;

	/** Of a table of 262144 references, as one for 100000 keys has. */
	private static final double TABLE_SHARE = 262_144 * 4.0 / KEYS;

	/** Header, hash, and references to the key, the value and the next entry. */
	private static final int MAP_ENTRY = 32;

	private static final KeyedConfig CONFIG = KeyedConfig.builder().maxKeys(KEYS).build();

	private final CircuitBreaker own = CircuitBreaker.of("agents",
			CircuitBreakerConfig.builder().failureRateThreshold(50).failureThreshold(0).windowSize(100).build(),
			PolicyContext.standalone(ManualTime.stopped()));

	private final KeyedGates<CircuitBreaker> gates = new KeyedGates<>("agents", this.own, this.own::forKey,
			() -> CONFIG, ManualTime.stopped());

	@Test
	void hundredThousandKeysThatHaveNotFailedFitIn20Megabytes() {
		for (int call = 0; call < 150; call++) {
			this.gates.use("agent-000001", (breaker) -> {
				breaker.recordSuccess();
				return true;
			});
		}
		assertThat(bytesPerKey() * KEYS).isLessThan(20_000_000);
	}

	@Test
	void hundredThousandKeysWithFullWindowsFitIn40Megabytes() {
		for (int call = 0; call < 150; call++) {
			boolean failed = call % 3 == 0;
			this.gates.use("agent-000001", (breaker) -> {
				if (failed) {
					breaker.recordFailure();
				}
				else {
					breaker.recordSuccess();
				}
				return true;
			});
		}
		assertThat(this.gates.find("agent-000001").snapshot().windowCalls()).isEqualTo(100);
		assertThat(bytesPerKey() * KEYS).isLessThan(40_000_000);
	}

	@Test
	void theCalculationAgreesWithTheHeap() {
		Runtime runtime = Runtime.getRuntime();
		long before = used(runtime);
		for (int i = 0; i < KEYS; i++) {
			this.gates.use(String.format("agent-%06d", i), (breaker) -> {
				breaker.recordSuccess();
				return true;
			});
		}
		long grown = used(runtime) - before;
		// A heap that is full of other things tells little: this is but a rough check
		assertThat(grown).isLessThan(30_000_000);
		assertThat(this.gates.keysInUse()).isEqualTo(KEYS);
	}

	private static long used(Runtime runtime) {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			System.gc();
			least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
		}
		return least;
	}

	private double bytesPerKey() {
		Set<Object> shared = Collections.newSetFromMap(new IdentityHashMap<>());
		walk(this.own, shared);
		long[] bytes = { MAP_ENTRY };
		this.gates.forEach((key, breaker) -> {
			Set<Object> mine = Collections.newSetFromMap(new IdentityHashMap<>());
			mine.addAll(shared);
			// The key itself, and the word that tells when it was used
			bytes[0] += size(key) + align(12 + 4 + 8);
			mine.add(key);
			bytes[0] += align(16 + key.length()) + walk(breaker, mine);
		});
		return bytes[0] + TABLE_SHARE;
	}

	// Adds up what is reachable and not seen yet
	private static long walk(Object root, Set<Object> seen) {
		Deque<Object> open = new ArrayDeque<>();
		open.add(root);
		long bytes = 0;
		while (!open.isEmpty()) {
			Object next = open.remove();
			if (next instanceof Class<?> || next instanceof Enum<?> || !seen.add(next)) {
				continue;
			}
			bytes += size(next);
			open.addAll(references(next));
		}
		return bytes;
	}

	private static List<Object> references(Object object) {
		List<Object> references = new ArrayList<>();
		for (Field field : fields(object.getClass())) {
			if (!field.getType().isPrimitive() && object.getClass().getName().startsWith("dev.resilience")) {
				Object value = read(field, object);
				if (value != null) {
					references.add(value);
				}
			}
		}
		return references;
	}

	private static Object read(Field field, Object object) {
		try {
			field.setAccessible(true);
			return field.get(object);
		}
		catch (IllegalAccessException ex) {
			throw new AssertionError(ex);
		}
	}

	private static long size(Object object) {
		if (object.getClass().isArray()) {
			return align(16 + (long) Array.getLength(object) * width(object.getClass().getComponentType()));
		}
		return align(12 + fields(object.getClass()).stream().mapToLong((field) -> width(field.getType())).sum());
	}

	private static List<Field> fields(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers())) {
					fields.add(field);
				}
			}
		}
		fields.sort(Comparator.comparing(Field::getName));
		return fields;
	}

	private static int width(Class<?> type) {
		return switch (type.getName()) {
			case "long", "double" -> 8;
			case "short", "char" -> 2;
			case "byte", "boolean" -> 1;
			default -> 4;
		};
	}

	private static long align(long bytes) {
		return (bytes + 7) / 8 * 8;
	}

}
