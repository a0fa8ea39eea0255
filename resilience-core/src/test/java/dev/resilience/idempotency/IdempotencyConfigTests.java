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

import java.time.Duration;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link IdempotencyConfig}.
 */
class IdempotencyConfigTests {

	@Test
	void hasTheDefaultsOfTheContract() {
		IdempotencyConfig config = IdempotencyConfig.defaults();
		assertThat(config.ttl()).isEqualTo(Duration.ofHours(24));
		assertThat(config.lease()).isEqualTo(Duration.ofSeconds(30));
		assertThat(config.onDuplicate()).isEqualTo(OnDuplicate.REJECT);
		assertThat(config.maxWait()).isEqualTo(Duration.ofSeconds(10));
		assertThat(config.onTakeover()).isEqualTo(OnTakeover.RERUN);
		assertThat(config.mode()).isEqualTo(PolicyMode.ENFORCE);
	}

	@Test
	void keepsWhatIsSetWhenItIsChanged() {
		IdempotencyConfig config = IdempotencyConfig.builder().ttl(Duration.ofMinutes(1)).build();
		assertThat(config.toBuilder().onDuplicate(OnDuplicate.WAIT).build().ttl()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void reportsEverythingThatIsWrongAtOnce() {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> IdempotencyConfig.builder()
				.ttl(Duration.ZERO)
				.lease(Duration.ofSeconds(-1))
				.maxWait(Duration.ofNanos(-1))
				.mode(PolicyMode.SHADOW)
				.build())
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
				.containsExactly("ttl", "lease", "max-wait", "mode"));
	}

}
