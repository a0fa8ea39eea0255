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

package dev.resilience.bulkhead;

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

class BulkheadConfigTests {

	@Test
	void defaultsAreThoseOfTheContract() {
		BulkheadConfig config = BulkheadConfig.defaults();
		assertThat(config.maxConcurrent()).isEqualTo(25);
		assertThat(config.queueSize()).isZero();
		assertThat(config.maxWait()).isNull();
		assertThat(config.mode()).isEqualTo(PolicyMode.ENFORCE);
	}

	@Test
	void toBuilderKeepsEverySetting() {
		BulkheadConfig config = BulkheadConfig.builder()
			.maxConcurrent(3)
			.queueSize(4)
			.maxWait(Duration.ofMillis(5))
			.mode(PolicyMode.SHADOW)
			.build()
			.toBuilder()
			.build();
		assertThat(config.maxConcurrent()).isEqualTo(3);
		assertThat(config.queueSize()).isEqualTo(4);
		assertThat(config.maxWait()).isEqualTo(Duration.ofMillis(5));
		assertThat(config.mode()).isEqualTo(PolicyMode.SHADOW);
	}

	@Test
	void settingsAreEqualIfAllValuesAre() {
		BulkheadConfig config = BulkheadConfig.builder().maxConcurrent(3).queueSize(4).build();
		BulkheadConfig other = config.toBuilder().queueSize(5).build();
		assertThat(config.toBuilder().build()).isEqualTo(config).hasSameHashCodeAs(config);
		assertThat(other).isNotEqualTo(config).doesNotHaveSameHashCodeAs(config);
		assertThat(config).isNotEqualTo("settings").isNotEqualTo(null);
	}

	@Test
	void theBoundsThemselvesAreLegal() {
		BulkheadConfig least = BulkheadConfig.builder()
			.maxConcurrent(0)
			.queueSize(1)
			.maxWait(Duration.ofNanos(1))
			.build();
		assertThat(least.maxConcurrent()).isZero();
		assertThat(BulkheadConfig.builder().queueSize(0).build().queueSize()).isZero();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void refusesWhatIsOutOfRangeOrContradicts(String row, BulkheadConfig.Builder builder, String... properties) {
		InvalidConfigException thrown = catchThrowableOfType(InvalidConfigException.class, builder::build);
		assertThat(thrown).as(row).isNotNull();
		assertThat(thrown.problems()).extracting(ConfigProblem::property).containsExactly(properties);
	}

	static Stream<Arguments> refusesWhatIsOutOfRangeOrContradicts() {
		return Stream.of(
				Arguments.of("I1 negative value", BulkheadConfig.builder().maxConcurrent(-1),
						new String[] { "max-concurrent" }),
				Arguments.of("I1 negative queue", BulkheadConfig.builder().queueSize(-1),
						new String[] { "queue-size" }),
				Arguments.of("max-wait without a queue", BulkheadConfig.builder().maxWait(Duration.ofMillis(1)),
						new String[] { "max-wait" }),
				Arguments.of("max-wait 0s without a queue", BulkheadConfig.builder().maxWait(Duration.ZERO),
						new String[] { "max-wait" }),
				Arguments.of("max-wait 0s with a queue", BulkheadConfig.builder().queueSize(1).maxWait(Duration.ZERO),
						new String[] { "max-wait" }),
				Arguments.of("negative max-wait", BulkheadConfig.builder().queueSize(1).maxWait(Duration.ofMillis(-1)),
						new String[] { "max-wait" }),
				Arguments.of("all at once",
						BulkheadConfig.builder().maxConcurrent(-1).queueSize(-1).maxWait(Duration.ofMillis(-1)),
						new String[] { "max-concurrent", "queue-size", "max-wait" }));
	}

}
