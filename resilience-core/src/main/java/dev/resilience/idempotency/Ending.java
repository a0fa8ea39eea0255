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

package dev.resilience.idempotency;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended, as its record keeps it. Stores keep it and never look inside.
 *
 * @param kind what the record tells of the end
 * @param codec who can read the content, with the version of its format; empty where the
 * content is an object itself or missing
 * @param content what is kept: the object itself in a store that
 * {@linkplain IdempotencyStore#keepsObjects() keeps objects}, else an array of bytes;
 * {@code null} for nothing
 */
public record Ending(Kind kind, String codec, @Nullable Object content) {

	/**
	 * Returns the end of a call whose effect has happened and whose result is kept.
	 * @param codec who can read the content
	 * @param content the content
	 * @return the ending
	 */
	public static Ending result(String codec, byte @Nullable [] content) {
		return new Ending(Kind.RESULT, codec, content);
	}

	/**
	 * Returns the end of a call whose failure is kept, to be replayed like a result.
	 * @param codec who can read the content
	 * @param content the content
	 * @return the ending
	 */
	public static Ending failure(String codec, byte[] content) {
		return new Ending(Kind.FAILURE, codec, content);
	}

	/**
	 * Returns the end of a call whose effect has happened and whose result cannot be
	 * kept.
	 * @param reason why not, for display
	 * @return the ending
	 */
	public static Ending notRetained(String reason) {
		return new Ending(Kind.NOT_RETAINED, reason, null);
	}

	/**
	 * Returns the end of a call in a store that keeps objects.
	 * @param result the result itself
	 * @return the ending
	 */
	public static Ending ofResult(@Nullable Object result) {
		return new Ending(Kind.RESULT, "", result);
	}

	/**
	 * Returns the end of a failed call in a store that keeps objects.
	 * @param failure the failure itself
	 * @return the ending
	 */
	public static Ending ofFailure(Throwable failure) {
		return new Ending(Kind.FAILURE, "", failure);
	}

	/**
	 * Returns the content of a store that keeps bytes.
	 * @return the bytes, or {@code null} for none
	 * @throws IllegalStateException if the content is an object
	 */
	public byte @Nullable [] bytes() {
		if (this.content != null && !(this.content instanceof byte[])) {
			throw new IllegalStateException("The record keeps an object, not bytes");
		}
		return (byte[]) this.content;
	}

	/**
	 * Compares bytes by what they are.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Ending ending && this.kind == ending.kind && this.codec.equals(ending.codec)
				&& Objects.deepEquals(this.content, ending.content);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.kind, this.codec);
	}

	/**
	 * Says what kind of end it is, nothing of the content: results do not belong into
	 * logs.
	 */
	@Override
	public String toString() {
		return "Ending[kind=" + this.kind + ", codec=" + this.codec + "]";
	}

	/**
	 * What a record tells of the end of a call.
	 */
	public enum Kind {

		/** The effect has happened; the content is the result. */
		RESULT,

		/** The call failed for good; the content is the failure. */
		FAILURE,

		/**
		 * The effect has happened, the result was too large or could not be written. The
		 * codec tells why.
		 */
		NOT_RETAINED

	}

}
