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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import dev.resilience.autoconfigure.idempotency.codec.StoredResponses;
import dev.resilience.autoconfigure.settings.IdempotencyProperties;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.BodyFingerprint;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;

/**
 * The rules for exchanges that are the same in every web stack: which requests need a
 * key, what makes two of them equal and what of a response is kept. Immutable.
 */
public final class ExchangeRules {

	private final IdempotencyProperties.Http settings;

	private final int maxResultSize;

	private final StoredResponses responses;

	private final StoredExchangeCodec codec;

	/**
	 * Creates the rules.
	 * @param settings the settings
	 * @throws IllegalArgumentException if a header is to be replayed that must not be
	 */
	public ExchangeRules(IdempotencyProperties settings) {
		this.settings = settings.http();
		this.maxResultSize = (int) Math.min(Integer.MAX_VALUE, settings.maxResultSize().toBytes());
		this.responses = StoredResponses.of(this.settings.replayedHeaders(), this.settings.storeClientErrors());
		this.codec = new StoredExchangeCodec(this.responses, this.maxResultSize);
	}

	boolean covers(String method) {
		return this.settings.covers(method);
	}

	String header() {
		return this.settings.header();
	}

	String replayedHeader() {
		return this.settings.replayedHeader();
	}

	int maxBodySize() {
		return (int) Math.min(Integer.MAX_VALUE - 16, this.settings.maxBodySize().toBytes());
	}

	int maxResultSize() {
		return this.maxResultSize;
	}

	StoredExchangeCodec codec() {
		return this.codec;
	}

	boolean keeps(int status) {
		return this.responses.keeps(status);
	}

	/**
	 * Returns the key of a request.
	 * @param values the values of the header
	 * @param policy counts keys that cannot be used
	 * @return the key, or {@code null} if there is none and none is required
	 * @throws InvalidIdempotencyKeyException if the key cannot be used
	 */
	@Nullable String keyOf(List<String> values, IdempotencyPolicy policy) {
		KeyHeader header = KeyHeader.parse(values, this.settings.maxKeyLength());
		String problem = header.problem();
		if (problem != null) {
			throw policy.invalidKey(problem);
		}
		if (header.key() == null && this.settings.required()) {
			throw policy.missingKey();
		}
		return header.key();
	}

	/**
	 * Adds a body to a fingerprint, as bytes or, if it is JSON and that is wanted, as
	 * what it means.
	 * @param fingerprint the fingerprint
	 * @param contentType the type of the body as sent, or {@code null}
	 * @param body the body
	 */
	void addBody(ExchangeFingerprint fingerprint, @Nullable String contentType, byte[] body) {
		String boundary = boundaryOf(contentType);
		if (boundary != null) {
			addParts(fingerprint, boundary, body);
			return;
		}
		byte[] canonical = (this.settings.fingerprint() == BodyFingerprint.CANONICAL && isJson(contentType))
				? CanonicalJson.of(body) : null;
		fingerprint.add((canonical != null) ? canonical : body);
	}

	private static @Nullable String boundaryOf(@Nullable String contentType) {
		if (contentType == null || !contentType.regionMatches(true, 0, "multipart/", 0, "multipart/".length())) {
			return null;
		}
		try {
			return MediaType.parseMediaType(contentType).getParameter("boundary");
		}
		catch (InvalidMediaTypeException ex) {
			return null;
		}
	}

	// What stands between the boundaries, which clients draw by lot.
	private static void addParts(ExchangeFingerprint fingerprint, String boundary, byte[] body) {
		String text = new String(body, StandardCharsets.ISO_8859_1);
		for (String part : text.split(Pattern.quote("--" + boundary), -1)) {
			fingerprint.add(part.getBytes(StandardCharsets.ISO_8859_1));
		}
	}

	private static boolean isJson(@Nullable String contentType) {
		if (contentType == null) {
			return false;
		}
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			return type.isCompatibleWith(MediaType.APPLICATION_JSON) || type.getSubtype().endsWith("+json");
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	/**
	 * Returns the headers of a response that are replayed.
	 * @param names the names of its headers
	 * @param values tells the values of one
	 * @return the headers
	 */
	List<StoredExchange.Header> replayed(Collection<String> names, HeaderValues values) {
		List<StoredExchange.Header> kept = new ArrayList<>();
		Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		for (String name : names) {
			// A container may name a header once for each of its values
			if (this.responses.replays(name) && seen.add(name)) {
				values.of(name).forEach((value) -> kept.add(new StoredExchange.Header(name, value)));
			}
		}
		return kept;
	}

	/**
	 * Tells the values of headers.
	 */
	@FunctionalInterface
	interface HeaderValues {

		Collection<String> of(String name);

	}

}
