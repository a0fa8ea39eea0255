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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.springframework.boot.convert.DurationStyle;

import dev.resilience.time.DurationText;

import static org.assertj.core.api.Assertions.assertThat;

class NearestSpellingPropertyTests {

	private static final List<String> KEYS = List.of("retry.max-attempts", "retry.max-delay", "retry.delay",
			"circuit-breaker.failure-threshold", "circuit-breaker.failure-rate-threshold", "bulkhead.max-wait",
			"rate-limiter.max-wait", "timeout.duration", "deadline", "template");

	@Property
	void oneSlipOfTheFingerLeadsBackToTheKey(@ForAll("keys") String key, @ForAll("slips") Slip slip,
			@ForAll @IntRange(max = 60) int place, @ForAll("letters") char letter) {
		assertThat(NearestSpelling.of(slip.of(key, place, letter), KEYS)).contains(key);
	}

	@Property
	void caseAndSeparatorsDoNotMatter(@ForAll("keys") String key) {
		assertThat(NearestSpelling.of(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), KEYS)).contains(key);
	}

	@Property
	void suggestsTheNearestByTheDefinitionOfDistanceOrNothing(@ForAll("words") String written,
			@ForAll("wordLists") List<String> names) {
		Optional<String> nearest = names.stream()
			.filter((name) -> distance(written, name) <= Math.max(1, Math.min(written.length(), name.length()) / 3))
			.min((one, other) -> Integer.compare(distance(written, one), distance(written, other)));
		assertThat(NearestSpelling.of(written, names)).isEqualTo(nearest);
	}

	@Property
	void durationsAreWrittenAsSettingsReadThem(@ForAll("durations") Duration duration) {
		assertThat(DurationStyle.detectAndParse(DurationText.of(duration))).isEqualTo(duration);
	}

	// Optimal string alignment as it is defined
	private static int distance(String from, String to) {
		if (from.isEmpty() || to.isEmpty()) {
			return from.length() + to.length();
		}
		String shorterFrom = from.substring(1);
		String shorterTo = to.substring(1);
		int best = Math.min(distance(shorterFrom, to), distance(from, shorterTo)) + 1;
		best = Math.min(best, distance(shorterFrom, shorterTo) + ((from.charAt(0) == to.charAt(0)) ? 0 : 1));
		if (from.length() > 1 && to.length() > 1 && from.charAt(0) == to.charAt(1) && from.charAt(1) == to.charAt(0)) {
			best = Math.min(best, distance(from.substring(2), to.substring(2)) + 1);
		}
		return best;
	}

	@Provide
	static Arbitrary<String> keys() {
		return Arbitraries.of(KEYS);
	}

	@Provide
	static Arbitrary<Slip> slips() {
		return Arbitraries.of(Slip.class);
	}

	@Provide
	static Arbitrary<Character> letters() {
		return Arbitraries.chars().range('a', 'z');
	}

	@Provide
	static Arbitrary<String> words() {
		return Arbitraries.strings().withChars('a', 'b', 'c').ofMaxLength(6);
	}

	@Provide
	static Arbitrary<List<String>> wordLists() {
		return words().list().ofMaxSize(4);
	}

	@Provide
	static Arbitrary<Duration> durations() {
		return Arbitraries.oneOf(Arbitraries.of(0L, 1L, 999_999L, 1_000_000L, 1_500_000_000L).map(Duration::ofNanos),
				Arbitraries.longs().between(0, 200_000).map(Duration::ofSeconds),
				Arbitraries.longs().between(-200_000, 200_000).map(Duration::ofMillis),
				Arbitraries.longs().between(0, 100_000_000).map(Duration::ofMinutes),
				Arbitraries.longs().greaterOrEqual(0).map(Duration::ofNanos),
				Arbitraries.longs().greaterOrEqual(0).map(Duration::ofSeconds));
	}

	/**
	 * What fingers do.
	 */
	enum Slip {

		INSERTS, DROPS, REPLACES, SWAPS;

		String of(String word, int place, char letter) {
			int at = place % (word.length() - 1);
			String rest = word.substring(at + 1);
			return word.substring(0, at) + switch (this) {
				case INSERTS -> letter + word.substring(at);
				case DROPS -> rest;
				case REPLACES -> letter + rest;
				case SWAPS -> rest.charAt(0) + word.substring(at, at + 1) + rest.substring(1);
			};
		}

	}

}
