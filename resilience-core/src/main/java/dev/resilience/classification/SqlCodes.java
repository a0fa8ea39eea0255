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

package dev.resilience.classification;

import java.sql.SQLException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads what databases say. Loaded only where there are failures of databases, as the JDK
 * may have been built without them.
 */
final class SqlCodes {

	private static final int MAX_FRAMES = 8;

	/** Where the codes of a vendor are known, by the beginnings of names of classes. */
	private static final Map<String, String> VENDORS = Map.of("org.h2.", "H2", "com.mysql.", "MYSQL", "org.mariadb.",
			"MYSQL", "oracle.", "ORACLE", "com.microsoft.sqlserver.", "SQLSERVER");

	private static final String JDK = "java.sql.";

	private SqlCodes() {
	}

	static @Nullable Throwable next(Throwable failure) {
		try {
			return (failure instanceof SQLException exception) ? exception.getNextException() : null;
		}
		catch (Throwable ex) {
			return null;
		}
	}

	static @Nullable RuleHit find(Throwable failure, FailureRules rules, int depth) {
		if (!(failure instanceof SQLException exception)) {
			return null;
		}
		FailureCode vendor = vendorCode(exception);
		RuleHit hit = (vendor != null) ? rules.find(vendor, depth) : null;
		if (hit != null) {
			return hit;
		}
		FailureCode state = state(exception);
		return (state != null) ? rules.find(state, depth) : null;
	}

	static @Nullable FailureCode state(Throwable failure) {
		String state = (failure instanceof SQLException exception) ? exception.getSQLState() : null;
		return (state != null && !state.isBlank()) ? FailureCode.of(FailureCode.SQLSTATE, state.strip()) : null;
	}

	static @Nullable FailureCode vendorCode(Throwable failure) {
		if (!(failure instanceof SQLException exception) || exception.getErrorCode() == 0) {
			return null;
		}
		String vendor = vendor(exception);
		return (vendor != null) ? FailureCode.of(vendor, Integer.toString(Math.abs(exception.getErrorCode()))) : null;
	}

	// Several drivers throw the types of the JDK, where only the stack knows who threw
	private static @Nullable String vendor(SQLException exception) {
		String name = exception.getClass().getName();
		if (!name.startsWith(JDK)) {
			return byName(name);
		}
		if (Failures.messageOf(exception).startsWith("ORA-")) {
			return "ORACLE";
		}
		StackTraceElement[] frames = exception.getStackTrace();
		for (int i = 0; i < Math.min(MAX_FRAMES, frames.length); i++) {
			String vendor = byName(frames[i].getClassName());
			if (vendor != null) {
				return vendor;
			}
		}
		return null;
	}

	private static @Nullable String byName(String className) {
		for (Map.Entry<String, String> vendor : VENDORS.entrySet()) {
			if (className.startsWith(vendor.getKey())) {
				return vendor.getValue();
			}
		}
		return null;
	}

}
