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

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServersTests {

	@ParameterizedTest
	@EnumSource
	void eachDatabaseIsFreshAndSharedByItsPools(DatabaseKind kind) throws SQLException {
		try (TestDatabase one = kind.create(); TestDatabase other = kind.create()) {
			HikariDataSource pool = one.dataSource(2);
			try (Connection connection = pool.getConnection(); Statement sql = connection.createStatement()) {
				sql.execute("CREATE TABLE effect (id INT)");
				sql.execute("INSERT INTO effect VALUES (1)");
			}
			other.execute("CREATE TABLE effect (id INT)");
			assertThat(one.count("SELECT COUNT(*) FROM effect")).isOne();
			assertThat(other.count("SELECT COUNT(*) FROM effect")).isZero();
			assertThat(pool.getMaximumPoolSize()).isEqualTo(2);
		}
	}

	@Test
	void whatPostgresHasAcknowledgedSurvivesKill9() throws SQLException {
		try (PostgresServer server = PostgresServer.start()) {
			String url = server.jdbcUrl(server.createDatabase());
			int port = server.port();
			crash(url, server::kill9, server::restart);
			assertThat(server.port()).isEqualTo(port);
		}
	}

	@Test
	void whatMariaDbHasAcknowledgedSurvivesKill9() throws SQLException {
		try (MariaDbServer server = MariaDbServer.start()) {
			crash(server.jdbcUrl(server.createDatabase()), server::kill9, server::restart);
		}
	}

	@Test
	void mariaDbTakesKeysThatDifferInCaseForTheSameUnlessColumnsSayOtherwise() {
		try (TestDatabase database = DatabaseKind.MARIADB.create()) {
			assertThat(database.count("SELECT 'Key-A' = 'key-a'")).isOne();
		}
	}

	@Test
	void redisRestartsOnItsPortWithNothingInIt() {
		try (RedisServer server = RedisServer.start()) {
			int port = server.port();
			assertThat(server.command("SET key value")).isEqualTo("+OK");
			assertThat(server.command("EXISTS key")).isEqualTo(":1");
			server.flushAll();
			assertThat(server.command("EXISTS key")).isEqualTo(":0");
			server.restart();
			assertThat(server.port()).isEqualTo(port);
			assertThat(server.command("PING")).isEqualTo("+PONG");
		}
	}

	@Test
	void addressesOfRunningServersAreRead() {
		MariaDbAddress address = MariaDbAddress.parse("jdbc:mariadb://db:3307/any?user=u&password=p");
		assertThat(address).isEqualTo(new MariaDbAddress("db", 3307, "user=u&password=p"));
		assertThat(address.jdbcUrl("test")).isEqualTo("jdbc:mariadb://db:3307/test?user=u&password=p");
		assertThat(MariaDbAddress.parse("jdbc:mysql://db")).isEqualTo(new MariaDbAddress("db", 3306, ""));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> MariaDbAddress.parse("jdbc:postgresql://db/test"))
			.withMessageContaining("jdbc:mariadb://host:port/");
	}

	private static void crash(String url, Runnable kill, Runnable restart) throws SQLException {
		try (Connection connection = DriverManager.getConnection(url); Statement sql = connection.createStatement()) {
			sql.execute("CREATE TABLE effect (id INT)");
			sql.execute("INSERT INTO effect VALUES (1)");
			kill.run();
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> sql.execute("SELECT 1"));
		}
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> DriverManager.getConnection(url));
		restart.run();
		try (Connection connection = DriverManager.getConnection(url);
				Statement sql = connection.createStatement();
				ResultSet rows = sql.executeQuery("SELECT id FROM effect")) {
			assertThat(rows.next()).isTrue();
		}
	}

}
