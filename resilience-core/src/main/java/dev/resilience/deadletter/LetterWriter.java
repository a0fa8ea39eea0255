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

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

import org.slf4j.MDC;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureSignature;
import dev.resilience.policy.PolicyContext;
import dev.resilience.redaction.Redactor;

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

	private final Redactor redactor;

	private final LetterIds ids = new LetterIds();

	LetterWriter(PolicyContext context, Redactor redactor) {
		this.context = context;
		this.redactor = Redactor.guarded(redactor);
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
		Map<String, String> headers = new HashMap<>(trace());
		given.forEach((name, value) -> headers.put(name, header(name, value)));
		return headers;
	}

	private String header(String name, String value) {
		return shortened(String.valueOf(this.redactor.redactValue(name, value)), MAX_MESSAGE);
	}

	/**
	 * Returns the trace that the current thread works for.
	 * @return the trace as a header, none if it is not known
	 */
	static Map<String, String> trace() {
		String trace = MDC.get(TRACE);
		return (trace != null) ? Map.of(TRACE, trace) : Map.of();
	}

	DeadLetterFailure failure(Throwable failure, String instance) {
		Classification meaning = this.context.classify(failure, instance);
		return new DeadLetterFailure(failure.getClass().getName(),
				shortened(this.redactor.message(failure), MAX_MESSAGE), shortened(stack(failure), MAX_STACK),
				FailureSignature.of(failure, meaning), meaning.category(), meaning.subtype(), meaning.retryable(),
				meaning.effect(), meaning.severity(), meaning.confidence(), meaning.ruleId());
	}

	String redact(String text, int limit) {
		// Shortened first as well: what is not kept need not be looked through
		return shortened(this.redactor.redact(shortened(text, 2 * limit)), limit);
	}

	// Not every store keeps every character: half of a pair and NUL are no text.
	private static String shortened(String text, int limit) {
		String shown = text.replace('\0', '\uFFFD');
		if (shown.length() <= limit) {
			return shown;
		}
		int end = Character.isHighSurrogate(shown.charAt(limit - 2)) ? limit - 2 : limit - 1;
		return shown.substring(0, end) + "…";
	}

	// Not printStackTrace, which asks the exception for its text and goes on for ever
	// where causes go deep.
	private String stack(Throwable failure) {
		StringBuilder text = new StringBuilder();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Throwable current = failure;
		try {
			while (current != null && seen.size() < MAX_CAUSES && seen.add(current) && text.length() < MAX_STACK) {
				text.append((current != failure) ? "Caused by: " : "")
					.append(current.getClass().getName())
					.append(": ")
					.append(shortened(this.redactor.message(current), MAX_MESSAGE))
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

}
