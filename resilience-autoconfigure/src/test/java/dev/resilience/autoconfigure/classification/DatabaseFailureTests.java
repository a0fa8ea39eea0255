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

package dev.resilience.autoconfigure.classification;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.TcpProxy;
import dev.resilience.testsupport.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What real drivers throw, as it comes and as Spring translates it.
 */
class DatabaseFailureTests {

	private static final Map<DatabaseKind, TestDatabase> DATABASES = new EnumMap<>(DatabaseKind.class);

	private static final ExecutorService THREADS = Executors.newCachedThreadPool();

	private final FailureClassifier classifier = FailureClassifier.standard();

	@AfterAll
	static void close() {
		THREADS.shutdownNow();
		DATABASES.values().forEach(TestDatabase::close);
		DATABASES.clear();
	}

	@BeforeEach
	void begin() {
		DATABASES.values()
			.forEach((database) -> database.execute("DELETE FROM child", "DELETE FROM stock",
					"INSERT INTO stock VALUES (1, 'a')", "INSERT INTO stock VALUES (2, 'b')"));
	}

	@ParameterizedTest(name = "rule 32: {0}")
	@EnumSource
	void aKeyThatIsThereIsADuplicate(DatabaseKind kind) {
		assertBoth(kind, "INSERT INTO stock VALUES (1, 'x')", "DUPLICATE NO FAILED");
	}

	@ParameterizedTest(name = "rule 33: {0}")
	@EnumSource
	void whatTheDataDoNotAllowIsIntegrity(DatabaseKind kind) {
		assertBoth(kind, "INSERT INTO child VALUES (7)", "INTEGRITY NO FAILED");
		assertBoth(kind, "INSERT INTO stock VALUES (3, NULL)", "INTEGRITY NO FAILED");
	}

	@ParameterizedTest(name = "rule 34: {0}")
	@EnumSource
	void aValueThatDoesNotFitIsValidation(DatabaseKind kind) {
		assertBoth(kind, "INSERT INTO stock VALUES (3, '" + "x".repeat(100) + "')", "VALIDATION NO FAILED");
	}

	@ParameterizedTest(name = "rule 36: {0}")
	@EnumSource
	void aStatementThatIsWrongIsABug(DatabaseKind kind) {
		assertBoth(kind, "SELEKT 1", "BUG NO NOT_RUN");
		assertBoth(kind, "SELECT * FROM nowhere", "BUG NO NOT_RUN");
	}

	@ParameterizedTest(name = "rules 18 and 19: {0}")
	@EnumSource
	void aDeadlockIsAConflict(DatabaseKind kind) throws Exception {
		TestDatabase database = database(kind);
		try (Connection one = transaction(database); Connection other = transaction(database)) {
			if (kind == DatabaseKind.POSTGRESQL) {
				execute(one, "SET deadlock_timeout = '20ms'");
				execute(other, "SET deadlock_timeout = '20ms'");
			}
			execute(one, "UPDATE stock SET name = 'x' WHERE id = 1");
			execute(other, "UPDATE stock SET name = 'x' WHERE id = 2");
			CompletableFuture<Throwable> first = CompletableFuture.supplyAsync(() -> {
				Throwable failure = catchThrowable(() -> execute(one, "UPDATE stock SET name = 'y' WHERE id = 2"));
				catchThrowable(one::rollback);
				return failure;
			}, THREADS);
			Throwable second = catchThrowable(() -> execute(other, "UPDATE stock SET name = 'y' WHERE id = 1"));
			other.rollback();
			Throwable failure = (second != null) ? second : first.get();
			first.get();
			assertMeans(failure, "CONFLICT WHOLE_TX FAILED");
		}
	}

	@ParameterizedTest(name = "rule 22: {0}")
	@EnumSource
	void aLockThatDoesNotComeIsAConflict(DatabaseKind kind) throws Exception {
		TestDatabase database = database(kind);
		String limit = switch (kind) {
			case H2 -> "SET LOCK_TIMEOUT 30";
			case POSTGRESQL -> "SET lock_timeout = '30ms'";
			case MARIADB -> "SET innodb_lock_wait_timeout = 0";
		};
		try (Connection holder = transaction(database); Connection waiting = transaction(database)) {
			execute(holder, "UPDATE stock SET name = 'x' WHERE id = 1");
			execute(waiting, limit);
			String statement = "UPDATE stock SET name = 'y' WHERE id = 1";
			assertMeans(catchThrowable(() -> execute(waiting, statement)), "CONFLICT WHOLE_TX FAILED");
			waiting.rollback();
			execute(waiting, limit);
			assertMeans(catchThrowable(() -> spring(waiting).execute(statement)), "CONFLICT WHOLE_TX FAILED");
			waiting.rollback();
			holder.rollback();
		}
	}

