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
import java.sql.Statement;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DataSourceUnwrapper;

/**
 * A small pool beside that of the application. A thread that has begun a transaction
 * holds one connection and needs another one for the store; if both came from one pool,
 * as many such threads as it has connections would wait for each other for ever. Derived
 * from the first pool when it is needed for the first time. Safe for use by many threads.
 */
public final class SecondPool implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SecondPool.class);

	private static final int MAX_SIZE = 4;

	private final DataSource first;

	private final String tableName;

	private final String name;

	private final String remedy;

	/** Virtual threads may wait for it while the pool connects. */
	private final Lock lock = new ReentrantLock();

	private @Nullable HikariDataSource derived;

	private volatile @Nullable DataSource chosen;

	/**
	 * Creates a pool to be.
	 * @param first where it is derived from
	 * @param tableName a table that is there if it leads to the same database
	 * @param name the name of the pool
	 * @param remedy what else helps where no pool can be derived, after "Enlarge it"
	 */
	public SecondPool(DataSource first, String tableName, String name, String remedy) {
		this.first = first;
		this.tableName = tableName;
		this.name = name;
		this.remedy = remedy;
	}

	DataSource get() {
		DataSource present = this.chosen;
		return (present != null) ? present : choose();
	}

	// Returns the pool if it has been needed before.
	@Nullable DataSource ifPresent() {
		return this.chosen;
	}

	private DataSource choose() {
		this.lock.lock();
		try {
			DataSource present = this.chosen;
			if (present == null) {
				present = derive();
				this.chosen = present;
			}
			return present;
		}
		finally {
			this.lock.unlock();
		}
	}

	private DataSource derive() {
		HikariDataSource pool = null;
		try {
			pool = like(this.first);
			pool.setPoolName(this.name);
			pool.setMaximumPoolSize(MAX_SIZE);
			pool.setMinimumIdle(0);
			pool.setAutoCommit(true);
			pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
			check(pool);
			this.derived = pool;
			return pool;
		}
		catch (SQLException | RuntimeException | LinkageError ex) {
			if (pool != null) {
				pool.close();
			}
			logger.warn("No second connection pool '{}' can be derived from {}: who is inside of a transaction takes "
					+ "a second connection from it, and as many of them at once as it has connections block "
					+ "each other. Enlarge it{}", this.name, this.first.getClass().getName(), this.remedy, ex);
			return this.first;
		}
	}

	// A pool of the same kind is copied with all that it was told, such as how to
	// encrypt.
	private static HikariDataSource like(DataSource first) {
		HikariDataSource pool = DataSourceUnwrapper.unwrap(first, HikariDataSource.class);
		if (pool == null) {
			return DataSourceBuilder.derivedFrom(first).type(HikariDataSource.class).build();
		}
		HikariDataSource copy = new HikariDataSource();
		pool.copyStateTo(copy);
		return copy;
	}

	// A database in memory without a name is another one for each pool.
	private void check(DataSource pool) throws SQLException {
		try (Connection connection = pool.getConnection(); Statement statement = connection.createStatement()) {
			statement.executeQuery("SELECT 1 FROM " + this.tableName + " WHERE 1 = 0").close();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (this.derived != null) {
				this.derived.close();
				this.derived = null;
				this.chosen = this.first;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
