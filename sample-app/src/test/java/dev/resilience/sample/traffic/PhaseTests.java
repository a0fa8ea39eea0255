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

package dev.resilience.sample.traffic;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.resilience.sample.downstream.Downstream;

import static org.assertj.core.api.Assertions.assertThat;

class PhaseTests {

	@Test
	void everyServiceThatCustomersWaitForMisbehavesWithinAMinuteBeginningInTheFirstFiveSeconds() {
		List<Downstream> misbehaving = IntStream.range(0, 60)
			.mapToObj((second) -> Phase.at(Duration.ofSeconds(second)).downstream())
			.toList();
		assertThat(misbehaving.subList(0, 5)).filteredOn(Objects::nonNull).isNotEmpty();
		assertThat(misbehaving).contains(Downstream.PAYMENT, Downstream.RECOMMENDATION, Downstream.INVENTORY)
			.doesNotContain(Downstream.MAIL);
		assertThat(misbehaving.get(0)).isNull();
	}

	@Test
	void everyMisbehaviourIsFollowedByTimeToRecover() {
		for (int index = 0; index < Phase.CYCLE.size(); index++) {
			Phase phase = Phase.CYCLE.get(index);
			Phase next = Phase.CYCLE.get((index + 1) % Phase.CYCLE.size());
			assertThat(
					phase.downstream() == null || next.downstream() == null || phase.downstream() == next.downstream())
				.as("%s, then %s", phase.report(), next.report())
				.isTrue();
		}
	}

	@Test
	void startsAgainAfterTheLastPhase() {
		Duration cycle = Phase.CYCLE.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
		assertThat(cycle).isLessThanOrEqualTo(Duration.ofMinutes(1));
		assertThat(Phase.at(cycle.minusNanos(1))).isSameAs(Phase.CYCLE.get(Phase.CYCLE.size() - 1));
		assertThat(Phase.at(cycle)).isSameAs(Phase.CYCLE.get(0));
		assertThat(Phase.at(cycle.multipliedBy(1000).plusSeconds(4))).isSameAs(Phase.CYCLE.get(1));
	}

}