	@Test
	void rule18AnUpdateOfWhatOthersHaveChangedIsAConflict() throws Exception {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		try (Connection connection = database.adminConnection()) {
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			connection.setAutoCommit(false);
			execute(connection, "SELECT * FROM stock");
			database.execute("UPDATE stock SET name = 'x' WHERE id = 1");
			Throwable failure = catchThrowable(
					() -> spring(connection).execute("UPDATE stock SET name = 'y' WHERE id = 1"));
			assertMeans(failure, "CONFLICT WHOLE_TX FAILED");
			assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("sqlstate-40001");
		}
	}

	@Test
	void rule29AStatementThatTakesTooLongIsATimeout() throws Exception {
		try (Connection connection = database(DatabaseKind.POSTGRESQL).adminConnection()) {
			execute(connection, "SET statement_timeout = '20ms'");
			assertMeans(catchThrowable(() -> execute(connection, "SELECT pg_sleep(9)")), "TIMEOUT WHOLE_TX FAILED");
			assertMeans(catchThrowable(() -> spring(connection).execute("SELECT pg_sleep(9)")),
					"TIMEOUT WHOLE_TX FAILED");
		}
	}

	@ParameterizedTest(name = "rule 25: {0}")
	@EnumSource(names = { "H2", "POSTGRESQL" })
	void aPoolThatHasNothingLeftIsOverload(DatabaseKind kind) throws Exception {
		try (HikariDataSource pool = pool(database(kind), database(kind).jdbcUrl())) {
			try (Connection taken = pool.getConnection()) {
				assertThat(taken.isClosed()).isFalse();
				assertMeans(catchThrowable(pool::getConnection), "OVERLOAD YES NOT_RUN");
				assertMeans(catchThrowable(() -> new JdbcTemplate(pool).execute("SELECT 1")), "OVERLOAD YES NOT_RUN");
				assertMeans(catchThrowable(() -> inTransaction(pool)), "OVERLOAD YES NOT_RUN");
			}
		}
	}

	@Test
	void rule23AServerThatCannotBeReachedIsUnavailable() throws Exception {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		try (TcpProxy proxy = TcpProxy.to(database.port())) {
			int port = proxy.port();
			proxy.close();
			Throwable raw = catchThrowable(() -> DriverManager.getConnection(database.jdbcUrl(port)));
			assertMeans(raw, "UNAVAILABLE YES NOT_RUN");
			assertThat(this.classifier.classify(raw).ruleId()).isEqualTo("sqlstate-08001");
			try (HikariDataSource pool = pool(database, database.jdbcUrl(port))) {
				assertMeans(catchThrowable(pool::getConnection), "UNAVAILABLE YES NOT_RUN");
				assertMeans(catchThrowable(() -> new JdbcTemplate(pool).execute("SELECT 1")),
						"UNAVAILABLE YES NOT_RUN");
				assertMeans(catchThrowable(() -> inTransaction(pool)), "UNAVAILABLE YES NOT_RUN");
			}
			assertThat(this.classifier
				.classify(
						catchThrowable(() -> DriverManager.getConnection("jdbc:h2:tcp://127.0.0.1:" + port + "/mem:x")))
				.category()
				.name()).isEqualTo("NETWORK");
		}
	}

	@Test
	void rule24AConnectionThatBreaksLeavesTheEffectOpen() throws Exception {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		try (TcpProxy proxy = TcpProxy.to(database.port());
				Connection connection = DriverManager.getConnection(database.jdbcUrl(proxy.port()))) {
			proxy.cut();
			Throwable failure = catchThrowable(() -> spring(connection).execute("SELECT 1"));
			assertMeans(failure, "NETWORK IF_IDEMPOTENT UNKNOWN");
		}
	}

	@Test
	void rule27ABackendThatIsKilledIsUnavailable() throws Exception {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		for (boolean translated : new boolean[] { false, true }) {
			try (Connection connection = database.adminConnection();
					Statement statement = connection.createStatement()) {
				var rows = statement.executeQuery("SELECT pg_backend_pid()");
				rows.next();
				database.execute("SELECT pg_terminate_backend(" + rows.getInt(1) + ", 5000)");
				Throwable failure = catchThrowable(() -> {
					if (translated) {
						spring(connection).execute("SELECT 1");
					}
					else {
						execute(connection, "SELECT 1");
					}
				});
				assertMeans(failure, "UNAVAILABLE IF_IDEMPOTENT UNKNOWN");
				assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("sqlstate-57p01");
			}
		}
	}

