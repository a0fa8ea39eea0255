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

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * Makes the hashes under which records are kept: SHA-256 over the namespace of the
 * application, the operation, the principal and the key, each behind its length. Natural
 * keys, such as order numbers, can be guessed from their hash; with a pepper, a secret of
 * the application, the hash is an HMAC-SHA-256 and cannot. Immutable.
 */
public final class KeyHashing {

	private static final KeyHashing PLAIN = new KeyHashing("", null);

	private static final String HMAC = "HmacSHA256";

	private final String namespace;

	private final @Nullable SecretKeySpec pepper;

	private KeyHashing(String namespace, @Nullable SecretKeySpec pepper) {
		this.namespace = namespace;
		this.pepper = pepper;
	}

	/**
	 * Returns hashing without namespace and pepper, as
	 * {@link IdempotencyKey#of(String, String)} does it.
	 * @return plain hashing
	 */
	public static KeyHashing plain() {
		return PLAIN;
	}

	/**
	 * Returns hashing of an application. All that share records must use the same.
	 * @param namespace the name that keeps applications apart; empty for none
	 * @param pepper the secret, or {@code null} for none
	 * @return the hashing
	 * @throws IllegalArgumentException if the pepper is empty
	 */
	public static KeyHashing of(String namespace, @Nullable String pepper) {
		return new KeyHashing(namespace,
				(pepper != null) ? new SecretKeySpec(pepper.getBytes(StandardCharsets.UTF_8), HMAC) : null);
	}

	/**
	 * Returns the hash of a key.
	 * @param operation the name of the operation, which scopes the key
	 * @param principal on whose behalf the call is made, which scopes it too;
	 * {@code null} if it does not matter
	 * @param key the key as the caller gave it
	 * @return the key of the record
	 */
	public IdempotencyKey keyOf(String operation, @Nullable String principal, String key) {
		if (this.pepper == null && this.namespace.isEmpty() && principal == null) {
			return IdempotencyKey.of(operation, key);
		}
		byte[] input = (principal != null) ? IdempotencyKey.framed(this.namespace, operation, principal, key)
				: IdempotencyKey.framed(this.namespace, operation, key);
		return IdempotencyKey.ofHash((this.pepper != null) ? hmac(this.pepper, input) : IdempotencyKey.sha256(input));
	}

	private static byte[] hmac(SecretKeySpec pepper, byte[] input) {
		try {
			Mac mac = Mac.getInstance(HMAC);
			mac.init(pepper);
			return mac.doFinal(input);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + HMAC, ex);
		}
	}

	/**
	 * Names the namespace only.
	 */
	@Override
	public String toString() {
		return "KeyHashing[namespace=" + this.namespace + ((this.pepper != null) ? ", peppered]" : "]");
	}

}
