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

package dev.resilience.autoconfigure.client;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import dev.resilience.idempotency.IdempotencyContext;

/**
 * The key that a request carries which is made for an idempotent call. The same request
 * has the same key whenever the call runs.
 *
 * @param header the name of the header
 */
record ChildKey(String header) {

	/**
	 * Returns whether a request needs a key.
	 * @param method its method
	 * @param headers its headers
	 * @return whether it may have an effect, and carries no key of its own
	 */
	boolean isMissingIn(HttpMethod method, HttpHeaders headers) {
		return (HttpMethod.POST.equals(method) || HttpMethod.PATCH.equals(method))
				&& !headers.containsHeader(this.header);
	}

	/**
	 * Adds the key to a request.
	 * @param call the call for which the request is made
	 * @param method the method of the request
	 * @param uri the URI of the request
	 * @param body the body of the request
	 * @param headers the headers of the request
	 */
	void addTo(IdempotencyContext call, HttpMethod method, URI uri, byte[] body, HttpHeaders headers) {
		headers.set(this.header, call.childKey(method + " " + uri + " " + HexFormat.of().formatHex(sha256(body))));
	}

	private static byte[] sha256(byte[] body) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(body);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
