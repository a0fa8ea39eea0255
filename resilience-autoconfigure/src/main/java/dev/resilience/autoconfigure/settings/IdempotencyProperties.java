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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * The settings of idempotency that hold for all instances, below
 * {@code resilience.idempotency}.
 *
 * @param namespace what keeps the keys of applications apart that share a store, or
 * {@code null} for the name of the application
 * @param pepper the secret without which nobody can guess keys from their hashes, or
 * {@code null} for none
 * @param maxResultSize the largest result that a record keeps as bytes, at least one byte
 * @param verifyRoundTrip whether results are read back when they are kept, to find those
 * that are not replayed as they were
 * @param maxWaiters the number of calls that may wait for others in one process, 1 or
 * more
 * @param memory records in the memory of one process
 * @param jdbc records in a database
 * @param redis records in Redis
 * @param http keys of HTTP requests
 */
public record IdempotencyProperties(@Nullable String namespace, @Nullable String pepper, DataSize maxResultSize,
		boolean verifyRoundTrip, int maxWaiters, Memory memory, Jdbc jdbc, Redis redis, Http http) {

	/**
	 * Returns the settings that hold where nothing is configured.
	 * @return the built-in settings
	 */
	public static IdempotencyProperties defaults() {
		return IdempotencyGlobalKeys.properties(Settings.empty());
	}

	/**
	 * Names neither namespace nor pepper, which is a secret.
	 */
	@Override
	public String toString() {
		return "IdempotencyProperties[maxResultSize=" + this.maxResultSize + ", verifyRoundTrip=" + this.verifyRoundTrip
				+ ", maxWaiters=" + this.maxWaiters + ", memory=" + this.memory + ", jdbc=" + this.jdbc + ", redis="
				+ this.redis + ", http=" + this.http + "]";
	}

	/**
	 * Records in the memory of one process.
	 *
	 * @param maxEntries the number of records, 1 or more
	 */
	public record Memory(int maxEntries) {

	}

	/**
	 * Records in a database.
	 *
	 * @param tableName the name of the table, maybe with that of its schema
	 * @param initializeSchema when the table is created
	 * @param schema where the script is that creates the table; {@code @@platform@@} in
	 * it stands for the database, {@code null} for the script that comes along
	 * @param platform the name of the database in the location of the script, or
	 * {@code null} to ask the database
	 * @param cleanupInterval the time between two removals of expired records, longer
	 * than zero
	 * @param cleanupBatch the number of records that are removed at a time, 1 or more
	 * @param queryTimeout the longest time of one statement, longer than zero
	 */
	public record Jdbc(String tableName, SchemaInitialization initializeSchema, @Nullable String schema,
			@Nullable String platform, Duration cleanupInterval, int cleanupBatch, Duration queryTimeout) {

	}

	/**
	 * When the table of records is created.
	 */
	public enum SchemaInitialization {

		/** In a database that is embedded in the application. */
		EMBEDDED,

		/** In every database, unless it is there. */
		ALWAYS,

		/** Never; the application brings it. */
		NEVER

	}

	/**
	 * Records in Redis.
	 *
	 * @param keyPrefix with what every key begins
	 */
	public record Redis(String keyPrefix) {

	}

	/**
	 * Keys of HTTP requests.
	 *
	 * @param enabled whether handler methods take their key from the request
	 * @param header the header that carries the key
	 * @param replayedHeader the header that marks responses from a record
	 * @param required whether a request without a key is refused
	 * @param methods the methods of requests whose keys count
	 * @param maxKeyLength the longest key, in characters
	 * @param maxBodySize the largest body of a request with a key
	 * @param fingerprint how bodies are compared
	 * @param storeClientErrors whether responses are kept that blame the client and will
	 * not change
	 * @param replayedHeaders the names of headers that are replayed beside the usual ones
	 * @param mismatchStatus the status of responses to a key that belongs to another
	 * request, 400 to 499
	 * @param propagate whether calls that an idempotent one makes carry a key derived
	 * from its own
	 */
	public record Http(boolean enabled, String header, String replayedHeader, boolean required,
			List<RequestMethod> methods, int maxKeyLength, DataSize maxBodySize, BodyFingerprint fingerprint,
			boolean storeClientErrors, List<String> replayedHeaders, int mismatchStatus, boolean propagate) {

		/**
		 * Returns whether keys of requests count.
		 * @param method the method of the request, as HTTP spells it
		 * @return whether it is among the configured ones
		 */
		public boolean covers(String method) {
			return this.methods.stream().anyMatch((covered) -> covered.name().equals(method));
		}

	}

	/**
	 * The methods of requests that may have an effect, so that their keys can count.
	 */
	public enum RequestMethod {

		/** Adds something. */
		POST,

		/** Changes something. */
		PATCH,

		/** Replaces something. */
		PUT,

		/** Removes something. */
		DELETE

	}

	/**
	 * How the bodies of two requests under one key are compared.
	 */
	public enum BodyFingerprint {

		/** Byte by byte. */
		RAW,

		/** As JSON, whatever the order of members and the space in between. */
		CANONICAL

	}

}
