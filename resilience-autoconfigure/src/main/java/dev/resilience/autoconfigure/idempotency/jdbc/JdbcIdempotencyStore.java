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

package dev.resilience.autoconfigure.idempotency.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;

import dev.resilience.autoconfigure.idempotency.TransactionBoundStore;
import dev.resilience.autoconfigure.jdbc.OwnConnections;
import dev.resilience.autoconfigure.jdbc.SecondPool;
import dev.resilience.autoconfigure.jdbc.TableCheck;
import dev.resilience.autoconfigure.jdbc.TableCheck.ColumnKind;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.PolledWatches;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;
import dev.resilience.time.TimeSource;

/**
 * Keeps records in a table of PostgreSQL 10, MySQL 8.0.1, MariaDB 10.6, H2 2.2.220 or
 * newer. Times are those of the database.
 * <p>
 * Claims under a lease are made, renewed and ended by statements that commit by
 * themselves on connections of the store's own, never inside a transaction of the caller.
 * Transactional calls lock a pending row inside the transaction of the work and write
 * their result there. A thread that is inside of a transaction already gets the store's
 * connections from a small second pool.
 * <p>
 * The database is not asked before the first call. Safe for use by many threads.
 */
public final class JdbcIdempotencyStore implements TransactionBoundStore, AutoCloseable {

	private static final String SUBJECT = "idempotency records";

	private static final Map<String, ColumnKind> COLUMNS = Map.ofEntries(Map.entry("key_hash", ColumnKind.BINARY),
			Map.entry("fingerprint", ColumnKind.BINARY), Map.entry("result", ColumnKind.BINARY),
			Map.entry("token", ColumnKind.BIGINT), Map.entry("claimed_at", ColumnKind.BIGINT),
			Map.entry("lease_until", ColumnKind.BIGINT), Map.entry("completed_at", ColumnKind.BIGINT),
			Map.entry("expires_at", ColumnKind.BIGINT), Map.entry("operation", ColumnKind.TEXT),
			Map.entry("owner", ColumnKind.TEXT), Map.entry("status", ColumnKind.TEXT),
			Map.entry("codec", ColumnKind.TEXT));

	private final JdbcIdempotencyOptions options;

	private final OwnConnections connections;

	private final @Nullable Attempts attempts;

	private final PolledWatches watches;

	/** An expression for the time, or {@code null} for that of the dialect. */
	private final @Nullable String clock;

	private volatile @Nullable RecordTable table;

	/**
	 * Creates a store whose second pool is derived from the first one when it is needed.
	 * @param dataSource the database
	 * @param transactions what begins the transactions of transactional calls; if it is
	 * {@code null}, only leases are possible
	 * @param options what else can be chosen
	 * @param time where time comes from for those who wait
	 * @param threads run what waiting calls ask of the database
	 * @throws IllegalArgumentException if the transactions are those of another database
	 */
	public JdbcIdempotencyStore(DataSource dataSource, @Nullable PlatformTransactionManager transactions,
			JdbcIdempotencyOptions options, TimeSource time, Executor threads) {
		this(dataSource, null, transactions, options, time, threads);
	}

	/**
	 * Creates a store.
	 * @param dataSource the database of the application
	 * @param own another source of connections to the same database, which is used for
	 * all that is done outside of transactions; {@code null} to use the first one, and a
	 * small pool derived from it where a thread is inside of a transaction already
	 * @param transactions what begins the transactions of transactional calls; if it is
	 * {@code null}, only leases are possible
	 * @param options what else can be chosen
	 * @param time where time comes from for those who wait
	 * @param threads run what waiting calls ask of the database
	 * @throws IllegalArgumentException if the transactions are those of another database
	 */
	public JdbcIdempotencyStore(DataSource dataSource, @Nullable DataSource own,
			@Nullable PlatformTransactionManager transactions, JdbcIdempotencyOptions options, TimeSource time,
			Executor threads) {
		this(dataSource, own, transactions, options, time, threads, null);
	}