	@Test
	void rule27AnEmbeddedDatabaseThatIsShutDownIsUnavailable() throws Exception {
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
			execute(connection, "SHUTDOWN IMMEDIATELY");
			assertMeans(catchThrowable(() -> execute(connection, "SELECT 1")), "UNAVAILABLE IF_IDEMPOTENT UNKNOWN");
		}
	}

	@Test
	void rule25AServerThatTakesNoMoreConnectionsIsOverload() {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		database.execute("DROP ROLE IF EXISTS crowd", "CREATE ROLE crowd LOGIN CONNECTION LIMIT 0");
		String url = database.jdbcUrl().replace("user=postgres", "user=crowd");
		assertMeans(catchThrowable(() -> DriverManager.getConnection(url)), "OVERLOAD YES NOT_RUN");
	}

	@Test
	void rules35And36PrivilegesAreNoGrammar() throws Exception {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		database.execute("DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger");
		try (Connection connection = database.adminConnection()) {
			execute(connection, "SET ROLE stranger");
			assertMeans(catchThrowable(() -> execute(connection, "SELECT * FROM stock")), "SECURITY AFTER_FIX NOT_RUN");
			assertMeans(catchThrowable(() -> spring(connection).execute("SELECT * FROM stock")),
					"SECURITY AFTER_FIX NOT_RUN");
		}
	}

	@Test
	void rules37To39TransactionsThatCannotWrite() throws Exception {
		TestDatabase database = database(DatabaseKind.POSTGRESQL);
		try (Connection connection = transaction(database)) {
			execute(connection, "SET TRANSACTION READ ONLY");
			assertMeans(catchThrowable(() -> execute(connection, "DELETE FROM stock")), "UNAVAILABLE YES NOT_RUN");
			Throwable aborted = catchThrowable(() -> execute(connection, "SELECT 1"));
			assertThat(this.classifier.classify(aborted).ruleId()).isIn("transaction-aborted", "sqlstate-25006");
			connection.rollback();
		}
		String url = database.jdbcUrl().replaceFirst("/test\\d+\\?", "/nowhere?");
		assertMeans(catchThrowable(() -> DriverManager.getConnection(url)), "CONFIGURATION AFTER_FIX NOT_RUN");
	}

	private void assertBoth(DatabaseKind kind, String statement, String meaning) {
		TestDatabase database = database(kind);
		try (Connection connection = database.adminConnection()) {
			assertMeans(catchThrowable(() -> execute(connection, statement)), meaning);
			assertMeans(catchThrowable(() -> spring(connection).execute(statement)), meaning);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void assertMeans(Throwable failure, String meaning) {
		assertThat(failure).isNotNull();
		Classification found = this.classifier.classify(failure);
		assertThat(found.category() + " " + found.retryable() + " " + found.effect()).as("%s of %s", found, failure)
			.isEqualTo(meaning);
	}

	private static HikariDataSource pool(TestDatabase database, String url) {
		HikariConfig config = new HikariConfig();
		config.setJdbcUrl(url);
		config.setUsername(database.username());
		config.setPassword(database.password());
		config.setMaximumPoolSize(1);
		config.setConnectionTimeout(250);
		config.setInitializationFailTimeout(-1);
		return new HikariDataSource(config);
	}

	private static void inTransaction(HikariDataSource pool) {
		new TransactionTemplate(new JdbcTransactionManager(pool)).executeWithoutResult((status) -> {
		});
	}

	private static JdbcTemplate spring(Connection connection) {
		return new JdbcTemplate(new SingleConnectionDataSource(connection, true));
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static Connection transaction(TestDatabase database) throws SQLException {
		Connection connection = database.adminConnection();
		connection.setAutoCommit(false);
		return connection;
	}

	private static TestDatabase database(DatabaseKind kind) {
		return DATABASES.computeIfAbsent(kind, (missing) -> {
			TestDatabase database = missing.create();
			String suffix = (missing == DatabaseKind.MARIADB) ? " ENGINE=InnoDB" : "";
			database.execute("CREATE TABLE stock (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)" + suffix,
					"CREATE TABLE child (stock_id INT, FOREIGN KEY (stock_id) REFERENCES stock (id))" + suffix,
					"INSERT INTO stock VALUES (1, 'a')", "INSERT INTO stock VALUES (2, 'b')");
			return database;
		});
	}

}
