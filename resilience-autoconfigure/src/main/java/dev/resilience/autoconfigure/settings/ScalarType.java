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

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * Numbers, durations, sizes and truth values, converted as Spring Boot converts them.
 *
 * @param <T> the type of the values
 * @param type the type of the values
 * @param expected what a value must be, with its article
 * @param writer writes a value
 */
record ScalarType<T>(Class<T> type, String expected, Function<T, String> writer) implements SettingType<T> {

	static final ScalarType<Integer> INTEGER = new ScalarType<>(Integer.class, "a whole number", String::valueOf);

	static final ScalarType<Double> DOUBLE = new ScalarType<>(Double.class, "a number",
			(value) -> BigDecimal.valueOf(value).stripTrailingZeros().toPlainString());

	static final ScalarType<Boolean> BOOLEAN = new ScalarType<>(Boolean.class, "true or false", String::valueOf);

	static final ScalarType<Duration> DURATION = new ScalarType<>(Duration.class,
			"a duration such as 200ms, 2s, 5m, 24h or PT2S", ScalarType::text);

	static final ScalarType<DataSize> DATA_SIZE = new ScalarType<>(DataSize.class, "a size such as 512B, 256KB or 1MB",
			ScalarType::text);

	private static final String[] SUFFIXES = { "h", "m", "s", "ms", "us" };

	private static final long[] NANOS = { 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L };

	@Override
	public T read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		if (this.type.isInstance(raw)) {
			return finite(this.type.cast(raw));
		}
		String text = raw.toString().trim();
		if (text.contains("${")) {
			throw new UnusableValueException("has a placeholder that nothing resolves", null);
		}
		if (text.isEmpty()) {
			throw new UnusableValueException("is empty, must be " + this.expected, null);
		}
		return finite(convert(text));
	}

	@Override
	public String write(T value) {
		return this.writer.apply(value);
	}

	private T convert(String text) throws UnusableValueException {
		Object plain = plain(text);
		if (plain != null) {
			return this.type.cast(plain);
		}
		T value = null;
		try {
			value = ApplicationConversionService.getSharedInstance().convert(text, this.type);
		}
		catch (ConversionException ex) {
			// Its message speaks of Java types, which nobody wrote
			value = null;
		}
		if (value == null) {
			throw unusable();
		}
		return value;
	}

	// What nearly all values look like, which needs no conversion service
	private @Nullable Object plain(String text) {
		if (this.type == Integer.class) {
			return PlainNotation.wholeNumber(text);
		}
		return (this.type == Duration.class) ? PlainNotation.duration(text) : null;
	}

	private T finite(T value) throws UnusableValueException {
		if (value instanceof Double number && !Double.isFinite(number)) {
			throw unusable();
		}
		return value;
	}

	private UnusableValueException unusable() {
		return new UnusableValueException("is not " + this.expected, null);
	}

	private static String text(Duration duration) {
		if (duration.isZero()) {
			return "0s";
		}
		// Longer ones do not fit into a long of nanoseconds, 292 years
		if (duration.abs().compareTo(Duration.ofDays(100_000)) < 0) {
			long nanos = duration.toNanos();
			for (int i = 0; i < NANOS.length; i++) {
				if (nanos % NANOS[i] == 0) {
					return nanos / NANOS[i] + SUFFIXES[i];
				}
			}
			return nanos + "ns";
		}
		return duration.toString();
	}

	private static String text(DataSize size) {
		long bytes = size.toBytes();
		if (bytes != 0 && bytes % DataSize.of(1, DataUnit.MEGABYTES).toBytes() == 0) {
			return size.toMegabytes() + "MB";
		}
		return (bytes != 0 && bytes % DataSize.of(1, DataUnit.KILOBYTES).toBytes() == 0) ? size.toKilobytes() + "KB"
				: bytes + "B";
	}

}
