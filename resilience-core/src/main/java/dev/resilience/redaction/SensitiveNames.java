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

import java.util.List;
import java.util.Set;

/**
 * Names whose values are secret.
 */
final class SensitiveNames {

	static final SensitiveNames STANDARD = new SensitiveNames(List.of());

	/** Secret wherever a name holds them. */
	private static final List<String> PARTS = List.of("password", "passwd", "passphrase", "passwort", "apikey",
			"accesskey", "privatekey", "secretkey", "signingkey", "encryptionkey", "clientsecret", "credential",
			"cardnumber", "creditcard", "connectionstring", "subscriptionkey", "xamzsignature");

	/** Secret where a name ends with them: a token is, a token limit is not. */
	private static final List<String> ENDINGS = List.of("secret", "secrets", "token", "pwd", "authorization", "cookie",
			"sessionid", "securitycode");

	private static final Set<String> WHOLE = Set.of("pass", "pw", "pin", "cvv", "cvv2", "cvc", "ssn", "iban", "auth",
			"otp", "jsessionid", "sid", "sig", "pan");

	/** Values of these go on to the end of the line. */
	private static final Set<String> HEADERS = Set.of("authorization", "proxyauthorization", "cookie", "setcookie");

	private final List<String> added;

	SensitiveNames(List<String> added) {
		this.added = added.stream().map(SensitiveNames::uniform).toList();
	}

	boolean isSensitive(String name) {
		String uniform = uniform(name);
		if (uniform.isEmpty()) {
			return false;
		}
		for (String part : this.added) {
			if (uniform.contains(part)) {
				return true;
			}
		}
		// What follows the name of an exception is its message
		if (uniform.endsWith("exception") || uniform.endsWith("error")) {
			return false;
		}
		return WHOLE.contains(uniform) || PARTS.stream().anyMatch(uniform::contains)
				|| ENDINGS.stream().anyMatch(uniform::endsWith);
	}

	static boolean isHeader(String name) {
		return HEADERS.contains(uniform(name));
	}

	static String uniform(String name) {
		StringBuilder uniform = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			char character = name.charAt(i);
			if (Character.isLetterOrDigit(character)) {
				uniform.append(Character.toLowerCase(character));
			}
		}
		return uniform.toString();
	}

}
