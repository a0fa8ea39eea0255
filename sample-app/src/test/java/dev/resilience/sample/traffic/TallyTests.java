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

package dev.resilience.sample.traffic;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TallyTests {

	@Test
	void sumsUpInOneLine() {
		Tally tally = new Tally();
		tally.confirmed(false);
		tally.confirmed(true);
		tally.replayed();
		tally.refused("503 payment");
		tally.refused("502 payment");
		tally.refused("503 payment");
		assertThat(tally.drain())
			.hasToString("2 confirmed (1 with fallback recommendations), 1 sent twice and replayed, "
					+ "3 refused (1 x 502 payment, 2 x 503 payment)");
	}

	@Test
	void startsAgainAtZero() {
		Tally tally = new Tally();
		tally.confirmed(true);
		tally.refused("503 payment");
		tally.drain();
		assertThat(tally.drain())
			.hasToString("0 confirmed (0 with fallback recommendations), 0 sent twice and replayed, 0 refused");
	}

}
