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

package dev.resilience.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The README, cut into what tests can check.
 */
record Readme(String text) {

	private static final Path FILE = Path.of("..", "README.md");

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern TABLE_ROW = Pattern.compile("^\\|(.+)\\|$", Pattern.MULTILINE);

	static Readme read() {
		return new Readme(content(FILE));
	}

	static String content(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<String> blocks(String language) {
		List<String> blocks = new ArrayList<>();
		Matcher matcher = BLOCK.matcher(this.text);
		while (matcher.find()) {
			if (matcher.group(1).equals(language)) {
				blocks.add(matcher.group(2));
			}
		}
		return blocks;
	}

	/** The commands behind a prompt, each with the answer that is shown below it. */
	List<Command> commands() {
		List<Command> commands = new ArrayList<>();
		for (String block : blocks("console")) {
			for (String part : block.split("(?m)^\\$ ")) {
				if (!part.isBlank()) {
					String[] lines = part.split("\\n", 2);
					commands.add(new Command(lines[0].replaceAll("\\s+# .*$", "").trim(), lines[1].trim()));
				}
			}
		}
		return commands;
	}

	/** The cells of every row of every table. */
	List<List<String>> rows() {
		return TABLE_ROW.matcher(this.text)
			.results()
			.map((row) -> List.of(row.group(1).trim().split("\\s*\\|\\s*", -1)))
			.toList();
	}

	/** Lines without indentation, so that a snippet is found wherever it stands. */
	static String flat(String code) {
		return code.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

	record Command(String line, String answer) {

		@Override
		public String toString() {
			return this.line;
		}

	}

}
