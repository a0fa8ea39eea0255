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

package dev.resilience.autoconfigure.idempotency.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class KeyHeaderTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			abc            | abc
			"abc"          | abc
			` "abc" `      | abc
			"a\\"b\\\\c"     | a"b\\c
			a"b            | a"b
			a, b           | a, b
			"a b"          | a b
			8e03978e-40d5-43dd-bc93-6894a57f9324 | 8e03978e-40d5-43dd-bc93-6894a57f9324
			""")
	void readsStringsAndBareKeys(String value, String key) {
		assertThat(KeyHeader.parse(List.of(value), 255)).isEqualTo(new KeyHeader(key, null));
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
			``         | is empty
			`  `       | is empty
			""         | is empty
			"          | begins with a quote
			"abc       | begins with a quote
			"a"b"      | begins with a quote
			"a";p=1    | begins with a quote
			"a\\"       | begins with a quote
			"a\\n"      | begins with a quote
			caf\u00e9    | not visible ASCII
			`a\tb`      | not visible ASCII
			a\u007f     | not visible ASCII
			abcdefghijk | longer than 10
			""")
	void refusesWhatIsNoKey(String value, String problem) {
		KeyHeader header = KeyHeader.parse(List.of(value), 10);
		assertThat(header.key()).isNull();
		assertThat(header.problem()).contains(problem);
	}

	@Test
	void aKeyOfTheGreatestLengthIsOne() {
		assertThat(KeyHeader.parse(List.of("\"abcdefghij\""), 10).key()).isEqualTo("abcdefghij");
	}

	@Test
	void noValueIsNoKey() {
		assertThat(KeyHeader.parse(List.of(), 10)).isEqualTo(new KeyHeader(null, null));
	}

	@Test
	void equalValuesAreOneKeyAndDifferentOnesNone() {
		assertThat(KeyHeader.parse(List.of("a", "\"a\""), 10).key()).isEqualTo("a");
		assertThat(KeyHeader.parse(List.of("a", "b"), 10).problem()).isEqualTo("was sent with different values");
		assertThat(KeyHeader.parse(List.of("a", ""), 10).problem()).isEqualTo("is empty");
	}

}
