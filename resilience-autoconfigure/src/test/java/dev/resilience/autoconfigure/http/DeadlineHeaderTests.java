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
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DeadlineHeaderTests {

	private final ManualTime time = ManualTime.stopped();

	@ParameterizedTest
	@CsvSource({ "0, 0", "1, 1", "1500, 1500", "' 20 ', 20", "'\t20', 20", "007, 7",
			"999999999999999999, 999999999999999999" })
	void readsMilliseconds(String value, long millis) {
		assertThat(DeadlineHeader.parse(List.of(value))).hasValue(millis);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "-1", "+1", "-0", "1.5", "1e3", "10ms", "0x10", "1 0", "1,2", "NaN", "Infinity",
			"٣", "１", "1\u00a0", "\u20031", "1\u0000", "1000000000000000000", "9223372036854775808",
			"-9223372036854775809", "null" })
	void ignoresEverythingElse(String value) {
		assertThat(DeadlineHeader.parse(List.of(value))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 19, 100, 8000 })
	void ignoresMoreDigitsThanANumberHas(int digits) {
		assertThat(DeadlineHeader.parse(List.of("9".repeat(digits)))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "2, 2", "' 3 ', 3", "2147483648, 2147483647", "1,", "0,", "-2,", "two,", "'',",
			"99999999999999999999," })
	void readsTheNumberOfARepeatedAttempt(String value, @Nullable Integer attempt) {
		assertThat(DeadlineHeader.parseAttempt(List.of(value))).isEqualTo(attempt);
		assertThat(DeadlineHeader.parseAttempt(List.of(value, value))).isNull();
		assertThat(DeadlineHeader.parseAttempt(null)).isNull();
	}

	@Test
	void ignoresWhatIsSaidTwiceOrNever() {
		assertThat(DeadlineHeader.parse(List.of("10", "10"))).isEmpty();
		assertThat(DeadlineHeader.parse(List.of())).isEmpty();
	}

	@Test
	void neverThrowsAndReadsDigitsAlone() {
		Random random = new Random(23);
		String alphabet = "0123456789012345678901234567890123456789 \t-+.,eE_xL\u00a0\u0660\uff11\ud835";
		for (int round = 0; round < 200_000; round++) {
			StringBuilder text = new StringBuilder();
			for (int i = random.nextInt(24); i > 0; i--) {
				text.append((random.nextInt(50) == 0) ? (char) random.nextInt(65536)
						: alphabet.charAt(random.nextInt((round % 2 == 0) ? 10 : alphabet.length())));
			}
			OptionalLong millis = DeadlineHeader.parse(List.of(text.toString()));
			boolean number = text.toString().matches("[ \t]*[0-9]{1,18}[ \t]*");
			assertThat(millis.isPresent()).as("%s", text).isEqualTo(number);
			millis.ifPresent((value) -> assertThat(value).isEqualTo(Long.parseLong(text.toString().strip())));
		}
	}

	@ParameterizedTest
	@CsvSource({ "PT1.5S, 1500", "PT0.0015S, 1", "PT0.000000001S, 1", "PT24H, 86400000" })
	void writesWholeMillisecondsThatArePresent(Duration limit, String header) {
		assertThat(Deadline.within(this.time, limit, () -> DeadlineHeader.format(Deadline.current())))
			.isEqualTo(header);
	}

	@Test
	void writesNothingWithoutALimit() {
		assertThat(DeadlineHeader.format(null)).isNull();
	}

	@Test
	void refusesToWriteWhatIsOver() {
		Deadline limit = Deadline.beginPassive(this.time, "orders", 1_000_000);
		this.time.advance(Duration.ofMillis(1));
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> DeadlineHeader.format(limit))
			.satisfies((ex) -> assertThat(ex.instance()).isEqualTo("orders"))
			.satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse());
		limit.end();
	}

}
