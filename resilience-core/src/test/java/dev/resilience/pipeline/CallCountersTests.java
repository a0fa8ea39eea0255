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

package dev.resilience.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.Background;
import dev.resilience.policy.OutcomeKind;

import static org.assertj.core.api.Assertions.assertThat;

class CallCountersTests {

	private final CallCounters counters = new CallCounters(true);

	@ParameterizedTest
	@EnumSource
	void aCallIsCountedUnderItsOutcomeAndNoOther(CallOutcome outcome) {
		this.counters.record(outcome, 5);
		this.counters.record(outcome, 7);
		for (CallOutcome any : CallOutcome.values()) {
			assertThat(this.counters.count(any)).isEqualTo((any == outcome) ? 2 : 0);
			assertThat(this.counters.totalNanos(any)).isEqualTo((any == outcome) ? 12 : 0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void everyFailureIsOneOutcome(OutcomeKind kind) {
		CallOutcome expected = switch (kind) {
			case SUCCESS, FAILURE -> CallOutcome.FAILURE;
			case IGNORED -> CallOutcome.IGNORED;
			case REJECTED -> CallOutcome.REJECTED;
		};
		assertThat(CallOutcome.ofFailure(kind)).isEqualTo(expected);
	}

	@Test
	void withoutTimeItStillCounts() {
		CallCounters untimed = new CallCounters(false);
		untimed.record(CallOutcome.SUCCESS, 0);
		assertThat(untimed.timed()).isFalse();
		assertThat(untimed.count(CallOutcome.SUCCESS)).isOne();
		assertThat(untimed.totalNanos(CallOutcome.SUCCESS)).isZero();
	}

	@Test
	void theObserverCanBeTakenAway() {
		List<CallOutcome> seen = new ArrayList<>();
		this.counters.observe((outcome, nanos) -> seen.add(outcome));
		this.counters.record(CallOutcome.REPLAYED, 1);
		this.counters.observe(null);
		this.counters.record(CallOutcome.REPLAYED, 1);
		assertThat(seen).containsExactly(CallOutcome.REPLAYED);
		assertThat(this.counters.count(CallOutcome.REPLAYED)).isEqualTo(2);
	}

	@Test
	void countsOfManyThreadsAddUpToTheirCalls() {
		int threads = 4;
		int rounds = 6_000;
		List<Background<String>> callers = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			callers.add(Background.start(() -> {
				for (int round = 0; round < rounds; round++) {
					this.counters.record(CallOutcome.values()[round % CallOutcome.values().length], 1);
				}
				return "done";
			}));
		}
		callers.forEach(Background::value);
		assertThat(Arrays.stream(CallOutcome.values()).mapToLong(this.counters::count).sum())
			.isEqualTo((long) threads * rounds);
		assertThat(Arrays.stream(CallOutcome.values()).mapToLong(this.counters::totalNanos).sum())
			.isEqualTo((long) threads * rounds);
	}

}
