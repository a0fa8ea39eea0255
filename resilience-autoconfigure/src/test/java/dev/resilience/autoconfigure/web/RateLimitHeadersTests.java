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

package dev.resilience.autoconfigure.web;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.ratelimiter.RateLimiterSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitHeadersTests {

	@ParameterizedTest
	@CsvSource({ "10, 0, 10, 0", "10, 1, 9, 6", "4, 0, 4, 36", "4, 1, 3, 42", "0, 0, 0, 60", "0, 1, 0, 60" })
	void tellLimitRemainingAndTheTimeUntilAllIsThereAgain(int available, int pending, String remaining, String reset) {
		assertThat(RateLimitHeaders.of(numbers(available, Duration.ofMinutes(1)), pending).values())
			.containsEntry("X-RateLimit-Limit", "10")
			.containsEntry("X-RateLimit-Remaining", remaining)
			.containsEntry("X-RateLimit-Reset", reset);
	}

	@Test
	void roundsUp() {
		assertThat(RateLimitHeaders.of(numbers(9, Duration.ofMillis(10_001)), 0).values())
			.containsEntry("X-RateLimit-Reset", "2");
	}

	@Test
	void periodsOfYearsDoNotOverflow() {
		assertThat(
				RateLimitHeaders.of(numbers(0, Duration.ofNanos(Long.MAX_VALUE)), 0).values().get("X-RateLimit-Reset"))
			.matches("\\d+");
	}

	private static RateLimiterSnapshot numbers(int available, Duration period) {
		return new RateLimiterSnapshot(available, 0, 10, 10, period, Duration.ZERO, 0, 0, 0);
	}

}
