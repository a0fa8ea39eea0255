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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;

/**
 * Reads the plain way of writing a number or a duration, {@code 20} or {@code 200ms}, as
 * Spring Boot's conversion would. Settings are read while an application starts, when the
 * regular expressions and converters behind that conversion cost more than all else;
 * whatever is written in another way is left to it.
 */
final class PlainNotation {

	/** As many digits as any number of these fits into an {@code int}. */
	private static final int MAX_DIGITS = 9;

	private PlainNotation() {
	}

	/**
	 * Reads a whole number.
	 * @param text the text, not empty
	 * @return the number, or {@code null} if it is not made of a few digits alone
	 */
	static @Nullable Integer wholeNumber(String text) {
		return (digits(text) == text.length()) ? number(text, text.length()) : null;
	}

	/**
	 * Reads a duration.
	 * @param text the text, not empty
	 * @return the duration, or {@code null} if it is not made of a few digits and a unit
	 */
	static @Nullable Duration duration(String text) {
		int digits = digits(text);
		ChronoUnit unit = (digits > 0) ? unit(text.substring(digits)) : null;
		return (unit != null) ? Duration.of(number(text, digits), unit) : null;
	}

	// The number of leading digits, 0 if there are too many
	private static int digits(String text) {
		int digits = 0;
		while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
			digits++;
		}
		return (digits <= MAX_DIGITS) ? digits : 0;
	}

	private static int number(String text, int digits) {
		return Integer.parseInt(text, 0, digits, 10);
	}

	private static @Nullable ChronoUnit unit(String suffix) {
		return switch (suffix) {
			case "ns" -> ChronoUnit.NANOS;
			case "us" -> ChronoUnit.MICROS;
			case "ms" -> ChronoUnit.MILLIS;
			case "s" -> ChronoUnit.SECONDS;
			case "m" -> ChronoUnit.MINUTES;
			case "h" -> ChronoUnit.HOURS;
			case "d" -> ChronoUnit.DAYS;
			default -> null;
		};
	}

}
