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
import static org.assertj.core.api.Assertions.assertThatNoException;

class ConfigCheckTests {

	private final ConfigCheck check = new ConfigCheck(PolicyType.RETRY);

	@Test
	void settingsThatAreNotSetAreNeverWrong() {
		this.check.atLeast("max-attempts", null, 1)
			.within("jitter-factor", null, 0, 1)
			.positive("max-duration", null)
			.notNegative("delay", null);
		assertThatNoException().isThrownBy(this.check::throwIfInvalid);
	}

	@Test
	void boundsAreLegalThemselves() {
		this.check.atLeast("max-attempts", 1, 1)
			.within("jitter-factor", 0.0, 0, 1)
			.within("jitter-factor", 1.0, 0, 1)
			.positive("max-duration", Duration.ofNanos(1))
			.notNegative("delay", Duration.ZERO);
		assertThatNoException().isThrownBy(this.check::throwIfInvalid);
	}

	@Test
	void reportsEverythingThatIsWrongAtOnce() {
		this.check.atLeast("max-attempts", 0, 1)
			.within("jitter-factor", 1.1, 0, 1)
			.positive("max-duration", Duration.ZERO)
			.notNegative("delay", Duration.ofMillis(-1))
			.require(false, "max-delay", "1s", "must not be shorter than delay");
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(this.check::throwIfInvalid)
			.withMessageStartingWith("Invalid retry configuration: ")
			.satisfies((ex) -> assertThat(ex.problems()).containsExactly(
					new ConfigProblem("max-attempts", "0", "must be at least 1"),
					new ConfigProblem("jitter-factor", "1.1", "must be from 0 to 1"),
					new ConfigProblem("max-duration", "PT0S", "must be longer than zero"),
					new ConfigProblem("delay", "PT-0.001S", "must not be negative"),
					new ConfigProblem("max-delay", "1s", "must not be shorter than delay")));
	}

	@Test
	void notANumberIsOutOfEveryRange() {
		this.check.atLeast("multiplier", Double.NaN, 1).within("jitter-factor", Double.NaN, 0, 1);
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(this.check::throwIfInvalid)
			.satisfies((ex) -> assertThat(ex.problems()).hasSize(2));
	}

	@Test
	void aProblemReadsAsASentence() {
		assertThat(new ConfigProblem("max-attempts", "0", "must be at least 1"))
			.hasToString("max-attempts = 0: must be at least 1");
	}

	@Test
	void nanosecondsSaturate() {
		assertThat(ConfigCheck.nanos(Duration.ofSeconds(2))).isEqualTo(2_000_000_000L);
		assertThat(ConfigCheck.nanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
		assertThat(ConfigCheck.nanos(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Long.MIN_VALUE);
	}

}
