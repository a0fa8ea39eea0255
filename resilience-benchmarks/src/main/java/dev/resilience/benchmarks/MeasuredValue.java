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

package dev.resilience.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A value that was measured outside JMH, for the report.
 *
 * @param name what was measured; unique in its file
 * @param value the value
 * @param unit the unit, such as {@code ms} or {@code B}
 */
public record MeasuredValue(String name, double value, String unit) {

	/**
	 * Writes values as a JSON array of objects with the members {@code name},
	 * {@code value} and {@code unit}. Names and units must need no escaping.
	 * @param file the file, whose directory is made if missing
	 * @param values the values
	 */
	public static void write(Path file, List<MeasuredValue> values) {
		String json = values.stream().map(MeasuredValue::json).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
		try {
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.writeString(file, json);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String json() {
		return String.format(Locale.ROOT, "  {\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\"}", this.name,
				this.value, this.unit);
	}

}
