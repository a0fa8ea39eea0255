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

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KeyedConfigTests {

	private static final KeyedConfig CONFIG = KeyedConfig.builder().maxKeys(7).idle(Duration.ofMinutes(5)).build();

	@Test
	void keepsWhatIsSetWhenItIsChanged() {
		assertThat(CONFIG.toBuilder().build()).isEqualTo(CONFIG).hasSameHashCodeAs(CONFIG);
		assertThat(CONFIG.toBuilder().maxKeys(8).build().idle()).isEqualTo(Duration.ofMinutes(5));
		assertThat(CONFIG.toBuilder().idle(Duration.ofMinutes(6)).build().maxKeys()).isEqualTo(7);
	}

	@Test
	void settingsAreEqualIfBothValuesAre() {
		KeyedConfig moreKeys = KeyedConfig.builder().maxKeys(8).idle(Duration.ofMinutes(5)).build();
		KeyedConfig longer = KeyedConfig.builder().maxKeys(7).idle(Duration.ofMinutes(6)).build();
		assertThat(CONFIG).isEqualTo(CONFIG)
			.isNotEqualTo(moreKeys)
			.isNotEqualTo(longer)
			.isNotEqualTo("settings")
			.isNotEqualTo(null);
		assertThat(CONFIG.hashCode()).isNotEqualTo(moreKeys.hashCode()).isNotEqualTo(longer.hashCode());
	}

	@Test
	void theBoundsThemselvesAreLegal() {
		KeyedConfig least = KeyedConfig.builder().maxKeys(1).idle(Duration.ofNanos(1)).build();
		assertThat(least.maxKeys()).isOne();
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> KeyedConfig.builder().maxKeys(0).idle(Duration.ZERO).build())
			.satisfies((ex) -> assertThat(ex.problems()).extracting(ConfigProblem::property)
				.containsExactly("max-keys", "idle"));
	}

}
