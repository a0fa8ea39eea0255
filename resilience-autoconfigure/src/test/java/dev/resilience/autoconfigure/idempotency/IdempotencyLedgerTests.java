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

package dev.resilience.autoconfigure.idempotency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the chapter on idempotency of {@code docs/conformance.md} complete and true.
 */
class IdempotencyLedgerTests {

	private static final int CASES = 62;

	private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");

	private static final List<Path> TESTS = Stream.of("resilience-core", "resilience-autoconfigure", "sample-app")
		.map((module) -> ROOT.resolve(module + "/src/test/java/dev/resilience"))
		.toList();

	private static final Pattern ROW = Pattern.compile("^\\| case (\\d+) \\| [^|]+ \\| ([^|]*) \\| ([^|]+) \\|$",
			Pattern.MULTILINE);

	private static final Pattern NAMED = Pattern.compile("`([\\w.]+)`");

	private static final Pattern PLAYED = Pattern.compile("\"case (\\d+):");

	@Test
	void everyCaseHasARow() throws IOException {
		assertThat(ROW.matcher(ledger()).results().map((row) -> Integer.valueOf(row.group(1))))
			.containsExactlyElementsOf(IntStream.rangeClosed(1, CASES).boxed().toList());
	}

	@Test
	void everyTestThatARowNamesPlaysItsCase() throws IOException {
		List<String> wrong = new ArrayList<>();
		for (Map.Entry<Integer, List<String>> row : rows().entrySet()) {
			for (String test : row.getValue()) {
				String source = source(test);
				if (source == null || !mentions(source, row.getKey())) {
					wrong.add("case " + row.getKey() + ": " + test);
				}
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void everyTestThatPlaysACaseStandsInItsRow() throws IOException {
		Map<Integer, List<String>> rows = rows();
		List<String> missing = new ArrayList<>();
		for (Path folder : TESTS) {
			try (Stream<Path> files = Files.walk(folder)) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					String name = folder.relativize(file).toString().replace('/', '.').replaceAll("\\.java$", "");
					PLAYED.matcher(Files.readString(file))
						.results()
						.map((played) -> Integer.valueOf(played.group(1)))
						.distinct()
						.filter((played) -> !rows.getOrDefault(played, List.of()).contains(name))
						.forEach((played) -> missing.add("case " + played + ": " + name));
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void everyStoreOnWhichACaseIsPlayedStandsInItsRow() throws Exception {
		Map<Integer, String> stores = new LinkedHashMap<>();
		ROW.matcher(ledger()).results().forEach((row) -> stores.put(Integer.valueOf(row.group(1)), row.group(3)));
		List<String> missing = new ArrayList<>();
		int played = 0;
		for (Map.Entry<Integer, List<String>> row : rows().entrySet()) {
			for (String test : row.getValue()) {
				if (!test.startsWith("autoconfigure.idempotency.") || !test.endsWith("CasesTests")) {
					continue;
				}
				for (Method method : Class.forName("dev.resilience." + test).getDeclaredMethods()) {
					Matcher name = PLAYED.matcher("\"" + displayName(method));
					if (name.find() && Integer.parseInt(name.group(1)) == row.getKey()) {
						played++;
						String told = stores.get(row.getKey());
						storesOf(method).filter((store) -> !told.equals("all") && !told.contains(store))
							.forEach((store) -> missing.add("case " + row.getKey() + ": " + store));
					}
				}
			}
		}
		assertThat(missing).isEmpty();
		assertThat(played).isGreaterThan(50);
	}

	private static Stream<String> storesOf(Method method) {
		Needs needs = method.getAnnotation(Needs.class);
		return TestedStores.all()
			.filter((store) -> needs == null || Arrays.stream(needs.value()).allMatch(store::can))
			.map(TestedStore::toString);
	}

	private static String displayName(Method method) {
		DisplayName name = method.getAnnotation(DisplayName.class);
		ParameterizedTest many = method.getAnnotation(ParameterizedTest.class);
		return (name != null) ? name.value() : ((many != null) ? many.name() : "");
	}

	private static boolean mentions(String source, int number) {
		return Pattern.compile("(?i)cases?\\s?(\\d+(, | and ))*0?" + number + "(?!\\d)").matcher(source).find();
	}

	private static @Nullable String source(String test) {
		return TESTS.stream()
			.map((folder) -> folder.resolve(test.replace('.', '/') + ".java"))
			.filter(Files::exists)
			.findFirst()
			.map(IdempotencyLedgerTests::read)
			.orElse(null);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<Integer, List<String>> rows() throws IOException {
		Map<Integer, List<String>> rows = new TreeMap<>();
		ROW.matcher(ledger())
			.results()
			.forEach((row) -> rows.put(Integer.valueOf(row.group(1)),
					NAMED.matcher(row.group(2)).results().map((test) -> test.group(1)).toList()));
		return rows;
	}

	private static String ledger() throws IOException {
		return Files.readString(ROOT.resolve("docs/conformance.md"));
	}

}
