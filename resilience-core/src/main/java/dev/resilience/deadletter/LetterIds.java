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

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes names of dead letters: 48 bits of wall clock time in milliseconds, 16 bits that
 * count within one of them, and 48 random bits that keep processes apart, all as hex
 * digits, so that names rise with time. Names of one process always rise, also where the
 * clock is set back. Safe for use by many threads.
 */
final class LetterIds {

	private static final HexFormat HEX = HexFormat.of();

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final int COUNT_BITS = 16;

	/** The last time and count that were given out. */
	private final AtomicLong last = new AtomicLong();

	String next(long millis) {
		long floor = millis << COUNT_BITS;
		long number = this.last.updateAndGet((before) -> Math.max(before + 1, floor));
		return HEX.toHexDigits(number) + "-" + HEX.toHexDigits(RANDOM.nextLong(), 12);
	}

}
