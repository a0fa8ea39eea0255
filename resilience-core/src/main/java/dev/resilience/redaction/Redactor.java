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

package dev.resilience.redaction;

import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in what is stored or shown: messages of failures, arguments of calls,
 * diagnoses. Safe for use by many threads. Implementations should neither throw nor take
 * more than linear time; {@link #guarded} sees to the former.
 */
@FunctionalInterface
public interface Redactor {

	/** What stands in place of a secret. */
	String MASK = "***";

	/**
	 * Masks what is secret in a text.
	 * @param text the text
	 * @return the text without secrets, the same object if it holds none
	 */
	String redact(String text);

	/**
	 * Masks what is secret in a value. Maps, collections and arrays of objects are looked
	 * into; of other objects only texts and numbers are understood.
	 * @param name the name under which the value is known, such as that of a parameter or
	 * of a JSON property; empty if there is none
	 * @param value the value, or {@code null}
	 * @return the value without secrets, the same object if it holds none; {@link #MASK}
	 * where the name itself says that the value is secret
	 */
	default @Nullable Object redactValue(String name, @Nullable Object value) {
		return new ValueRedaction(this, SensitiveNames.STANDARD).redact(name, value);
	}

	/**
	 * Returns the message of a failure without secrets.
	 * @param failure the failure, whose {@code getMessage} may throw
	 * @return the redacted message; empty if there is none
	 */
	default String message(Throwable failure) {
		String message;
		try {
			message = failure.getMessage();
		}
		catch (Throwable ex) {
			return "(its message cannot be read: " + ex.getClass().getName() + ")";
		}
		return (message != null) ? redact(message) : "";
	}

	/**
	 * Returns the redactor with the rules of the library: passwords, tokens, keys and
	 * other values whose names say that they are secret, credentials in addresses and
	 * headers, JSON web tokens, keys of well-known services, private keys, card numbers
	 * and account numbers (IBAN) with a valid checksum.
	 * @return the standard redactor
	 */
	static Redactor standard() {
		return StandardRedactor.SHARED;
	}

	/**
	 * Starts to build a redactor with the rules of the library and others.
	 * @return a new builder
	 */
	static RedactorBuilder builder() {
		return new RedactorBuilder();
	}

	/**
	 * Returns a redactor that never throws, whatever another one does: where that one
	 * fails, nothing of the text is shown, and the first failure is logged.
	 * @param redactor the redactor to ask
	 * @return the guarded redactor, the same object if nothing is to be guarded
	 */
	static Redactor guarded(Redactor redactor) {
		return (redactor instanceof StandardRedactor || redactor instanceof GuardedRedactor) ? redactor
				: new GuardedRedactor(redactor);
	}

}
