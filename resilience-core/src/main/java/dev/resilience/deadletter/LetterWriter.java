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

package dev.resilience.deadletter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

import dev.resilience.classification.Classification;
import dev.resilience.policy.PolicyContext;

/**
 * Turns failed work into letters: texts are redacted and shortened, whatever exceptions
 * and redactors do.
 */
final class LetterWriter {

	private static final int MAX_MESSAGE = 1_000;

	private static final int MAX_STACK = 8_000;

	private static final int MAX_FRAMES = 40;

	private static final int MAX_CAUSES = 8;

	private static final String TRACE = "traceId";

	private final PolicyContext context;

	private final UnaryOperator<String> redactor;

	private final LetterIds ids = new LetterIds();

	LetterWriter(PolicyContext context, UnaryOperator<String> redactor) {
		this.context = context;
		this.redactor = redactor;
	}

	DeadLetter write(DeadLetterRequest request) {
		Instant now = now();
		DeadLetterFailure failure = failure(request.failure(), request.instance());
		return new DeadLetter(this.ids.next(now.toEpochMilli()), request.source(), request.operation(),
				request.instance(), request.payload(), headers(request.headers()), failure,
				Math.max(1, request.attempts()), now, now, DeadLetterStatus.NEW, 0, "", now, 0);
	}

	Instant now() {
		return this.context.time().wallClock().instant();
	}

	private Map<String, String> headers(Map<String, String> given) {
		Map<String, String> headers = new HashMap<>();
		String trace = MDC.get(TRACE);
		if (trace != null) {
			headers.put(TRACE, trace);
		}
		given.forEach((name, value) -> headers.put(name, redact(value, MAX_MESSAGE)));
		return headers;
	}

	DeadLetterFailure failure(Throwable failure, String instance) {
		Classification meaning = this.context.classify(failure, instance);
		return new DeadLetterFailure(failure.getClass().getName(), redact(message(failure), MAX_MESSAGE),
				redact(stack(failure), MAX_STACK), fingerprint(failure, meaning), meaning.category(), meaning.subtype(),
				meaning.retryable(), meaning.effect(), meaning.severity(), meaning.confidence(), meaning.ruleId());
	}

	String redact(String text, int limit) {
		try {
			return shortened(this.redactor.apply(shortened(text, limit)), limit);
		}
		catch (Throwable ex) {
			// What cannot be redacted may hold anything
			return "";
		}
	}

	private static String shortened(String text, int limit) {
		return (text.length() <= limit) ? text : text.substring(0, limit - 1) + "…";
	}

	private static String message(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? message : "";
		}
		catch (Throwable ex) {
			return "";
		}
	}

	// Not printStackTrace, which asks the exception for its text and goes on for ever
	// where causes go deep.
	private static String stack(Throwable failure) {
		StringBuilder text = new StringBuilder();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable current = failure;
		try {
			while (current != null && seen.size() < MAX_CAUSES && seen.add(current) && text.length() < MAX_STACK) {
				text.append((current != failure) ? "Caused by: " : "")
					.append(current.getClass().getName())
					.append(": ")
					.append(shortened(message(current), MAX_MESSAGE))
					.append('\n');
				StackTraceElement[] frames = current.getStackTrace();
				for (int index = 0; index < Math.min(frames.length, MAX_FRAMES); index++) {
					text.append("\tat ").append(frames[index]).append('\n');
				}
				current = current.getCause();
			}
		}
		catch (Throwable ex) {
			text.append("...");
		}
		return text.toString();
	}

	private static String fingerprint(Throwable failure, Classification meaning) {
		@Nullable StackTraceElement[] frames = failure.getStackTrace();
		String place = (frames.length > 0) ? String.valueOf(frames[0]) : "";
		try {
			byte[] hash = MessageDigest.getInstance("SHA-1")
				.digest((failure.getClass().getName() + meaning.ruleId() + place).getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, 8);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
