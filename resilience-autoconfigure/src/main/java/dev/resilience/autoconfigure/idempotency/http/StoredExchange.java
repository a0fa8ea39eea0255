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

package dev.resilience.autoconfigure.idempotency.http;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a record keeps of a response. Immutable as long as nobody writes into the body.
 */
final class StoredExchange {

	private final int status;

	private final List<Header> headers;

	private final byte[] body;

	private final @Nullable String error;

	private StoredExchange(int status, List<Header> headers, byte[] body, @Nullable String error) {
		this.status = status;
		this.headers = List.copyOf(headers);
		this.body = body;
		this.error = error;
	}

	/**
	 * Returns a response with a body.
	 * @param status the status
	 * @param headers the headers that are replayed
	 * @param body the body, maybe empty
	 * @return the response
	 */
	static StoredExchange response(int status, List<Header> headers, byte[] body) {
		return new StoredExchange(status, headers, body, null);
	}

	/**
	 * Returns a response whose body is left to those who write bodies of errors.
	 * @param status the status
	 * @param headers the headers that are replayed
	 * @param message the message of the error, maybe empty
	 * @return the response
	 */
	static StoredExchange error(int status, List<Header> headers, String message) {
		return new StoredExchange(status, headers, new byte[0], message);
	}

	int status() {
		return this.status;
	}

	List<Header> headers() {
		return this.headers;
	}

	byte[] body() {
		return this.body;
	}

	/**
	 * Returns the message of an error.
	 * @return the message, or {@code null} for a response with a body of its own
	 */
	@Nullable String error() {
		return this.error;
	}

	/**
	 * Tells the status only: what was answered does not belong into logs.
	 */
	@Override
	public String toString() {
		return "StoredExchange[status=" + this.status + "]";
	}

	/**
	 * A header.
	 *
	 * @param name the name
	 * @param value one of its values
	 */
	record Header(String name, String value) {

	}

}
