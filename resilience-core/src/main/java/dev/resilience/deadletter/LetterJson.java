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

import java.util.Map;

/**
 * Writes dead letters as one line of JSON each. The payload is a string in it, whatever
 * it holds.
 */
final class LetterJson {

	private final StringBuilder json = new StringBuilder("{");

	private LetterJson() {
	}

	static String of(DeadLetter letter) {
		LetterJson line = new LetterJson();
		line.text("id", letter.id()).text("source", letter.source()).text("operation", letter.operation());
		line.text("instance", letter.instance()).text("status", letter.status().name());
		line.number("attempts", letter.attempts()).number("replays", letter.replays());
		line.text("firstFailedAt", letter.firstFailedAt().toString());
		line.text("lastFailedAt", letter.lastFailedAt().toString());
		line.text("changedAt", letter.changedAt().toString());
		DeadLetterFailure failure = letter.failure();
		line.text("fingerprint", failure.fingerprint()).text("category", failure.category().name());
		line.text("subtype", failure.subtype()).text("retryable", failure.retryable().name());
		line.text("effect", failure.effect().name()).text("severity", failure.severity().name());
		line.number("confidence", failure.confidence()).text("rule", failure.rule());
		line.text("exception", failure.type()).text("message", failure.message()).text("stack", failure.stack());
		DeadLetterPayload payload = letter.payload();
		line.text("payloadState", payload.state().name()).text("payloadType", payload.type());
		if (payload.text() != null) {
			line.text("payload", payload.text());
		}
		line.object("headers", letter.headers()).text("note", letter.note()).number("version", letter.version());
		return line.json.append('}').toString();
	}

	private LetterJson text(String name, String value) {
		name(name);
		quote(value);
		return this;
	}

	private LetterJson number(String name, Number value) {
		name(name);
		this.json.append(value);
		return this;
	}

	private LetterJson object(String name, Map<String, String> values) {
		name(name);
		this.json.append('{');
		values.forEach(this::text);
		this.json.append('}');
		return this;
	}

	private void name(String name) {
		if (this.json.charAt(this.json.length() - 1) != '{') {
			this.json.append(',');
		}
		quote(name);
		this.json.append(':');
	}

	private void quote(String text) {
		this.json.append('"');
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			switch (character) {
				case '"' -> this.json.append("\\\"");
				case '\\' -> this.json.append("\\\\");
				case '\n' -> this.json.append("\\n");
				case '\r' -> this.json.append("\\r");
				case '\t' -> this.json.append("\\t");
				default -> {
					// Lone surrogates are no text that an encoder would keep
					if (character < ' ' || Character.isSurrogate(character) && !paired(text, index)
							|| character == '\u2028' || character == '\u2029') {
						this.json.append("\\u").append("%04x".formatted((int) character));
					}
					else {
						this.json.append(character);
					}
				}
			}
		}
		this.json.append('"');
	}

	private static boolean paired(String text, int index) {
		char character = text.charAt(index);
		return Character.isHighSurrogate(character)
				? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
				: index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
	}

}
