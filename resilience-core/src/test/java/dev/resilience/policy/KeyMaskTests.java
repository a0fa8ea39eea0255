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

package dev.resilience.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyMaskTests {

	@Test
	void aKeyIsShownByTheBeginningOfItsHash() {
		// The digest of abc is the example of the standard, FIPS 180-4.
		assertThat(KeyMask.mask("abc")).isEqualTo("#ba7816bf8f01");
		assertThat(KeyMask.suffix("abc")).isEqualTo(" [key #ba7816bf8f01]");
		assertThat(KeyMask.suffix(null)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "#ba7816bf8f01, true", "#ba7816bf8f0, false", "#ba7816bf8f012, false", "ba7816bf8f012, false",
			"abc, false" })
	void tellsAHashFromAKey(String text, boolean hash) {
		assertThat(KeyMask.isMask(text)).isEqualTo(hash);
	}

}
