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

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A code by which a target says what went wrong, such as {@code SQLSTATE 40001},
 * {@code HTTP 503}, {@code GRPC UNAVAILABLE} or, for the codes of one vendor,
 * {@code MYSQL 1205}.
 *
 * @param space what kind of code it is, in capitals
 * @param value the code, in capitals
 * @param retryAfter how long the target asks to be left alone, at least 0, or
 * {@code null} if it does not say
 */
public record FailureCode(String space, String value, @Nullable Duration retryAfter) {

	/** The space of SQLSTATEs. */
	public static final String SQLSTATE = "SQLSTATE";

	/** The space of statuses of HTTP. */
	public static final String HTTP = "HTTP";

	/** The space of statuses of gRPC. */
	public static final String GRPC = "GRPC";

	/**
	 * Creates a code.
	 * @param space what kind of code it is
	 * @param value the code
	 * @param retryAfter how long the target asks to be left alone, or {@code null}
	 * @throws IllegalArgumentException if the time is negative
	 */
	public FailureCode {
		if (retryAfter != null && retryAfter.isNegative()) {
			throw new IllegalArgumentException("retryAfter must not be negative, but is " + retryAfter);
		}
		space = space.toUpperCase(Locale.ROOT);
		value = value.toUpperCase(Locale.ROOT);
	}

	/**
	 * Creates a code without a time to wait.
	 * @param space what kind of code it is
	 * @param value the code
	 * @return the code
	 */
	public static FailureCode of(String space, String value) {
		return new FailureCode(space, value, null);
	}

	/**
	 * Creates the code of an answer over HTTP.
	 * @param status the status, such as 503
	 * @param retryAfter how long the target asks to be left alone, or {@code null}
	 * @return the code
	 */
	public static FailureCode http(int status, @Nullable Duration retryAfter) {
		return new FailureCode(HTTP, Integer.toString(status), retryAfter);
	}

	/**
	 * Returns the code as rules write it, such as {@code HTTP 503}.
	 * @return space and value
	 */
	public String text() {
		return this.space + ' ' + this.value;
	}

	/**
	 * Returns the class to which the code belongs as rules write it, such as
	 * {@code HTTP 5xx} or {@code SQLSTATE 08xxx}.
	 * @return the class, or {@code null} if codes of this kind have none
	 */
	@Nullable String classText() {
		if (this.space.equals(HTTP) && this.value.length() == 3) {
			return HTTP + ' ' + this.value.charAt(0) + "xx";
		}
		return (this.space.equals(SQLSTATE) && this.value.length() == 5)
				? SQLSTATE + ' ' + this.value.substring(0, 2) + "xxx" : null;
	}

}
