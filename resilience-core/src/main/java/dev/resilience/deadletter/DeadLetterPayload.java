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
 * What the failed work was given. Immutable.
 *
 * @param text the arguments as text, usually a JSON array; {@code null} where there is
 * none
 * @param type what the text is, such as the parameter types of a method; empty where
 * there is no text
 * @param state how much of the arguments the text holds
 */
public record DeadLetterPayload(@Nullable String text, String type, State state) {

	/** Work that was given nothing, or whose arguments nobody writes. */
	public static final DeadLetterPayload NONE = new DeadLetterPayload(null, "", State.NONE);

	/**
	 * Creates the payload of a letter whose arguments are all there.
	 * @param text the arguments as text
	 * @param type what the text is
	 * @return the payload
	 */
	public static DeadLetterPayload complete(String text, String type) {
		return new DeadLetterPayload(text, type, State.COMPLETE);
	}

	/**
	 * Creates the payload of a letter whose arguments are not there.
	 * @param type what the arguments would have been
	 * @param state why they are missing
	 * @return the payload
	 */
	public static DeadLetterPayload missing(String type, State state) {
		return new DeadLetterPayload(null, type, state);
	}

	/**
	 * How much of the arguments a payload holds.
	 */
	public enum State {

		/** All of them, so the work can be done again. */
		COMPLETE,

		/** Secrets among them are masked: to do the work again they must be given. */
		REDACTED,

		/** None, as they are larger than the limit. */
		TOO_LARGE,

		/** None, as they cannot be written as text. */
		UNWRITABLE,

		/** None, as nobody writes them. */
		NONE

	}

}
