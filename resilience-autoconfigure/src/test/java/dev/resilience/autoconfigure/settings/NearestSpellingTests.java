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

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NearestSpelling}.
 */
class NearestSpellingTests {

	private static final List<String> NAMES = List.of("max-attempts", "max-delay", "multiplier", "delay");

	@ParameterizedTest
	@CsvSource({ "max-attempst, max-attempts", "maxattemts, max-attempts", "MAX_DELAY, max-delay", "dealy, delay",
			"multiplierr, multiplier", "multplier, multiplier" })
	void findsWhatWasMeant(String written, String meant) {
		assertThat(NearestSpelling.of(written, NAMES)).contains(meant);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nope", "", "window-size", "dxxxy" })
	void findsNothingWhereTooMuchDiffers(String written) {
		assertThat(NearestSpelling.of(written, NAMES)).isEmpty();
	}

	@Test
	void aSwapOfNeighboursIsOneChange() {
		assertThat(NearestSpelling.of("ab", List.of("ba"))).contains("ba");
	}

	@Test
	void theFirstOfEquallyNearNamesWins() {
		assertThat(NearestSpelling.of("cat", List.of("bat", "car", "cab"))).contains("bat");
	}

	@Test
	void nearerNamesWinOverEarlierOnes() {
		assertThat(NearestSpelling.of("charges", List.of("chargers1", "charge"))).contains("charge");
	}

}
