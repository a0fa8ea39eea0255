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

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Numbers for the platform threads that are alive: no two have the same at the same time,
 * so that whoever has a number may write, without locked instructions, where only that
 * number writes. The number of a thread that has ended is given to another, for which
 * everything the first has done has happened before.
 */
final class ThreadStripes {

	/** Stands for threads without a number: virtual ones, and those beyond the limit. */
	static final int NONE = -1;

	/**
	 * How many threads at a time have a number, which bounds the memory of a counter:
	 * each thread that counts costs it 84 bytes.
	 */
	static final int LIMIT = 64;

	private static final AtomicReferenceArray<@Nullable WeakReference<Thread>> OWNERS = new AtomicReferenceArray<>(
			LIMIT);

	// A value of a class of the JVM: a pooled thread must not hold on to our class loader
	private static final ThreadLocal<Integer> CURRENT = ThreadLocal.withInitial(ThreadStripes::claim);

	private ThreadStripes() {
	}

	/**
	 * Returns the number of the current thread.
	 * @return the number, from 0 and below {@link #LIMIT}, or {@link #NONE}
	 */
	static int current() {
		return CURRENT.get();
	}

	private static int claim() {
		Thread thread = Thread.currentThread();
		if (VirtualThreads.isVirtual(thread)) {
			return NONE;
		}
		int owned = find(thread);
		return (owned != NONE) ? owned : take(thread);
	}

	// Some pools erase the thread-locals of their threads between tasks.
	private static int find(Thread thread) {
		for (int number = 0; number < LIMIT; number++) {
			WeakReference<Thread> owner = OWNERS.get(number);
			if (owner != null && owner.refersTo(thread)) {
				return number;
			}
		}
		return NONE;
	}

	private static int take(Thread thread) {
		WeakReference<Thread> claim = new WeakReference<>(thread);
		for (int number = 0; number < LIMIT; number++) {
			WeakReference<Thread> owner = OWNERS.get(number);
			if ((owner == null || hasEnded(owner.get())) && OWNERS.compareAndSet(number, owner, claim)) {
				return number;
			}
		}
		return NONE;
	}

	private static boolean hasEnded(@Nullable Thread thread) {
		return thread == null || !thread.isAlive();
	}

}
