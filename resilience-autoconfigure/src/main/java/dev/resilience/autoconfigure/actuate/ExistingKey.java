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

package dev.resilience.autoconfigure.actuate;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Gate;
import dev.resilience.policy.KeyMask;
import dev.resilience.policy.KeyedGates;

/**
 * Finds keys as they are written in requests: as they are, or as the hash that is shown
 * in their place. Finding never makes a key known.
 */
final class ExistingKey {

	private ExistingKey() {
	}

	/**
	 * Finds a key.
	 * @param gates the gates of all keys, or {@code null} if nobody calls by key
	 * @param written the key or its hash
	 * @return the key, or {@code null} if none is written so
	 */
	static @Nullable String find(@Nullable KeyedGates<?> gates, String written) {
		if (gates == null) {
			return null;
		}
		if (gates.find(written) != null) {
			return written;
		}
		return KeyMask.isMask(written) ? findMasked(gates, written) : null;
	}

	private static <G extends Gate> @Nullable String findMasked(KeyedGates<G> gates, String mask) {
		String[] found = new String[1];
		gates.forEach((key, gate) -> {
			if (KeyMask.mask(key).equals(mask)) {
				found[0] = key;
			}
		});
		return found[0];
	}

}
