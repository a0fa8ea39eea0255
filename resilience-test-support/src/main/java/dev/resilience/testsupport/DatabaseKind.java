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

import java.util.UUID;

/**
 * The databases that tests run against: {@code @EnumSource} iterates over them.
 */
public enum DatabaseKind {

	/**
	 * H2 in the memory of this JVM.
	 */
	H2("H2") {

		@Override
		public TestDatabase create() {
			String name = UUID.randomUUID().toString();
			return new TestDatabase(this, 0, (port) -> "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1", "sa", "",
					(database) -> database.execute("SHUTDOWN"));
		}

	},

	/**
	 * The shared PostgreSQL server.
	 */
	POSTGRESQL("PostgreSQL") {

		@Override
		public TestDatabase create() {
			PostgresServer server = PostgresServer.shared();
			String name = server.createDatabase();
			return new TestDatabase(this, server.port(), (port) -> server.jdbcUrl(name, port), PostgresServer.USER, "",
					(database) -> server.dropDatabase(name));
		}

	},

	/**
	 * The shared MariaDB server.
	 */
	MARIADB("MariaDB") {

		@Override
		public TestDatabase create() {
			MariaDbServer server = MariaDbServer.shared();
			String name = server.createDatabase();
			return new TestDatabase(this, server.port(),
					(port) -> (port != server.port()) ? server.jdbcUrl(name, port) : server.jdbcUrl(name), null, null,
					(database) -> server.dropDatabase(name));
		}

	};

	private final String label;

	DatabaseKind(String label) {
		this.label = label;
	}

	/**
	 * Creates an empty database.
	 * @return the database, to be closed
	 * @throws org.opentest4j.TestAbortedException when this machine has no such server
	 */
	public abstract TestDatabase create();

	/**
	 * Return the name of the product.
	 * @return the name
	 */
	@Override
	public String toString() {
		return this.label;
	}

}
