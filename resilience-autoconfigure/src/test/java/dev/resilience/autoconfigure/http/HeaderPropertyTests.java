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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderPropertyTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	@Property
	void whoObeysRetryAfterComesBackNeitherEarlyNorASecondLate(@ForAll("waits") Duration wait) {
		Duration read = RetryAfterHeader.parse(List.of(RetryAfterHeader.format(wait)), NOW);
		assertThat(read).isGreaterThanOrEqualTo(wait);
		assertThat(read)
			.isLessThan((wait.compareTo(Duration.ofSeconds(1)) < 0) ? Duration.ofSeconds(2) : wait.plusSeconds(1));
	}

	@Property
	void datesOfHttpAreReadToTheSecond(@ForAll @LongRange(min = -1_000_000_000, max = 4_000_000_000L) long ahead) {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plusSeconds(ahead).atOffset(ZoneOffset.UTC))
			.replaceFirst(", (\\d) ", ", 0$1 ");
		assertThat(RetryAfterHeader.parse(List.of(date), NOW)).isEqualTo(Duration.ofSeconds(Math.max(0, ahead)));
	}

	@Property
	void whateverTheOtherSideWritesNothingIsThrownAndNoWaitIsNegative(@ForAll("nonsense") String text) {
		Duration wait = RetryAfterHeader.parse(List.of(text), NOW);
		assertThat(wait == null || !wait.isNegative()).isTrue();
		assertThat(DeadlineHeader.parse(List.of(text)).orElse(0)).isNotNegative();
	}

	@Property
	void millisecondsAreReadAsTheyAreWritten(@ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long millis) {
		assertThat(DeadlineHeader.parse(List.of(" " + millis + "\t"))).hasValue(millis);
	}

	@Provide
	static Arbitrary<Duration> waits() {
		return Arbitraries.oneOf(Arbitraries.longs().between(0, 3_000_000_000L).map(Duration::ofNanos),
				Arbitraries.longs().greaterOrEqual(0).map(Duration::ofNanos));
	}

	@Provide
	static Arbitrary<String> nonsense() {
		return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(40), Arbitraries.strings().numeric().ofMaxLength(40),
				Arbitraries.strings().withChars("0123456789 ,:-+.GMTJanFebSundy").ofMaxLength(70),
				Arbitraries.strings()
					.withChars("0123456789")
					.ofMinLength(8)
					.ofMaxLength(8)
					.map((digits) -> "Sun, " + digits.substring(0, 2) + " Nov 19" + digits.substring(2, 4) + " "
							+ digits.substring(4, 6) + ":" + digits.substring(6) + ":60 GMT"));
	}

}
