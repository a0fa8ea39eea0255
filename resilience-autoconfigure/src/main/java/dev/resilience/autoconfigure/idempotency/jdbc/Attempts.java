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
import java.sql.Savepoint;
import java.time.Duration;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.resilience.autoconfigure.jdbc.OwnConnections;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.TransactionalIdempotencyStore.Effect;
import dev.resilience.time.TimeSource;

/**
 * Attempts of transactional calls: the pending row is locked by the first statement of
 * the transaction, so that of many attempts one runs, and the result is written by the
 * last one. When the transaction rolls back, or its process dies, the database frees the
 * lock and the row is pending as before. Safe for use by many threads.
 */
final class Attempts {

	private static final String LOCK = "Lock idempotency record";

	private final DataSource dataSource;

	private final PlatformTransactionManager manager;

	private final TimeSource time;

	/**
	 * Creates attempts.
	 * @param dataSource the source of connections that the manager binds
	 * @param manager begins and ends transactions
	 * @param time where time comes from
	 */
	Attempts(DataSource dataSource, PlatformTransactionManager manager, TimeSource time) {
		this.dataSource = dataSource;
		this.manager = manager;
		this.time = time;
	}

	PlatformTransactionManager manager() {
		return this.manager;
	}

	/**
	 * Makes one attempt.
	 * @param store where the rows are, and whoever waits is told
	 * @param request what was prepared
	 * @param ttl how long the ending is kept
	 * @param effect the work
	 * @return the answer, or {@code null} if there is no row any more that could be
	 * locked
	 * @throws Throwable what the effect threw, or what went wrong
	 */
	@Nullable Claim attempt(JdbcIdempotencyStore store, ClaimRequest request, Duration ttl, Effect effect) throws Throwable {
		TransactionStatus status = this.manager.getTransaction(new DefaultTransactionDefinition());
		Claim claim;
		try {
			requireOurs();
			Connection connection = DataSourceUtils.getConnection(this.dataSource);
			try {
				RecordTable table = store.table(connection);
				Round round = new Round(store, table, request, ttl, effect, status);
				claim = status.isNewTransaction() ? round.first(connection) : round.joined(connection);
			}
			catch (SQLException ex) {
				throw OwnConnections.translated(LOCK, ex);
			}
			finally {
				DataSourceUtils.releaseConnection(connection, this.dataSource);
			}
		}
		catch (Throwable ex) {
			rollback(status, ex);
			throw ex;
		}
		if (claim != null) {
			this.manager.commit(status);
		}
		else {
			this.manager.rollback(status);
		}
		return claim;
	}

	void check() {
		TransactionStatus status = this.manager.getTransaction(new DefaultTransactionDefinition());
		try {
			requireOurs();
		}
		finally {
			this.manager.rollback(status);
		}
	}

	// The end of a transaction of another database would not be that of the claim.
	private void requireOurs() {
		if (!TransactionSynchronizationManager.hasResource(this.dataSource)) {
			throw new IllegalStateException("The transactions of " + this.manager.getClass().getName()
					+ " do not use the DataSource of the idempotency records, so they cannot keep a claim and its "
					+ "effect together: let both use the same DataSource, or choose guarantee = LEASE");
		}
	}

	// The lock is free only once the transaction is over, which may be the caller's.
	private static void afterwards(Runnable ended) {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			return;
		}
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int outcome) {
				ended.run();
			}

		});
	}

	private void rollback(TransactionStatus status, Throwable cause) {
		try {
			this.manager.rollback(status);
		}
		catch (RuntimeException | Error ex) {
			cause.addSuppressed(ex);
		}
	}

	/** One try to lock the row and run. */
	private final class Round {

		private final JdbcIdempotencyStore store;

		private final RecordTable table;

		private final ClaimRequest request;

		private final Duration ttl;

		private final Effect effect;

		private final TransactionStatus status;

		Round(JdbcIdempotencyStore store, RecordTable table, ClaimRequest request, Duration ttl, Effect effect,
				TransactionStatus status) {
			this.store = store;
			this.table = table;
			this.request = request;
			this.ttl = ttl;
			this.effect = effect;
			this.status = status;
		}

		// Runs in a transaction that has just begun, which can be begun again.
		@Nullable Claim first(Connection connection) throws Throwable {
			StoredRow row;
			try {
				row = this.table.lock(connection, this.request.key());
			}
			catch (SQLException ex) {
				if (this.table.dialect().isLostRace(ex)) {
					return null;
				}
				throw ex;
			}
			if (row == null) {
				return null;
			}
			if (!row.isPending()) {
				return Claiming.answer(this.request, row);
			}
			return row.matches(this.request.fingerprint()) ? perform(row) : null;
		}

		// Runs in a transaction of the caller, which must stay usable.
		Claim joined(Connection connection) throws Throwable {
			for (int round = 1; round <= Claiming.MAX_ROUNDS; round++) {
				StoredRow row = lockWithin(connection);
				if (row != null) {
					return decide(row);
				}
				Claim seen = this.store.look(this.request);
				if (!(seen instanceof Claim.Claimed)) {
					return seen;
				}
			}
			throw new IllegalStateException("The transaction cannot see the claim of key " + this.request.key()
					+ "..., which was made after it had begun: use isolation READ COMMITTED, or let the idempotent "
					+ "method begin the transaction");
		}

		private Claim decide(StoredRow row) throws Throwable {
			if (!row.isPending()) {
				Claim answer = Claiming.answer(this.request, row);
				return (answer != null) ? answer : Claiming.busy(row);
			}
			return row.matches(this.request.fingerprint()) ? perform(row) : new Claim.Mismatch();
		}

		private @Nullable StoredRow lockWithin(Connection connection) throws SQLException {
			if (!this.table.dialect().failureEndsTransaction()) {
				return this.table.lock(connection, this.request.key());
			}
			Savepoint savepoint = connection.setSavepoint();
			try {
				StoredRow row = this.table.lock(connection, this.request.key());
				connection.releaseSavepoint(savepoint);
				return row;
			}
			catch (SQLException ex) {
				connection.rollback(savepoint);
				if (this.table.dialect().isLostRace(ex)) {
					return null;
				}
				throw ex;
			}
		}

		private Claim perform(StoredRow row) throws Throwable {
			long token = row.nextAttempt();
			long begun = Attempts.this.time.nanoTime();
			try {
				Ending ending = this.effect.perform(token);
				if (ending != null && !this.status.isRollbackOnly()) {
					long elapsed = this.table.dialect().clockStandsStill() ? Attempts.this.time.nanoTime() - begun : 0;
					keep(ending, token, Duration.ofNanos(elapsed));
				}
				return new Claim.Claimed(token);
			}
			finally {
				// Only who has run tells the others, who would wake one another else.
				afterwards(() -> this.store.ended(this.request.key()));
			}
		}

		private void keep(Ending ending, long token, Duration elapsed) {
			DataSource source = Attempts.this.dataSource;
			Connection connection = DataSourceUtils.getConnection(source);
			try {
				if (!this.table.settle(connection, this.request.key(), token, ending, elapsed, this.ttl)) {
					throw new IllegalStateException("The record of key " + this.request.key()
							+ "... is gone, though it was locked: the work must not end the transaction");
				}
			}
			catch (SQLException ex) {
				throw OwnConnections.translated("Keep the end of an idempotent call", ex);
			}
			finally {
				DataSourceUtils.releaseConnection(connection, source);
			}
		}

	}

}
