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

package dev.resilience.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Writes keys of keyed instances where they must not be read, as in log lines: they may
 * be names of people or secrets. A masked key can be compared with another, so that lines
 * about one key are found together.
 */
public final class KeyMask {

	private static final int BYTES = 6;

	private KeyMask() {
	}

	/**
	 * Masks a key.
	 * @param key the key
	 * @return {@code #} and the first twelve hexadecimal digits of its SHA-256
	 */
	public static String mask(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
			return "#" + HexFormat.of().formatHex(digest, 0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			// Every Java platform must have it
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns whether a text looks like a masked key.
	 * @param text the text
	 * @return whether it may be one
	 */
	public static boolean isMask(String text) {
		return text.length() == 1 + 2 * BYTES && text.charAt(0) == '#';
	}

	/**
	 * Returns what a log line says after the name of an instance.
	 * @param key the key, or {@code null} for none
	 * @return a text that begins with a blank, empty if there is no key
	 */
	public static String suffix(@Nullable String key) {
		return (key != null) ? " [key " + mask(key) + "]" : "";
	}

}
