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

package dev.resilience.autoconfigure.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Set;
import java.util.function.BiFunction;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Connections of a store's own, which no transaction of the caller takes part in:
 * whatever becomes of that one, what was written stays. Every statement commits by itself
 * unless asked otherwise. Safe for use by many threads.
 */
public final class OwnConnections implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OwnConnections.class);

	private static final SQLExceptionTranslator TRANSLATOR = new SQLExceptionSubclassTranslator();

	/** Of PostgreSQL; of MySQL, MariaDB and H2; and of an empty H2. */
	private static final Set<String> NO_SUCH_TABLE = Set.of("42P01", "42S02", "42S04");

	private final DataSource dataSource;

	/** For threads that hold a connection already; {@code null} if none is needed. */
	private final @Nullable SecondPool secondPool;

	private final int timeoutSeconds;

	private final String subject;

	private final BiFunction<String, Throwable, ? extends RuntimeException> unreachable;

	/**
	 * Creates connections.
	 * @param dataSource where connections come from
	 * @param secondPool where those come from of threads that hold one already
	 * @param timeoutSeconds how long a statement may take
	 * @param subject what is kept, such as {@code idempotency records}, for messages
	 * @param unreachable makes the exception that says that nothing can have happened, of
	 * a message and its cause
	 */
	public OwnConnections(DataSource dataSource, @Nullable SecondPool secondPool, int timeoutSeconds, String subject,
			BiFunction<String, Throwable, ? extends RuntimeException> unreachable) {
		this.dataSource = dataSource;
		this.secondPool = secondPool;
		this.timeoutSeconds = timeoutSeconds;
		this.subject = subject;
		this.unreachable = unreachable;
	}

	/**
	 * Returns the source of connections behind proxies that would hand out the connection
	 * of the caller's transaction.
	 * @param dataSource the source
	 * @return the one to use
	 */
	public static DataSource behindTransactions(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? behindTransactions(target) : dataSource;
	}

	/**
	 * Uses a connection.
	 * @param task what the statements are for, for messages
	 * @param work the statements
	 * @param <T> the type of what they say
	 * @return what the statements say
	 * @throws RuntimeException as it was given, if there is no connection or no table
	 * @throws DataAccessException if a statement fails
	 */
	public <T extends @Nullable Object> T use(String task, Work<T> work) {
		boolean holdsOne = TransactionSynchronizationManager.isActualTransactionActive();
		return use((this.secondPool != null && holdsOne) ? this.secondPool.get() : this.dataSource, task, work);
	}

	/**
	 * Uses a connection for what must not wait behind threads that hold the pool's.
	 * @param task what the statements are for, for messages
	 * @param work the statements
	 * @param <T> the type of what they say
	 * @return what the statements say
	 * @throws RuntimeException as it was given, if there is no connection or no table
	 * @throws DataAccessException if a statement fails
	 */
	public <T extends @Nullable Object> T useUrgently(String task, Work<T> work) {
		DataSource pool = (this.secondPool != null) ? this.secondPool.ifPresent() : null;
		return (pool != null) ? use(pool, task, work) : use(task, work);
	}

	private <T extends @Nullable Object> T use(DataSource source, String task, Work<T> work) {
		Connection connection = open(source);
		try (Borrowed borrowed = new Borrowed(connection)) {
			borrowed.begin(this);
			return work.run(connection);
		}
		catch (SQLException ex) {
			if (isWithoutTable(ex)) {
				throw this.unreachable.apply("There is no table of " + this.subject, ex);
			}
			throw translated(task, ex);
		}
	}

	// Where there is no table, nothing can have happened to it.
	private static boolean isWithoutTable(SQLException ex) {
		String state = ex.getSQLState();
		return state != null && NO_SUCH_TABLE.contains(state);
	}

	/**
	 * Runs statements that belong together in a transaction of a connection of ours.
	 * @param connection the connection
	 * @param work the statements
	 * @param <T> the type of what they say
	 * @return what the statements say
	 * @throws SQLException if a statement fails, after which all are undone
	 */
	public static <T extends @Nullable Object> T inTransaction(Connection connection, Work<T> work)
			throws SQLException {
		connection.setAutoCommit(false);
		boolean committed = false;
		try {
			T result = work.run(connection);
			connection.commit();
			committed = true;
			return result;
		}
		finally {
			end(connection, committed);
		}
	}

	/**
	 * Turns what a driver threw into what callers get.
	 * @param task what the statements were for, for messages
	 * @param ex what the driver threw
	 * @return the exception to throw
	 */
	public static DataAccessException translated(String task, SQLException ex) {
		DataAccessException translated = TRANSLATOR.translate(task, null, ex);
		return (translated != null) ? translated : new UncategorizedSQLException(task, null, ex);
	}

	// Whatever goes wrong before the first statement has changed nothing.
	private Connection open(DataSource source) {
		try {
			return source.getConnection();
		}
		catch (SQLException | RuntimeException ex) {
			throw this.unreachable.apply("The database of the " + this.subject + " cannot be reached", ex);
		}
	}

	// To switch to automatic commits would commit what has not been undone.
	private static void end(Connection connection, boolean committed) {
		try {
			if (!committed) {
				connection.rollback();
			}
			connection.setAutoCommit(true);
		}
		catch (SQLException ex) {
			logger.debug("A transaction could not be ended", ex);
		}
	}

	/**
	 * Closes the second pool if there is one.
	 */
	@Override
	public void close() {
		if (this.secondPool != null) {
			this.secondPool.close();
		}
	}

	/**
	 * What is done with a connection.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	public interface Work<T extends @Nullable Object> {

		/**
		 * Executes statements.
		 * @param connection the connection
		 * @return what the statements say
		 * @throws SQLException if one fails
		 */
		T run(Connection connection) throws SQLException;

	}

	/** A connection that goes back to its pool as it came. */
	private static final class Borrowed implements AutoCloseable {

		private final Connection connection;

		private boolean manualCommit;

		private int networkTimeout = -1;

		Borrowed(Connection connection) {
			this.connection = connection;
		}

		void begin(OwnConnections owner) {
			try {
				limitSilence(owner.timeoutSeconds);
				if (!this.connection.getAutoCommit()) {
					this.connection.setAutoCommit(true);
					this.manualCommit = true;
				}
			}
			catch (SQLException ex) {
				throw owner.unreachable.apply("A connection to the " + owner.subject + " cannot be used", ex);
			}
		}

		// The limit of a statement is kept by the server, so it does not help where the
		// server or the way to it is dead.
		private void limitSilence(int timeoutSeconds) throws SQLException {
			try {
				int present = this.connection.getNetworkTimeout();
				int limit = (timeoutSeconds + 1) * 1000;
				if (present == 0 || present > limit) {
					this.connection.setNetworkTimeout(Runnable::run, limit);
					this.networkTimeout = present;
				}
			}
			catch (SQLFeatureNotSupportedException | AbstractMethodError ex) {
				logger.trace("The driver cannot limit how long it waits for its server", ex);
			}
		}

		@Override
		public void close() {
			try (Connection closed = this.connection) {
				if (!closed.isClosed()) {
					if (this.manualCommit) {
						closed.setAutoCommit(false);
					}
					if (this.networkTimeout >= 0) {
						closed.setNetworkTimeout(Runnable::run, this.networkTimeout);
					}
				}
			}
			catch (SQLException ex) {
				logger.debug("A connection could not be given back", ex);
			}
		}

	}

}
