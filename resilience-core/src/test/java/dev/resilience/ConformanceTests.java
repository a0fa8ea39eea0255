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

package dev.resilience;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps {@code docs/conformance.md} complete and true.
 */
class ConformanceTests {

	private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

	private static final Path LEDGER = ROOT.resolve("docs/conformance.md");

	private static final Path SPRING_TESTS = ROOT.resolve("resilience-autoconfigure/src/test/java/dev/resilience");

	private static final Pattern ROW = Pattern.compile("^\\| ([A-Z]?-?\\d+) \\|", Pattern.MULTILINE);

	private static final Pattern TEST = Pattern.compile("`((?!autoconfigure)(?:[a-z]+\\.)*)([A-Z]\\w+)\\.(\\w+)`");

	private static final Pattern SPRING_TEST = Pattern.compile("`(autoconfigure\\.[\\w.]+)`");

	@Test
	void everyRowStandsInTheLedgerOnce() throws IOException {
		List<String> rows = new ArrayList<>();
		Matcher matcher = ROW.matcher(Files.readString(LEDGER));
		while (matcher.find()) {
			rows.add(matcher.group(1));
		}
		Stream<String> tables = Stream
			.of(rows("B", 25), rows("R", 18), rows("T", 9), rows("K", 10), rows("F", 4), rows("C", 2), rows("I", 1),
					rows("D", 1), rows("M", 5), rows("", 31))
			.flatMap((table) -> table);
		Stream<String> toolkits = IntStream
			.of(18, 19, 20, 21, 22, 23, 24, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
					47, 48, 49, 50, 51, 52, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 72, 73, 79, 80, 81, 83, 92,
					93, 95, 96, 97, 99, 100, 103, 105, 106, 108, 110, 116, 117, 121, 122)
			.mapToObj("D-%03d"::formatted);
		Stream<String> failures = Stream.of(
				// classification
				IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 85, 86, 87, 98, 109, 118),
				// steps
				IntStream.of(12, 13, 14, 15, 16, 17, 89, 90, 91),
				// dead letters
				IntStream.of(82),
				// diagnosis
				IntStream.of(9, 10, 11, 88),
				// healing
				IntStream.of(25, 26, 27, 94))
			.flatMap((chapter) -> chapter.mapToObj("D-%03d"::formatted));
		assertThat(rows).containsExactlyInAnyOrderElementsOf(
				Stream.of(tables, toolkits, failures).flatMap((part) -> part).toList());
	}

	private static Stream<String> rows(String table, int last) {
		return IntStream.rangeClosed(1, last).mapToObj((number) -> table + number);
	}

	@Test
	void everyTestOfTheCoreThatTheLedgerNamesExists() throws IOException {
		List<String> missing = new ArrayList<>();
		Matcher matcher = TEST.matcher(Files.readString(LEDGER));
		int found = 0;
		while (matcher.find()) {
			found++;
			if (!exists("dev.resilience." + matcher.group(1) + matcher.group(2), matcher.group(3))) {
				missing.add(matcher.group());
			}
		}
		assertThat(missing).isEmpty();
		assertThat(found).isGreaterThan(100);
	}

	@Test
	void everyTestOfTheSpringSideThatTheLedgerNamesExists() throws IOException {
		Matcher matcher = SPRING_TEST.matcher(Files.readString(LEDGER));
		List<String> missing = new ArrayList<>();
		int found = 0;
		while (matcher.find()) {
			found++;
			if (!Files.exists(SPRING_TESTS.resolve(matcher.group(1).replace('.', '/') + ".java"))) {
				missing.add(matcher.group());
			}
		}
		assertThat(missing).isEmpty();
		assertThat(found).isPositive();
	}

	private static boolean exists(String type, String method) {
		try {
			return Arrays.stream(Class.forName(type).getDeclaredMethods())
				.anyMatch((candidate) -> candidate.getName().equals(method));
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

}
