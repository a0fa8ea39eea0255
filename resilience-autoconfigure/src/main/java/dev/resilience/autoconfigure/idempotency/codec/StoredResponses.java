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

package dev.resilience.autoconfigure.idempotency.codec;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which responses end an operation for good, and which of their headers are replayed.
 * Knows no framework. Immutable.
 */
public final class StoredResponses {

	/**
	 * Headers that describe what was answered and are as true the second time.
	 * {@code Content-Encoding} belongs to them because the bytes cannot be read without.
	 */
	private static final List<String> REPLAYED = List.of("Content-Type", "Content-Encoding", "Content-Language",
			"Content-Location", "Location", "ETag", "Last-Modified", "Link", "Deprecation");

	/**
	 * Headers that belong to one exchange, one connection or one client. A stored cookie
	 * or challenge would be handed to whoever repeats the request.
	 */
	private static final Set<String> NEVER_REPLAYED = Set.of("set-cookie", "set-cookie2", "cookie", "authorization",
			"www-authenticate", "authentication-info", "proxy-authorization", "proxy-authenticate",
			"proxy-authentication-info", "date", "age", "connection", "keep-alive", "proxy-connection",
			"transfer-encoding", "te", "trailer", "upgrade", "content-length", "retry-after", "ratelimit",
			"ratelimit-policy", "traceparent", "tracestate", "traceresponse", "baggage", "b3", "uber-trace-id",
			"x-trace-id", "x-amzn-trace-id", "x-cloud-trace-context");

	private static final List<String> NEVER_REPLAYED_PREFIXES = List.of("access-control-", "ratelimit-", "x-ratelimit-",
			"x-rate-limit-", "x-b3-");

	// Refused for who asks, or when, not for what is asked: the same request may pass
	// later
	private static final Set<Integer> PASSING_CLIENT_ERRORS = Set.of(401, 403, 408, 425, 429);

	private final Set<String> replayed;

	private final boolean storeClientErrors;

	private StoredResponses(Set<String> replayed, boolean storeClientErrors) {
		this.replayed = replayed;
		this.storeClientErrors = storeClientErrors;
	}

	/**
	 * Returns the rules that hold unless an application has its own: responses below 400
	 * are kept, and only headers that describe the answer are replayed.
	 * @return the rules
	 */
	public static StoredResponses defaults() {
		return of(List.of(), false);
	}

	/**
	 * Returns rules.
	 * @param moreHeaders names of headers that are replayed besides those that always are
	 * @param storeClientErrors whether responses of 400 to 499 are kept, those excepted
	 * that depend on who asks, or when
	 * @return the rules
	 * @throws IllegalArgumentException if a header must never be replayed
	 */
	public static StoredResponses of(Collection<String> moreHeaders, boolean storeClientErrors) {
		Set<String> replayed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		replayed.addAll(REPLAYED);
		for (String header : moreHeaders) {
			String name = header.strip();
			if (name.isEmpty()) {
				throw new IllegalArgumentException("The name of a header to be replayed is blank");
			}
			if (neverReplayed(name)) {
				throw new IllegalArgumentException("Header '" + name + "' is never replayed: it belongs to one "
						+ "exchange, one connection or one client; remove it from the list");
			}
			replayed.add(name);
		}
		return new StoredResponses(replayed, storeClientErrors);
	}

	/**
	 * Returns whether a response ends the operation. One that does not frees the key.
	 * @param status the status, such as 201
	 * @return whether it is kept
	 */
	public boolean keeps(int status) {
		if (status >= 200 && status < 400) {
			return true;
		}
		return this.storeClientErrors && keepsFailure(status);
	}

	/**
	 * Returns whether a failure with a status may be kept by an application that asks for
	 * it: errors of the client may, those excepted that depend on who asks, or when;
	 * errors of the server may not.
	 * @param status the status, such as 404
	 * @return whether it may be kept
	 */
	public boolean keepsFailure(int status) {
		return status >= 400 && status < 500 && !PASSING_CLIENT_ERRORS.contains(status);
	}

	/**
	 * Returns whether a header of the first response is part of its replay.
	 * @param header the name in any case
	 * @return whether it is replayed
	 */
	public boolean replays(String header) {
		return this.replayed.contains(header);
	}

	private static boolean neverReplayed(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		return NEVER_REPLAYED.contains(name) || NEVER_REPLAYED_PREFIXES.stream().anyMatch(name::startsWith);
	}

}
