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

package dev.resilience.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Says that tests had no MariaDB, once per JVM at once and, by a file that the build
 * looks for, at the end of the build.
 */
final class MariaDbAbsence {

	/**
	 * What tests that are skipped give as their reason.
	 */
	static final String MESSAGE = "There is no MariaDB: install mariadb-server or name a running one by TEST_MARIADB_URL"
			+ " (jdbc:mariadb://host:3306/?user=...&password=...)";

	private static final @Nullable String MARKER = System.getProperty("mariadb.skipped-marker");

	private static boolean reported;

	private MariaDbAbsence() {
	}

	/**
	 * Reports that a test is skipped.
	 * @throws IllegalStateException when the system property {@code mariadb.required}
	 * forbids to skip
	 */
	static synchronized void report() {
		if (Boolean.getBoolean("mariadb.required")) {
			throw new IllegalStateException(MESSAGE);
		}
		if (reported) {
			return;
		}
		reported = true;
		System.err.println("WARNING: tests against MariaDB are SKIPPED. " + MESSAGE);
		if (MARKER != null) {
			try {
				Path file = Path.of(MARKER).toAbsolutePath();
				Files.createDirectories(file.getParent());
				Files.writeString(file, MESSAGE);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * Takes back what an earlier build has said.
	 */
	static void withdraw() {
		if (MARKER != null) {
			try {
				Files.deleteIfExists(Path.of(MARKER));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

}
