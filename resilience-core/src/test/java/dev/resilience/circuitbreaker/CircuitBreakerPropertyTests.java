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

package dev.resilience.circuitbreaker;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class CircuitBreakerPropertyTests {

	private static final int SCHEDULES_PER_FLAW = 5000;

	@Property(edgeCases = EdgeCasesMode.NONE)
	void agreesWithTheModelAfterEveryStep(@ForAll("schedules") BreakerSchedule schedule) {
		assertThat(BreakerDuel.difference(schedule, null)).isNull();
	}

	@Example
	void disagreesWithAModelThatGetsARuleWrong() {
		for (CircuitBreakerModel.Flaw flaw : CircuitBreakerModel.Flaw.values()) {
			assertThat(Stream.concat(Stream.of(closedWhileTheOpenDurationHasGrown()), schedules().sampleStream())
				.limit(SCHEDULES_PER_FLAW)
				.anyMatch((schedule) -> BreakerDuel.difference(schedule, flaw) != null)).as("%s", flaw).isTrue();
		}
	}

	@Example
	void agreesWithTheModelWhereChanceRarelyGoes() {
		assertThat(BreakerDuel.difference(closedWhileTheOpenDurationHasGrown(), null)).isNull();
	}

	private static BreakerSchedule closedWhileTheOpenDurationHasGrown() {
		CircuitBreakerConfig config = CircuitBreakerConfig.builder()
			.failureThreshold(1)
			.openDuration(Duration.ofSeconds(1))
			.openDurationMultiplier(2)
			.build();
		BreakerSettings.Ending failure = BreakerSettings.Ending.STATE;
		return new BreakerSchedule(new BreakerSettings(config, null, null, null), false,
				List.of(new BreakerSchedule.Report(failure), new BreakerSchedule.PassToProbing(0),
						new BreakerSchedule.Enter(BreakerSchedule.Style.GATE),
						new BreakerSchedule.Finish(0, failure, 0),
						new BreakerSchedule.Order(BreakerSchedule.Command.CLOSE), new BreakerSchedule.Report(failure)));
	}

	@Provide
	static Arbitrary<BreakerSchedule> schedules() {
		return BreakerSchedule.any();
	}

}
