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

import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The range of a setting on its own, so that a value out of range is reported in
 * whichever layer it stands, used or not. The builders of the core know the same ranges.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
interface Bounds<T> {

	/** What fits into one array of bytes. */
	DataSize LARGEST_SIZE = DataSize.ofGigabytes(1);

	/**
	 * Judges a value.
	 * @param value the value
	 * @return what is wrong, or {@code null} if it is legal
	 */
	@Nullable String complaint(T value);

	static <T> Bounds<T> none() {
		return (value) -> null;
	}

	static <T extends Number> Bounds<T> atLeast(double minimum) {
		return (value) -> (value.doubleValue() >= minimum) ? null : "must be at least " + text(minimum);
	}

	static <T extends Number> Bounds<T> within(double minimum, double maximum) {
		return (value) -> (value.doubleValue() >= minimum && value.doubleValue() <= maximum) ? null
				: "must be from " + text(minimum) + " to " + text(maximum);
	}

	static <T extends Number> Bounds<T> aboveUpTo(double minimum, double maximum) {
		return (value) -> (value.doubleValue() > minimum && value.doubleValue() <= maximum) ? null
				: "must be above " + text(minimum) + " and at most " + text(maximum);
	}

	static Bounds<Duration> positive() {
		return (value) -> (value.isNegative() || value.isZero()) ? "must be longer than zero" : null;
	}

	static Bounds<Duration> notNegative() {
		return (value) -> value.isNegative() ? "must not be negative" : null;
	}

	static Bounds<List<Class<? extends Throwable>>> exactTypes() {
		return (types) -> types.stream()
			.filter((type) -> Modifier.isAbstract(type.getModifiers()))
			.map((type) -> "names " + type.getName()
					+ ", which is abstract: failures are matched by exactly their type")
			.findFirst()
			.orElse(null);
	}

	static Bounds<DataSize> size() {
		return (value) -> (value.toBytes() >= 1 && value.compareTo(LARGEST_SIZE) <= 0) ? null
				: "must be from 1B to 1GB";
	}

	private static String text(double number) {
		return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
	}

}
