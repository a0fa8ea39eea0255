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

package dev.resilience.idempotency;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link IdempotencyKey}.
 */
class IdempotencyKeyTests {

	@Test
	void tellsKeysApartByEveryCharacterCase31() {
		String prefix = "x".repeat(299);
		List<String> texts = List.of("Key-A", "key-a", "Key-A ", prefix + "1", prefix + "2", "\uD800", "\uD801", "?");
		assertThat(texts).extracting((text) -> IdempotencyKey.of("charge", text)).doesNotHaveDuplicates();
	}

	@Test
	void tellsOperationsApartCase30() {
		assertThat(IdempotencyKey.of("a.Orders.place(String)", "K"))
			.isNotEqualTo(IdempotencyKey.of("b.Orders.place(String)", "K"));
		assertThat(IdempotencyKey.of("ab", "c")).isNotEqualTo(IdempotencyKey.of("a", "bc"));
	}

	@Test
	void isTheSameForTheSameTexts() {
		IdempotencyKey key = IdempotencyKey.of("charge", "K");
		assertThat(key).isEqualTo(IdempotencyKey.of("charge", "K")).hasSameHashCodeAs(IdempotencyKey.of("charge", "K"));
		assertThat(key).doesNotHaveSameHashCodeAs(IdempotencyKey.of("charge", "L"));
		assertThat(key.hash()).hasSize(32);
		assertThat(key.hex()).hasSize(64).startsWith(key.toString());
	}

	@Test
	void showsEightDigitsOfItsHashOnlyCase61() {
		assertThat(IdempotencyKey.of("charge", "mary@example.org").toString()).matches("[0-9a-f]{8}");
		assertThat(new IdempotentRequest("charge", "mary@example.org", "{\"card\":1}").toString())
			.isEqualTo("IdempotentRequest[operation=charge]");
	}

}