	JdbcIdempotencyStore(DataSource dataSource, @Nullable DataSource own,
			@Nullable PlatformTransactionManager transactions, JdbcIdempotencyOptions options, TimeSource time,
			Executor threads, @Nullable String clock) {
		DataSource bound = OwnConnections.behindTransactions(dataSource);
		SecondPool second = (own != null) ? null : new SecondPool(bound, options.tableName(), "resilience-idempotency",
				", or declare a DataSource bean with @IdempotencyDataSource");
		this.options = options;
		this.clock = clock;
		this.connections = new OwnConnections((own != null) ? OwnConnections.behindTransactions(own) : bound, second,
				options.queryTimeoutSeconds(), SUBJECT, StoreUnreachableException::new);
		this.attempts = (transactions != null) ? attempts(bound, transactions, time) : null;
		this.watches = new PolledWatches(time, threads, this::isFree, options.maxWaiters());
	}

	@Override
	public @Nullable PlatformTransactionManager transactionManager() {
		return (this.attempts != null) ? this.attempts.manager() : null;
	}

	private static Attempts attempts(DataSource dataSource, PlatformTransactionManager manager, TimeSource time) {
		if (manager instanceof ResourceTransactionManager resources
				&& resources.getResourceFactory() instanceof DataSource other
				&& !OwnConnections.behindTransactions(other).equals(dataSource)) {
			throw new IllegalArgumentException("The transactions of " + manager.getClass().getName()
					+ " use another DataSource than the idempotency records, so they cannot keep a claim and its "
					+ "effect together");
		}
		return new Attempts(dataSource, manager, time);
	}

	@Override
	public Claim claim(ClaimRequest request) {
		return this.connections.use("Claim idempotency key",
				(connection) -> Claiming.leases(table(connection), this.options.pendingRetention())
					.claim(connection, request));
	}

	@Override
	public Claim prepare(ClaimRequest request) {
		return this.connections.use("Prepare idempotency record",
				(connection) -> Claiming.pendingRows(table(connection), this.options.pendingRetention())
					.claim(connection, request));
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		return this.connections.useUrgently("Renew idempotency claim",
				(connection) -> again(connection, (table) -> table.renew(connection, key, token, lease)));
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		return end(key, this.connections.use("Complete idempotent call",
				(connection) -> again(connection, (table) -> table.complete(connection, key, token, ending, ttl))));
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		return end(key, this.connections.use("Release idempotency key",
				(connection) -> again(connection, (table) -> table.release(connection, key, token))));
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		return end(key, this.connections.use("Remove idempotency record",
				(connection) -> again(connection, (table) -> table.remove(connection, key))));
	}

	private boolean end(IdempotencyKey key, boolean ended) {
		if (ended) {
			ended(key);
		}
		return ended;
	}

	// Tells those who wait for the claim of a key in this process.
	void ended(IdempotencyKey key) {
		this.watches.signal(key);
	}

	@Override
	public Claim attempt(ClaimRequest request, Duration ttl, Effect effect) throws Throwable {
		Attempts transactional = transactional();
		for (int round = 1; round <= Claiming.MAX_ROUNDS; round++) {
			Claim claim = transactional.attempt(this, request, ttl, effect);
			if (claim != null) {
				return claim;
			}
			Claim prepared = prepare(request);
			if (!(prepared instanceof Claim.Claimed)) {
				return prepared;
			}
		}
		return Claiming.busy(null);
	}

	@Override
	public boolean keepFailure(ClaimRequest request, Ending ending, Duration ttl) {
		return end(request.key(), this.connections.use("Keep failure of idempotent call", (connection) -> {
			RecordTable rows = table(connection);
			return OwnConnections.inTransaction(connection, (locking) -> {
				StoredRow row = rows.lock(locking, request.key());
				return row != null && row.isPending() && row.matches(request.fingerprint())
						&& rows.settle(locking, request.key(), row.nextAttempt(), ending, Duration.ZERO, ttl);
			});
		}));
	}

