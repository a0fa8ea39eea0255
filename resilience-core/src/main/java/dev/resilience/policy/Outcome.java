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
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a call ended, and what it took.
 *
 * @param <T> the type of the value
 * @param value the value; {@code null} where there is none
 * @param failure what the call would have thrown; {@code null} where there is a value
 * @param kind how the call ended
 * @param attempts the number of attempts made, the first included
 * @param source who answered
 * @param quality how good the answer is: 1 for the target's own, less for a fallback that
 * says so
 * @param totalDelay the time waited between attempts and in queues
 * @param duration the time of the whole call
 * @param adjustments what was changed for further attempts, in the order in which it was;
 * unmodifiable
 */
public record Outcome<T extends @Nullable Object>(@Nullable T value, @Nullable Throwable failure, OutcomeKind kind,
		int attempts, Source source, double quality, Duration totalDelay, Duration duration, List<String> adjustments) {

	/**
	 * Creates an outcome.
	 * @param value the value, or {@code null}
	 * @param failure what the call would have thrown, or {@code null}
	 * @param kind how the call ended
	 * @param attempts the number of attempts made, the first included
	 * @param source who answered
	 * @param quality how good the answer is, 0 to 1
	 * @param totalDelay the time waited between attempts and in queues
	 * @param duration the time of the whole call
	 * @param adjustments what was changed for further attempts
	 */
	public Outcome {
		adjustments = List.copyOf(adjustments);
	}

	/**
	 * Creates the outcome of a call whose attempts were all made under the settings.
	 * @param value the value, or {@code null}
	 * @param failure what the call would have thrown, or {@code null}
	 * @param kind how the call ended
	 * @param attempts the number of attempts made, the first included
	 * @param source who answered
	 * @param quality how good the answer is, 0 to 1
	 * @param totalDelay the time waited between attempts and in queues
	 * @param duration the time of the whole call
	 */
	public Outcome(@Nullable T value, @Nullable Throwable failure, OutcomeKind kind, int attempts, Source source,
			double quality, Duration totalDelay, Duration duration) {
		this(value, failure, kind, attempts, source, quality, totalDelay, duration, List.of());
	}

	/**
	 * Returns whether there is a value, whoever answered.
	 * @return whether the call returned
	 */
	public boolean isSuccess() {
		return this.failure == null;
	}

	/**
	 * Who answered a call.
	 *
	 * @param type the kind of source
	 * @param name the name of the fallback option; empty for the other kinds
	 */
	public record Source(Type type, String name) {

		/** The target itself. */
		public static final Source TARGET = new Source(Type.TARGET, "");

		/** The stored result of an earlier call. */
		public static final Source REPLAY = new Source(Type.REPLAY, "");

		/**
		 * Returns the source of an answer by a fallback.
		 * @param option the name of the fallback option
		 * @return the source
		 */
		public static Source fallback(String option) {
			return new Source(Type.FALLBACK, option);
		}

		/**
		 * Kinds of sources.
		 */
		public enum Type {

			/** The target itself. */
			TARGET,

			/** A fallback. */
			FALLBACK,

			/** The stored result of an earlier call. */
			REPLAY

		}

	}

}
