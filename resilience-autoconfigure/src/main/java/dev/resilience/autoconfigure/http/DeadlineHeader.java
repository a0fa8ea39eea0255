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

package dev.resilience.autoconfigure.http;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;

/**
 * The header that tells the other side of an HTTP request how long its caller waits: the
 * remaining milliseconds, which mean the same whatever the clocks of both sides say.
 */
public final class DeadlineHeader {

	/** The name of the header. */
	public static final String NAME = "Resilience-Timeout-Ms";

	/** The name of the header that tells the number of a repeated attempt, 2 or more. */
	public static final String ATTEMPT = "Resilience-Attempt";

	// What every long has
	private static final int MAX_DIGITS = 18;

	private DeadlineHeader() {
	}

	/**
	 * Reads the header. Nothing but digits of ASCII counts, and only once.
	 * @param values the values of the header
	 * @return the remaining milliseconds, not negative, or nothing where the header makes
	 * no sense
	 */
	public static OptionalLong parse(List<String> values) {
		if (values.size() != 1) {
			return OptionalLong.empty();
		}
		String text = values.get(0);
		int begin = 0;
		int end = text.length();
		while (begin < end && isBlank(text.charAt(begin))) {
			begin++;
		}
		while (begin < end && isBlank(text.charAt(end - 1))) {
			end--;
		}
		if (begin == end || end - begin > MAX_DIGITS) {
			return OptionalLong.empty();
		}
		long millis = 0;
		for (int i = begin; i < end; i++) {
			int digit = text.charAt(i) - '0';
			if (digit < 0 || digit > 9) {
				return OptionalLong.empty();
			}
			millis = millis * 10 + digit;
		}
		return OptionalLong.of(millis);
	}

	/**
	 * Reads the header that tells the number of a repeated attempt. Nothing but a number
	 * from 2 on counts, and only once.
	 * @param values the values of the header, or {@code null} if there is none
	 * @return the number, or {@code null} where the request is no repeat or the header
	 * makes no sense
	 */
	public static @Nullable Integer parseAttempt(@Nullable List<String> values) {
		OptionalLong number = (values != null) ? parse(values) : OptionalLong.empty();
		return (number.orElse(0) > 1) ? Integer.valueOf((int) Math.min(number.getAsLong(), Integer.MAX_VALUE)) : null;
	}

	/**
	 * Writes the header for a call that is about to leave.
	 * @param innermost the innermost limit of the call, or {@code null} for none
	 * @return the remaining milliseconds, at least 1, or {@code null} where the call has
	 * no limit
	 * @throws DeadlineExceededException if no time is left, so that the call must not
	 * leave
	 */
	public static @Nullable String format(@Nullable Deadline innermost) {
		long remaining = Deadline.remainingNanos(innermost);
		if (innermost == null || remaining == Long.MAX_VALUE) {
			return null;
		}
		if (remaining <= 0) {
			throw DeadlineExceededException.noTimeLeft(innermost.earliest().owner(), Duration.ZERO);
		}
		return Long.toString(Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining)));
	}

	// Optional whitespace of RFC 9110
	private static boolean isBlank(char character) {
		return character == ' ' || character == '\t';
	}

}
