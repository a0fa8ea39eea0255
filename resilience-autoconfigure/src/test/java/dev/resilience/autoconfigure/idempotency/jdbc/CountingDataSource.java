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

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that remember what went over them.
 */
final class CountingDataSource extends DelegatingDataSource {

	private static final Set<String> EXECUTIONS = Set.of("execute", "executeQuery", "executeUpdate", "executeBatch");

	private static final Set<String> TRIPS = Set.of("commit", "rollback", "setTransactionIsolation",
			"getTransactionIsolation", "isValid");

	private final List<String> trips = new CopyOnWriteArrayList<>();

	CountingDataSource(DataSource target) {
		super(target);
	}

	@Override
	public Connection getConnection() throws SQLException {
		return proxy(Connection.class, super.getConnection(), "");
	}

	/**
	 * Returns what was sent since the last call.
	 * @return the first word of each statement, and other requests
	 */
	List<String> trips() {
		List<String> copy = List.copyOf(this.trips);
		this.trips.clear();
		return copy;
	}

	private <T> T proxy(Class<T> type, T target, String sql) {
		InvocationHandler handler = (proxy, method, arguments) -> {
			if (EXECUTIONS.contains(method.getName())) {
				this.trips.add(firstWord((sql.isEmpty() && arguments != null) ? (String) arguments[0] : sql));
			}
			else if (TRIPS.contains(method.getName())) {
				this.trips.add(method.getName());
			}
			try {
				Object result = method.invoke(target, arguments);
				if (result instanceof PreparedStatement statement) {
					return proxy(PreparedStatement.class, statement, (String) arguments[0]);
				}
				return (result instanceof Statement statement) ? proxy(Statement.class, statement, "") : result;
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		};
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private static String firstWord(String sql) {
		int space = sql.indexOf(' ');
		return (space < 0) ? sql : sql.substring(0, space);
	}

}
