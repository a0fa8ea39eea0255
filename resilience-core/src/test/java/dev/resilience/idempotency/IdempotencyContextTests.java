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

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of the idempotent call that a thread works for, and of the keys it derives.
 */
class IdempotencyContextTests {

	private final ManualTime time = ManualTime.stopped();

	private final IdempotencyPolicy idempotency = IdempotencyPolicy.of("payments", IdempotencyConfig.defaults(),
			IdempotentOperation.of(new InMemoryIdempotencyStore(this.time), IdempotencyKeys.none()),
			new IdempotencyCounters(), PolicyContext.standalone(this.time));

	@Test
	void thereIsOneOnlyWhileTheWorkRuns() {
		assertThat(IdempotencyContext.current()).isEmpty();
		this.idempotency.execute("K", null, () -> {
			IdempotencyContext outer = IdempotencyContext.current().orElseThrow();
			assertThat(outer.instance()).isEqualTo("payments");
			assertThat(outer.operation()).isEqualTo("payments");
			assertThat(outer.token()).isPositive();
			this.idempotency.execute("L", null,
					() -> assertThat(IdempotencyContext.current().orElseThrow()).isNotSameAs(outer));
			assertThat(IdempotencyContext.current()).containsSame(outer);
			return 1;
		});
		assertThat(IdempotencyContext.current()).isEmpty();
	}

	@Test
	void aDerivedKeyIsTheSameInEveryRunOfTheOperation() {
		List<String> keys = new ArrayList<>();
		for (int run = 0; run < 2; run++) {
			this.idempotency.execute("K", null, () -> keys.add(childKey("charge")));
			this.idempotency.forget("payments", "K");
		}
		assertThat(keys).hasSize(2);
		assertThat(keys.get(0)).isEqualTo(keys.get(1));
		assertThat(UUID.fromString(keys.get(0)).version()).isEqualTo(8);
		assertThat(UUID.fromString(keys.get(0)).variant()).isEqualTo(2);
	}

	@Test
	void keysOfOtherStepsAndOtherCallsDiffer() {
		List<String> keys = new ArrayList<>();
		this.idempotency.execute("K", null, () -> keys.add(childKey("charge")) & keys.add(childKey("mail")));
		this.idempotency.execute("L", null, () -> keys.add(childKey("charge")));
		assertThat(keys).doesNotHaveDuplicates().hasSize(3);
	}

	@Test
	void hashesDependOnEverythingThatScopesAKey() {
		KeyHashing shop = KeyHashing.of("shop", null);
		KeyHashing secret = KeyHashing.of("shop", "pepper");
		assertThat(List.of(KeyHashing.plain().keyOf("charge", null, "K"), shop.keyOf("charge", null, "K"),
				shop.keyOf("refund", null, "K"), shop.keyOf("charge", "mary", "K"), shop.keyOf("charge", "", "K"),
				secret.keyOf("charge", null, "K"), secret.keyOf("charge", "mary", "K"),
				KeyHashing.of("shop", "salt").keyOf("charge", null, "K")))
			.doesNotHaveDuplicates();
		assertThat(KeyHashing.plain().keyOf("charge", null, "K")).isEqualTo(IdempotencyKey.of("charge", "K"));
		assertThat(secret.keyOf("charge", null, "K"))
			.isEqualTo(KeyHashing.of("shop", "pepper").keyOf("charge", null, "K"));
		assertThat(secret).asString().doesNotContain("pepper\"").contains("shop");
		assertThatIllegalArgumentException().isThrownBy(() -> KeyHashing.of("shop", ""));
	}

	@Test
	void aHashCanBeReadBack() {
		IdempotencyKey key = IdempotencyKey.of("charge", "K");
		assertThat(IdempotencyKey.ofHex(key.hex())).isEqualTo(key);
		assertThat(IdempotencyKey.ofHash(key.hash())).isEqualTo(key);
		assertThatIllegalArgumentException().isThrownBy(() -> IdempotencyKey.ofHex("abcd"));
		assertThatIllegalArgumentException().isThrownBy(() -> IdempotencyKey.ofHex("x".repeat(64)));
	}

	private static String childKey(String step) {
		return IdempotencyContext.current().orElseThrow().childKey(step);
	}

}
