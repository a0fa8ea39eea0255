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
import java.util.Locale;
import java.util.Set;

import org.springframework.util.StringUtils;

/**
 * The databases in which something can be kept.
 */
public enum Database {

	/** PostgreSQL 10 and newer, and what speaks its language. */
	POSTGRESQL(Set.of("40001", "40P01", "55P03"), Set.of()),

	/** MySQL 8.0.1 and newer. */
	MYSQL(Set.of(), Constants.MYSQL_LOST_RACES),

	/** MariaDB 10.6 and newer. */
	MARIADB(Set.of(), Constants.MYSQL_LOST_RACES),

	/** H2 2.2.220 and newer, embedded or as a server. */
	H2(Set.of(), Set.of(Constants.H2_CONCURRENT_UPDATE, Constants.H2_LOCK_TIMEOUT, Constants.H2_DEADLOCK));

	private final Set<String> lostRaceStates;

	private final Set<Integer> lostRaceCodes;

	Database(Set<String> lostRaceStates, Set<Integer> lostRaceCodes) {
		this.lostRaceStates = lostRaceStates;
		this.lostRaceCodes = lostRaceCodes;
	}

	/**
	 * Finds out which database it is.
	 * @param connection a connection to it
	 * @param subject what is to be kept, such as {@code idempotency records}
	 * @return the database
	 * @throws SQLException if the driver does not know the name of the product
	 * @throws IllegalStateException if the database is none of those supported
	 */
	public static Database of(Connection connection, String subject) throws SQLException {
		String product = connection.getMetaData().getDatabaseProductName();
		return switch (product) {
			case "PostgreSQL" -> POSTGRESQL;
			case "MySQL" -> MYSQL;
			case "MariaDB" -> MARIADB;
			case "H2" -> H2;
			default -> throw new IllegalStateException(StringUtils.capitalize(subject)
					+ " can be kept in PostgreSQL, MySQL, MariaDB and H2, not in " + product);
		};
	}

	/**
	 * Returns the name that its scripts have in their file names.
	 * @return the name of the platform
	 */
	public String platform() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns whether a statement had no effect as another transaction was in the way.
	 * @param ex what the database said
	 * @return whether to try again
	 */
	public boolean isLostRace(SQLException ex) {
		String state = ex.getSQLState();
		return this.lostRaceCodes.contains(ex.getErrorCode()) || state != null && this.lostRaceStates.contains(state);
	}

	/**
	 * Returns a statement that deletes some rows, in order where that can be said.
	 * @param table the name of the table
	 * @param key its primary key
	 * @param condition which rows
	 * @param order the column by which the first ones are found
	 * @return the statement, whose last parameter is how many rows at most
	 */
	public String deleteSome(String table, String key, String condition, String order) {
		return switch (this) {
			case POSTGRESQL -> "DELETE FROM " + table + " WHERE " + key + " = ANY (ARRAY(SELECT " + key + " FROM "
					+ table + " WHERE " + condition + " ORDER BY " + order + " LIMIT ? FOR UPDATE SKIP LOCKED))";
			case MYSQL, MARIADB -> "DELETE FROM " + table + " WHERE " + condition + " ORDER BY " + order + " LIMIT ?";
			case H2 -> "DELETE FROM " + table + " WHERE " + condition + " FETCH FIRST ? ROWS ONLY";
		};
	}

	private static final class Constants {

		/**
		 * Deadlock, timeout of a lock, and where MariaDB's snapshot isolation found a row
		 * that has changed since.
		 */
		static final Set<Integer> MYSQL_LOST_RACES = Set.of(1213, 1205, 1020);

		static final int H2_CONCURRENT_UPDATE = 90131;

		static final int H2_LOCK_TIMEOUT = 50200;

		static final int H2_DEADLOCK = 40001;

		private Constants() {
		}

	}

}
