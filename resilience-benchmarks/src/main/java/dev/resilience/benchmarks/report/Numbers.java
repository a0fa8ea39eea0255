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

package dev.resilience.benchmarks.report;

import java.util.Locale;

import dev.resilience.benchmarks.MeasuredValue;

/**
 * How numbers are written: as exactly as they are known.
 */
final class Numbers {

	private static final double TENTHS_BELOW = 100;

	private Numbers() {
	}

	static String nanos(double nanos) {
		return scaled(nanos);
	}

	static String bytes(double bytes) {
		return Double.isNaN(bytes) ? "?" : String.format(Locale.ROOT, "%,.0f", bytes);
	}

	static String cost(Measurement measurement) {
		return nanos(measurement.nanos()) + " ns / " + bytes(measurement.bytes()) + " B";
	}

	static String value(MeasuredValue value) {
		return scaled(value.value()) + " " + value.unit();
	}

	static String ratio(double ratio) {
		return String.format(Locale.ROOT, "%.2f", ratio);
	}

	static String plain(double number) {
		return (number == Math.rint(number)) ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
	}

	private static String scaled(double number) {
		return String.format(Locale.ROOT, (Math.abs(number) < TENTHS_BELOW) ? "%.1f" : "%,.0f", number);
	}

}
