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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * What must be equal in every request under one key, as a SHA-256 hash. Every part goes
 * in with its length, so that no two requests run into one. Not safe for use by many
 * threads.
 */
final class ExchangeFingerprint {

	private static final HexFormat HEX = HexFormat.of();

	private final MessageDigest digest = sha256();

	/**
	 * Begins with what a request is beside its body. Headers do not count, other than the
	 * type of the body.
	 * @param method the method
	 * @param pattern the pattern of the path that the handler is mapped to
	 * @param variables what stands in the path for the variables of the pattern
	 * @param query the query as sent, or {@code null}
	 * @param contentType the type of the body as sent, or {@code null}
	 */
	ExchangeFingerprint(String method, String pattern, Map<String, String> variables, @Nullable String query,
			@Nullable String contentType) {
		add(method);
		add(pattern);
		add(variables);
		String[] parameters = (query != null) ? query.split("&") : new String[0];
		Arrays.sort(parameters);
		add(parameters.length);
		for (String parameter : parameters) {
			add(parameter);
		}
		add(typeOf(contentType));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	// A boundary or a charset that is only spelled differently makes no other request.
	private static String typeOf(@Nullable String contentType) {
		if (contentType == null) {
			return "";
		}
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			return type.getType() + "/" + type.getSubtype();
		}
		catch (InvalidMediaTypeException ex) {
			return contentType;
		}
	}

	void add(int number) {
		this.digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
	}

	void add(@Nullable String text) {
		if (text == null) {
			add(-1);
		}
		else {
			add(text.getBytes(StandardCharsets.UTF_8));
		}
	}

	void add(byte[] bytes) {
		add(bytes, 0, bytes.length);
	}

	void add(byte[] bytes, int offset, int length) {
		add(length);
		this.digest.update(bytes, offset, length);
	}

	private void add(Map<String, String> entries) {
		add(entries.size());
		new TreeMap<>(entries).forEach((name, value) -> {
			add(name);
			add(value);
		});
	}

	/**
	 * Ends.
	 * @return the hash in hexadecimal digits
	 */
	String end() {
		return HEX.formatHex(this.digest.digest());
	}

}
