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

package dev.resilience.autoconfigure.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterHeaderTests {

	private static final Instant NOW = Instant.parse("1994-11-06T08:49:00Z");

	@ParameterizedTest
	@CsvSource({ "0, PT0S", "1, PT1S", "120, PT2M", "' 7 ', PT7S", "007, PT7S",
			"999999999999999999, PT277777777777777H46M39S" })
	void readsSeconds(String value, Duration wait) {
		assertThat(RetryAfterHeader.parse(value, NOW)).isEqualTo(wait);
	}

	@ParameterizedTest
	@ValueSource(ints = { 19, 20, 100, 8000 })
	void moreDigitsThanANumberHasMeanForever(int digits) {
		assertThat(RetryAfterHeader.parse("9".repeat(digits), NOW)).isEqualTo(RetryAfterHeader.FOREVER);
		assertThat(RetryAfterHeader.parse("0".repeat(digits), NOW)).isEqualTo(Duration.ZERO);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
			"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Wed, 06 nov 1994 08:49:37 GMT" })
	void readsDatesInEveryFormatOfHttp(String value) {
		assertThat(RetryAfterHeader.parse(value, NOW)).isEqualTo(Duration.ofSeconds(37));
	}

	@Test
	void datesOfThePastMeanNoWait() {
		assertThat(RetryAfterHeader.parse("Sun, 06 Nov 1994 08:48:59 GMT", NOW)).isEqualTo(Duration.ZERO);
	}

	@ParameterizedTest
	@CsvSource({ "2024-06-01T00:00:00Z, 74, true", "2024-06-01T00:00:00Z, 75, false" })
	void yearsOfTwoDigitsLieAtMostFiftyYearsAhead(Instant now, String year, boolean ahead) {
		Duration wait = RetryAfterHeader.parse("Monday, 01-Jan-" + year + " 00:00:00 GMT", now);
		assertThat(wait).isNotNull();
		assertThat(!wait.isZero()).isEqualTo(ahead);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "+1", "1.5", "1s", "0x10", "soon", "Sun, 06 Nov 1994", ",", ", ", "-", "٣",
			"Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT", "1994-11-06T08:49:37Z", "NaN", "1e3" })
	void ignoresEverythingElse(String value) {
		assertThat(RetryAfterHeader.parse(value, NOW)).isNull();
	}

	@Test
	void takesTheFirstValueThatCanBeRead() {
		assertThat(RetryAfterHeader.parse(List.of("soon", "3", "9"), NOW)).isEqualTo(Duration.ofSeconds(3));
		assertThat(RetryAfterHeader.parse(List.of(), NOW)).isNull();
		assertThat(RetryAfterHeader.parse((List<String>) null, NOW)).isNull();
	}

	@Test
	void neverThrowsAndNeverGivesANegativeTime() {
		Random random = new Random(17);
		String alphabet = "0123456789 ,-+.:;SunNovGMTabc\t\u0000\u00a0\u0660\ud83d";
		String seed = "Sun, 06 Nov 1994 08:49:37 GMT";
		for (int round = 0; round < 100_000; round++) {
			StringBuilder text = new StringBuilder((round % 2 == 0) ? "" : seed);
			for (int i = random.nextInt(12); i >= 0; i--) {
				char character = (random.nextInt(20) == 0) ? (char) random.nextInt(65536)
						: alphabet.charAt(random.nextInt(alphabet.length()));
				if (!text.isEmpty() && random.nextBoolean()) {
					text.setCharAt(random.nextInt(text.length()), character);
				}
				else {
					text.insert(random.nextInt(text.length() + 1), character);
				}
			}
			Duration wait = RetryAfterHeader.parse(text.toString(), NOW);
			assertThat(wait == null || !wait.isNegative()).as("%s", text).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, 1", "PT0.000000001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT30.7S, 31", "PT1M, 60", "PT-5S, 1",
			"PT2562047788015215H30M7.999999999S, 9223372036854775807" })
	void writesWholeSecondsThatAreNeverTooEarly(Duration wait, String seconds) {
		assertThat(RetryAfterHeader.format(wait)).isEqualTo(seconds);
	}

}
