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

package dev.resilience.autoconfigure.aop;

import java.lang.reflect.Method;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The methods that have been called, found by the identity of the {@link Method} objects
 * that proxies pass. An equal object of another identity is not found, which costs its
 * calls a slower look-up. Safe for use by many threads; finding takes no lock.
 */
final class PlannedMethods {

	/** Past this number, new ones are looked up the slower way. */
	static final int LIMIT = 4096;

	private final ReentrantLock adding = new ReentrantLock();

	/** Never more than half full, and replaced as a whole. */
	private volatile @Nullable PlannedMethod[] slots = new PlannedMethod[64];

	private int size;

	@Nullable PlannedMethod find(Method method, Class<?> targetClass) {
		@Nullable PlannedMethod[] present = this.slots;
		int last = present.length - 1;
		int slot = System.identityHashCode(method) & last;
		PlannedMethod found = present[slot];
		while (found != null && !found.isOf(method, targetClass)) {
			slot = (slot + 1) & last;
			found = present[slot];
		}
		return found;
	}

	/**
	 * Adds a method, so that it is found from now on.
	 * @param added the method
	 */
	void add(PlannedMethod added) {
		this.adding.lock();
		try {
			addAlone(added);
		}
		finally {
			this.adding.unlock();
		}
	}

	private void addAlone(PlannedMethod added) {
		if (this.size == LIMIT || find(added.method(), added.targetClass()) != null) {
			return;
		}
		this.size++;
		@Nullable PlannedMethod[] before = this.slots;
		@Nullable PlannedMethod[] after = new PlannedMethod[(2 * this.size > before.length) ? 2 * before.length : before.length];
		for (PlannedMethod known : before) {
			if (known != null) {
				put(known, after);
			}
		}
		put(added, after);
		this.slots = after;
	}

	private static void put(PlannedMethod method, @Nullable PlannedMethod[] slots) {
		int slot = System.identityHashCode(method.method()) & (slots.length - 1);
		while (slots[slot] != null) {
			slot = (slot + 1) & (slots.length - 1);
		}
		slots[slot] = method;
	}

}
