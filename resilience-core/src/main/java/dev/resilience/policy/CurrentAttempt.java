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

import org.jspecify.annotations.Nullable;

/**
 * Which attempt of a call the current thread makes, for those who tell the target, such
 * as HTTP clients. Bound only while a call is repeated, so that first attempts cost
 * nothing.
 */
public final class CurrentAttempt {

	private static final ThreadLocal<@Nullable Integer> NUMBER = new ThreadLocal<>();

	private CurrentAttempt() {
	}

	/**
	 * Returns the number of the attempt that the current thread makes.
	 * @return the number, 2 or more, or {@code null} if it repeats nothing
	 */
	public static @Nullable Integer number() {
		return NUMBER.get();
	}

	/**
	 * Binds an attempt to the current thread.
	 * @param number the number of the attempt, or {@code null} for none
	 * @return what was bound before, to be bound again in the end
	 */
	public static @Nullable Integer bind(@Nullable Integer number) {
		Integer previous = NUMBER.get();
		NUMBER.set(number);
		return previous;
	}

}
