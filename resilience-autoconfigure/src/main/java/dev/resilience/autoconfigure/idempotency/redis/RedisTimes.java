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

package dev.resilience.autoconfigure.idempotency.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Writes times as scripts read them. Everything ends after a hundred years, so that sums
 * stay numbers that Lua counts exactly.
 */
final class RedisTimes {

	private static final Duration LONGEST = Duration.ofDays(36_525);

	private static final long NANOS_PER_MICRO = 1000;

	private static final long NANOS_PER_MILLI = 1_000_000;

	private RedisTimes() {
	}

	static byte[] micros(Duration duration) {
		return text(roundedUp(duration, NANOS_PER_MICRO));
	}

	// A key that expires at once would be gone before anybody has seen it.
	static byte[] expiry(Duration duration) {
		return text(Math.max(1, roundedUp(duration, NANOS_PER_MILLI)));
	}

	private static long roundedUp(Duration duration, long unit) {
		Duration bounded = (duration.compareTo(LONGEST) < 0) ? duration : LONGEST;
		return -Math.floorDiv(-bounded.toNanos(), unit);
	}

	private static byte[] text(long value) {
		return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
	}

	static Duration duration(byte[] micros) {
		return Duration.of(Long.parseLong(RedisLink.text(micros)), ChronoUnit.MICROS);
	}

	static Duration between(long fromMicros, long toMicros) {
		return Duration.of(Math.max(0, toMicros - fromMicros), ChronoUnit.MICROS);
	}

}
