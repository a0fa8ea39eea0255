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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Does the work of dead letters again. Safe for use by many threads.
 */
public interface DeadLetterHandler {

	/**
	 * Returns the operation whose letters this handler replays.
	 * @return the name of the operation, as the letters have it
	 */
	String operation();

	/**
	 * Does the work again. A call that succeeds resolves the letter, one that throws
	 * updates it.
	 * @param letter the letter, claimed by this replay, with the payload to be used
	 * @return anything; a {@link java.util.concurrent.CompletionStage} where the work
	 * ends later
	 * @throws Throwable how the work failed again
	 */
	@Nullable Object replay(DeadLetter letter) throws Throwable;

	/**
	 * Returns why a letter cannot be replayed as it is. By default a letter must have all
	 * of its payload.
	 * @param letter the letter
	 * @return the reason, or {@code null} if it can be replayed
	 */
	default @Nullable String refusal(DeadLetter letter) {
		return switch (letter.payload().state()) {
			case COMPLETE -> null;
			case REDACTED -> "secrets in its payload are masked: replay it with a payload of your own";
			case TOO_LARGE -> "its arguments were larger than the limit and are not kept";
			case UNWRITABLE -> "its arguments could not be written and are not kept";
			case NONE -> "its arguments are not kept";
		};
	}

	/**
	 * Returns for how long a letter should not be replayed, as its target is known not to
	 * serve.
	 * @param letter the letter
	 * @return the time to wait; zero if it can be replayed now
	 */
	default Duration blockedFor(DeadLetter letter) {
		return Duration.ZERO;
	}

}
