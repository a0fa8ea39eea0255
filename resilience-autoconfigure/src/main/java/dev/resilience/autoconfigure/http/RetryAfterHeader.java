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

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} of RFC 9110, section 10.2.3: a number of seconds, or a
 * date in one of the three formats of HTTP. The day of the week is not checked.
 */
public final class RetryAfterHeader {

	/** The name of the header. */
	public static final String NAME = "Retry-After";

	/** What a number of seconds means that is too great to be one. */
	static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

	private static final int LONGEST_DATE = 64;

	private static final int MAX_DIGITS = 18;

	// RFC 9110, section 5.6.7: a year of two digits lies at most 50 years ahead
	private static final int YEARS_BEHIND = 49;

	private static final DateTimeFormatter DATE = date("d ", " uuuu HH:mm:ss 'GMT'");

	private static final DateTimeFormatter ASCTIME = date("", " d HH:mm:ss uuuu");

	private RetryAfterHeader() {
	}

	/**
	 * Reads the first value that can be read.
	 * @param values the values of the header, or {@code null} if there is none
	 * @param now the present time, from which dates are counted
	 * @return how long to wait, at least 0, or {@code null} if no value says so
	 */
	public static @Nullable Duration parse(@Nullable List<String> values, Instant now) {
		if (values != null) {
			for (String value : values) {
				Duration wait = parse(value, now);
				if (wait != null) {
					return wait;
				}
			}
		}
		return null;
	}

	static @Nullable Duration parse(String value, Instant now) {
		String text = value.strip();
		if (isNumber(text)) {
			return seconds(text);
		}
		if (text.isEmpty() || text.length() > LONGEST_DATE) {
			return null;
		}
		try {
			Duration wait = Duration.between(now, date(text, now));
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Writes a time so that nobody who obeys comes back too early.
	 * @param wait how long to wait
	 * @return whole seconds, rounded up, at least 1
	 */
	public static String format(Duration wait) {
		long seconds = wait.getSeconds();
		if (wait.getNano() > 0 && seconds < Long.MAX_VALUE) {
			seconds++;
		}
		return Long.toString(Math.max(1, seconds));
	}

	private static boolean isNumber(String text) {
		return !text.isEmpty() && text.chars().allMatch((character) -> character >= '0' && character <= '9');
	}

	private static Duration seconds(String digits) {
		int first = 0;
		while (first < digits.length() - 1 && digits.charAt(first) == '0') {
			first++;
		}
		return (digits.length() - first <= MAX_DIGITS) ? Duration.ofSeconds(Long.parseLong(digits.substring(first)))
				: FOREVER;
	}

	private static Instant date(String text, Instant now) {
		int comma = text.indexOf(',');
		if (comma < 0) {
			String withoutDay = text.substring(text.indexOf(' ') + 1).strip().replace("  ", " ");
			return LocalDateTime.parse(withoutDay, ASCTIME).toInstant(ZoneOffset.UTC);
		}
		String withoutDay = text.substring(comma + 1).strip();
		DateTimeFormatter format = (withoutDay.indexOf('-') > 0) ? rfc850(now) : DATE;
		return LocalDateTime.parse(withoutDay, format).toInstant(ZoneOffset.UTC);
	}

	private static DateTimeFormatter rfc850(Instant now) {
		int firstYear = now.atOffset(ZoneOffset.UTC).getYear() - YEARS_BEHIND;
		return month(new DateTimeFormatterBuilder().appendPattern("d-")).appendLiteral('-')
			.appendValueReduced(ChronoField.YEAR, 2, 2, firstYear)
			.appendPattern(" HH:mm:ss 'GMT'")
			.toFormatter(Locale.ROOT)
			.withResolverStyle(ResolverStyle.STRICT);
	}

	private static DateTimeFormatter date(String beforeMonth, String afterMonth) {
		return month(new DateTimeFormatterBuilder().appendPattern(beforeMonth)).appendPattern(afterMonth)
			.toFormatter(Locale.ROOT)
			.withResolverStyle(ResolverStyle.STRICT);
	}

	// Spelled out, as the names that the JDK knows depend on its version and on locales
	private static DateTimeFormatterBuilder month(DateTimeFormatterBuilder builder) {
		String[] names = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
		Map<Long, String> months = new HashMap<>();
		for (int i = 0; i < names.length; i++) {
			months.put(i + 1L, names[i]);
		}
		return builder.parseCaseInsensitive().appendText(ChronoField.MONTH_OF_YEAR, months);
	}

}
