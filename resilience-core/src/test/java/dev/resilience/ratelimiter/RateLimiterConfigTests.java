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

package dev.resilience.ratelimiter;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RateLimiterConfigTests {

	@Test
	void defaultsAreThoseOfTheContract() {
		RateLimiterConfig config = RateLimiterConfig.defaults();
		assertThat(config.permits()).isEqualTo(50);
		assertThat(config.period()).isEqualTo(Duration.ofSeconds(1));
		assertThat(config.burst()).isEqualTo(50);
		assertThat(config.maxWait()).isZero();
		assertThat(config.mode()).isEqualTo(PolicyMode.ENFORCE);
	}

	@Test
	void unsetBurstFollowsThePermitsAlsoThroughToBuilder() {
		RateLimiterConfig config = RateLimiterConfig.builder().permits(7).build();
		assertThat(config.burst()).isEqualTo(7);
		assertThat(config.toBuilder().permits(9).build().burst()).isEqualTo(9);
	}

	@Test
	void toBuilderKeepsEverySetting() {
		RateLimiterConfig config = RateLimiterConfig.builder()
			.permits(3)
			.period(Duration.ofMillis(4))
			.burst(5)
			.maxWait(Duration.ofMillis(6))
			.mode(PolicyMode.OFF)
			.build()
			.toBuilder()
			.build();
		assertThat(config.permits()).isEqualTo(3);
		assertThat(config.period()).isEqualTo(Duration.ofMillis(4));
		assertThat(config.burst()).isEqualTo(5);
		assertThat(config.maxWait()).isEqualTo(Duration.ofMillis(6));
		assertThat(config.mode()).isEqualTo(PolicyMode.OFF);
	}

	@Test
	void settingsAreEqualIfAllValuesAre() {
		RateLimiterConfig config = RateLimiterConfig.builder().permits(3).build();
		RateLimiterConfig other = config.toBuilder().maxWait(Duration.ofMillis(6)).build();
		assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
		assertThat(other).isNotEqualTo(config).doesNotHaveSameHashCodeAs(config);
		assertThat(config).isNotEqualTo("settings").isNotEqualTo(null);
	}

	@Test
	void theBoundsThemselvesAreLegal() {
		RateLimiterConfig least = RateLimiterConfig.builder().permits(1).period(Duration.ofNanos(1)).burst(1).build();
		assertThat(least.permits()).isOne();
		assertThat(least.maxWait()).isZero();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void refusesWhatIsOutOfRange(String row, RateLimiterConfig.Builder builder, String... properties) {
		InvalidConfigException thrown = catchThrowableOfType(InvalidConfigException.class, builder::build);
		assertThat(thrown).as(row).isNotNull();
		assertThat(thrown.problems()).extracting(ConfigProblem::property).containsExactly(properties);
	}

	static Stream<Arguments> refusesWhatIsOutOfRange() {
		return Stream.of(Arguments.of("no permits", RateLimiterConfig.builder().permits(0), new String[] { "permits" }),
				Arguments.of("no period", RateLimiterConfig.builder().period(Duration.ZERO), new String[] { "period" }),
				Arguments.of("negative period", RateLimiterConfig.builder().period(Duration.ofDays(-200_000)),
						new String[] { "period" }),
				Arguments.of("no burst", RateLimiterConfig.builder().burst(0), new String[] { "burst" }),
				Arguments.of("negative wait", RateLimiterConfig.builder().maxWait(Duration.ofNanos(-1)),
						new String[] { "max-wait" }),
				Arguments.of("burst that never comes back",
						RateLimiterConfig.builder().permits(1).period(Duration.ofDays(365)).burst(100),
						new String[] { "period" }),
				Arguments.of("period beyond nanoseconds",
						RateLimiterConfig.builder().permits(1).period(Duration.ofSeconds(Long.MAX_VALUE)),
						new String[] { "period" }),
				Arguments.of("all at once",
						RateLimiterConfig.builder()
							.permits(0)
							.period(Duration.ZERO)
							.burst(0)
							.maxWait(Duration.ofNanos(-1)),
						new String[] { "permits", "period", "burst", "max-wait" }));
	}

}
