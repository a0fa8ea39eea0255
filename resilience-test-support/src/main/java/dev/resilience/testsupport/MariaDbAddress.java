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

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where a MariaDB server is and how to log in.
 *
 * @param host the name or address
 * @param port the port
 * @param options what follows the question mark of its URLs
 */
record MariaDbAddress(String host, int port, String options) {

	private static final Pattern URL = Pattern
		.compile("jdbc:(?:mariadb|mysql)://([^:/]+)(?::(\\d+))?(?:/[^?]*)?(?:\\?(.*))?");

	private static final int DEFAULT_PORT = 3306;

	/**
	 * Return the address of a server of our own.
	 * @param port its port at 127.0.0.1
	 * @return the address
	 */
	static MariaDbAddress local(int port) {
		return new MariaDbAddress("127.0.0.1", port, "user=root");
	}

	/**
	 * Return the address that the system property or the environment names.
	 * @return the address, empty when none is named
	 * @throws IllegalArgumentException when what is named is not the URL of a server
	 */
	static Optional<MariaDbAddress> named() {
		String url = System.getProperty("test.mariadb.url", System.getenv("TEST_MARIADB_URL"));
		return (url != null && !url.isBlank()) ? Optional.of(parse(url.strip())) : Optional.empty();
	}

	/**
	 * Reads a URL.
	 * @param url the URL for JDBC, its database of no importance
	 * @return the address
	 * @throws IllegalArgumentException when it is not the URL of one server
	 */
	static MariaDbAddress parse(String url) {
		Matcher matcher = URL.matcher(url);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"Not of the form jdbc:mariadb://host:port/?user=...&password=...: " + url);
		}
		String port = matcher.group(2);
		return new MariaDbAddress(matcher.group(1), (port != null) ? Integer.parseInt(port) : DEFAULT_PORT,
				orEmpty(matcher.group(3)));
	}

	/**
	 * Return the same server at another place.
	 * @param otherHost the name or address
	 * @param otherPort the port
	 * @return the address
	 */
	MariaDbAddress at(String otherHost, int otherPort) {
		return new MariaDbAddress(otherHost, otherPort, this.options);
	}

	/**
	 * Return the URL of a database.
	 * @param database its name, may be empty
	 * @return the URL for JDBC
	 */
	String jdbcUrl(String database) {
		return "jdbc:mariadb://" + this.host + ":" + this.port + "/" + database
				+ (this.options.isEmpty() ? "" : "?" + this.options);
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

}
