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

package dev.resilience.idempotency;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What stands for one operation under one key: the SHA-256 of both. Keys are often
 * natural ones, such as an e-mail address, so the text itself is kept nowhere. Immutable.
 */
public final class IdempotencyKey {

	private static final HexFormat HEX = HexFormat.of();

	private static final int HASH_BYTES = 32;

	private static final int SHOWN_DIGITS = 8;

	private final byte[] hash;

	/** The first bits of the hash, which are as good as any. */
	private final int hashCode;

	private IdempotencyKey(byte[] hash) {
		this.hash = hash;
		this.hashCode = ByteBuffer.wrap(hash).getInt();
	}

	/**
	 * Creates a key. Every character counts: case, spaces and length make keys distinct.
	 * @param operation the name of the operation, which scopes the key
	 * @param key the key as the caller gave it, of any length
	 * @return the key
	 */
	public static IdempotencyKey of(String operation, String key) {
		return new IdempotencyKey(digest(operation, key));
	}

	/**
	 * Returns the key of a record that a store has kept.
	 * @param hash the 32 bytes
	 * @return the key
	 * @throws IllegalArgumentException if there are not 32 bytes
	 */
	public static IdempotencyKey ofHash(byte[] hash) {
		if (hash.length != HASH_BYTES) {
			throw new IllegalArgumentException("A hash has " + HASH_BYTES + " bytes, not " + hash.length);
		}
		return new IdempotencyKey(hash.clone());
	}

	/**
	 * Reads what {@link #hex()} has written.
	 * @param hex 64 hex digits
	 * @return the key
	 * @throws IllegalArgumentException if the text is something else
	 */
	public static IdempotencyKey ofHex(String hex) {
		return ofHash(HEX.parseHex(hex));
	}

	static byte[] digest(String... parts) {
		return sha256(framed(parts));
	}

	// Returns several texts as bytes. Each goes in behind its length, so that no two
	// lists of texts run into each other, and as UTF-16 code units, since an encoder
	// would replace lone surrogates and make different texts equal.
	static byte[] framed(String... parts) {
		int size = 0;
		for (String part : parts) {
			size += Integer.BYTES + part.length() * Character.BYTES;
		}
		ByteBuffer buffer = ByteBuffer.allocate(size);
		for (String part : parts) {
			buffer.putInt(part.length());
			for (int index = 0; index < part.length(); index++) {
				buffer.putChar(part.charAt(index));
			}
		}
		return buffer.array();
	}

	static byte[] sha256(byte[] input) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(input);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	/**
	 * Returns the hash for a store that keeps it.
	 * @return a copy of the 32 bytes
	 */
	public byte[] hash() {
		return this.hash.clone();
	}

	/**
	 * Returns the whole hash as text.
	 * @return 64 hex digits
	 */
	public String hex() {
		return HEX.formatHex(this.hash);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof IdempotencyKey key && Arrays.equals(this.hash, key.hash);
	}

	@Override
	public int hashCode() {
		return this.hashCode;
	}

	/**
	 * Returns what logs, events and messages show.
	 * @return the first 8 hex digits of the hash
	 */
	@Override
	public String toString() {
		return HEX.formatHex(this.hash, 0, SHOWN_DIGITS / 2);
	}

}