	Claim look(ClaimRequest request) {
		return this.connections.use("Look at idempotency record",
				(connection) -> Claiming.look(table(connection), connection, request));
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		StoredRow row = this.connections.<@Nullable StoredRow>use("Find idempotency record",
				(connection) -> table(connection).read(connection, key));
		return (row != null && !(row.hasEnded() && row.isOver())) ? row.view() : null;
	}

	@Override
	public List<RecordView> claims(int limit) {
		return this.connections.use("List idempotency claims",
				(connection) -> table(connection).claims(connection, limit));
	}

	@Override
	public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
		return this.watches.add(key, signal);
	}

	// A pending row is free when nobody has locked it, which only a lock can tell.
	private boolean isFree(IdempotencyKey key) {
		return this.connections.use("Wait for idempotent call", (connection) -> {
			RecordTable rows = table(connection);
			StoredRow row = rows.read(connection, key);
			if (row != null && row.isPending()) {
				return !Claiming.isLocked(rows, connection, row);
			}
			return row == null || row.hasEnded() || row.isOver();
		});
	}

	/**
	 * Counts records whose time to live is over and that nobody has deleted yet.
	 * @return the number of rows
	 */
	public long expiredRows() {
		return count("Count expired idempotency records", RecordSql::expiredRows);
	}

	/**
	 * Returns the age of the oldest claim of a call that has not ended.
	 * @return the age, zero if there is none
	 */
	public Duration oldestInProgressAge() {
		return Duration.of(Math.max(0, count("Find oldest idempotency claim", RecordSql::oldestInProgress)),
				ChronoUnit.MICROS);
	}

	private long count(String task, Function<RecordSql, String> query) {
		return this.connections.use(task, (connection) -> {
			RecordTable rows = table(connection);
			return rows.count(connection, query.apply(rows.sql()));
		});
	}

	/**
	 * Checks that the table is there with all its columns.
	 * @throws IllegalStateException if it is not, which names the table, the column and
	 * the script that makes them
	 * @throws dev.resilience.idempotency.StoreUnreachableException if the database cannot
	 * be reached
	 */
	public void checkTable() {
		this.connections.use("Check idempotency table", (connection) -> {
			String script = "schema-" + table(connection).dialect().database().platform() + ".sql";
			new TableCheck(this.options.tableName(), SUBJECT, COLUMNS,
					"create it with the script dev/resilience/autoconfigure/idempotency/jdbc/" + script
							+ ", or set resilience.idempotency.jdbc.initialize-schema=always")
				.check(connection, this.options.queryTimeoutSeconds());
			return true;
		});
	}

	/**
	 * Checks that the transactions are those of this database, by beginning one.
	 * @throws IllegalStateException if they are not, or if there is no transaction
	 * manager
	 */
	public void checkTransactions() {
		transactional().check();
	}

	private Attempts transactional() {
		if (this.attempts == null) {
			throw new IllegalStateException("Transactional calls need a PlatformTransactionManager of the DataSource "
					+ "of the idempotency records");
		}
		return this.attempts;
	}

	OwnConnections connections() {
		return this.connections;
	}

	JdbcIdempotencyOptions options() {
		return this.options;
	}

	RecordTable table(Connection connection) throws SQLException {
		RecordTable present = this.table;
		if (present == null) {
			SqlDialect dialect = SqlDialect.of(connection);
			String now = (this.clock != null) ? this.clock : dialect.clock();
			present = new RecordTable(new RecordSql(dialect, this.options.tableName(), now),
					this.options.queryTimeoutSeconds());
			this.table = present;
		}
		return present;
	}

	// A statement that lost a race between transactions has done nothing.
	private boolean again(Connection connection, Change change) throws SQLException {
		RecordTable rows = table(connection);
		for (int round = 1;; round++) {
			try {
				return change.apply(rows);
			}
			catch (SQLException ex) {
				if (round >= Claiming.MAX_ROUNDS || !rows.dialect().isLostRace(ex)) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Closes the second pool if there is one.
	 */
	@Override
	public void close() {
		this.connections.close();
	}

	/** One statement that changes a row. */
	@FunctionalInterface
	private interface Change {

		boolean apply(RecordTable table) throws SQLException;

	}

}
