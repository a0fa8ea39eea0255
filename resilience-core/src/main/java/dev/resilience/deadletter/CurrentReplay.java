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

package dev.resilience.deadletter;

import org.jspecify.annotations.Nullable;

/**
 * The dead letter whose work the current thread does again. Bound only while the handler
 * of a replay runs, so that ordinary calls cost nothing.
 */
public final class CurrentReplay {

	private static final ThreadLocal<@Nullable DeadLetter> LETTER = new ThreadLocal<>();

	private CurrentReplay() {
	}

	/**
	 * Returns the letter whose work the current thread does again.
	 * @return the letter, or {@code null} if it replays nothing
	 */
	public static @Nullable DeadLetter letter() {
		return LETTER.get();
	}

	/**
	 * Returns whether the current thread does the work of a letter of this operation
	 * again.
	 * @param operation the name of the operation
	 * @return whether a call of the operation is a replay
	 */
	public static boolean isOf(String operation) {
		DeadLetter letter = LETTER.get();
		return letter != null && letter.operation().equals(operation);
	}

	static @Nullable DeadLetter bind(@Nullable DeadLetter letter) {
		DeadLetter before = LETTER.get();
		if (letter != null) {
			LETTER.set(letter);
		}
		else {
			LETTER.remove();
		}
		return before;
	}

}
