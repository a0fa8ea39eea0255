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

package dev.resilience.autoconfigure.deadletter.jdbc;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes headers of letters as text that people can read too: in the form of a properties
 * file, sorted by name.
 */
final class LetterHeaders {

	private LetterHeaders() {
	}

	static String write(Map<String, String> headers) {
		StringBuilder text = new StringBuilder();
		new TreeMap<>(headers).forEach((name, value) -> text.append(line(name, value)).append('\n'));
		return text.toString();
	}

	// One at a time, as properties know no order; the first line tells the time.
	private static String line(String name, String value) {
		Properties single = new Properties();
		single.setProperty(name, value);
		try {
			StringWriter text = new StringWriter();
			single.store(text, null);
			return text.toString().lines().filter((line) -> !line.startsWith("#")).collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Map<String, String> read(String text) {
		Properties headers = new Properties();
		try {
			headers.load(new StringReader(text));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Map<String, String> named = new TreeMap<>();
		headers.stringPropertyNames().forEach((name) -> named.put(name, headers.getProperty(name)));
		return named;
	}

}
