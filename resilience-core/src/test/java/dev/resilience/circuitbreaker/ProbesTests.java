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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.resilience.Background;

import static org.assertj.core.api.Assertions.assertThat;

class ProbesTests {

	private static final long LEASE = 100;

	private final Probes probes = new Probes(1000);

	@Test
	void slotsAreFreeAgainAfterReports() {
		long first = admit(2, 1000);
		long second = admit(2, 1000);
		assertThat(admit(2, 1000)).isEqualTo(Probes.NONE);
		assertThat(this.probes.giveBack(second, LEASE, 1000)).isTrue();
		assertThat(this.probes.giveBack(first, LEASE, 1000)).isTrue();
		assertThat(admit(2, 1000)).isNotEqualTo(Probes.NONE);
		assertThat(admit(2, 1000)).isNotEqualTo(Probes.NONE);
		assertThat(admit(2, 1000)).isEqualTo(Probes.NONE);
	}

	@Test
	void secondReportOfAProbeIsDropped() {
		long first = admit(2, 1000);
		long second = admit(2, 1000);
		assertThat(this.probes.succeed(second, LEASE, 1001)).isOne();
		assertThat(this.probes.succeed(second, LEASE, 1001)).isZero();
		assertThat(this.probes.giveBack(second, LEASE, 1001)).isFalse();
		assertThat(this.probes.succeed(first, LEASE, 1001)).isEqualTo(2);
		assertThat(this.probes.succeed(first, LEASE, 1001)).isZero();
	}

	@Test
	void leaseEndsExactlyWhenItsTimeIsOver() {
		long first = admit(1, 1000);
		assertThat(admit(1, 1099)).isEqualTo(Probes.NONE);
		long second = admit(1, 1100);
		assertThat(second).isNotEqualTo(Probes.NONE);
		assertThat(this.probes.succeed(first, LEASE, 1100)).isZero();
		assertThat(admit(1, 1100)).isEqualTo(Probes.NONE);
		assertThat(this.probes.succeed(second, LEASE, 1199)).isOne();
	}

	@Test
	void manyProbesKeepTheirIdentity() {
		List<Long> out = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			out.add(admit(CircuitBreakerConfig.UNLIMITED, 1000 + i / 20));
			if (i % 3 == 0) {
				assertThat(this.probes.giveBack(out.remove(out.size() / 2), LEASE, 1000 + i / 20)).isTrue();
			}
		}
		assertThat(out).doesNotHaveDuplicates().allMatch((probe) -> this.probes.giveBack(probe, LEASE, 1050));
		assertThat(admit(1, 1050)).isNotEqualTo(Probes.NONE);
	}

	@Test
	void claimsTheOldestAnonymousProbeOnce() {
		long named = admit(3, 1000);
		long first = this.probes.admit(3, LEASE, true, 1001);
		long second = this.probes.admit(3, LEASE, true, 1002);
		assertThat(this.probes.claimAnonymous(LEASE, 1002)).isEqualTo(first);
		assertThat(this.probes.claimAnonymous(LEASE, 1002)).isEqualTo(second);
		assertThat(this.probes.claimAnonymous(LEASE, 1002)).isEqualTo(Probes.NONE);
		assertThat(this.probes.giveBack(named, LEASE, 1002)).isTrue();
	}

	@Test
	void claimsNoProbeThatHasLostItsSlot() {
		this.probes.admit(3, LEASE, true, 1000);
		long second = this.probes.admit(3, LEASE, true, 1050);
		assertThat(this.probes.claimAnonymous(LEASE, 1100)).isEqualTo(second);
	}

	@Test
	void leasesEndOneAfterTheOtherThoughTheRingHasTurnedAndGrown() {
		List<Long> numbers = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			numbers.add(admit(CircuitBreakerConfig.UNLIMITED, 1000));
		}
		// The first three have ended; what follows turns the ring of four, then fills it.
		for (int i = 0; i < 9; i++) {
			numbers.add(admit(CircuitBreakerConfig.UNLIMITED, 1100 + i));
		}
		assertThat(numbers).doesNotHaveDuplicates();
		for (int i = 0; i < 9; i++) {
			assertThat(this.probes.hasRoom(9 - i, LEASE, 1199 + i)).isFalse();
			assertThat(this.probes.hasRoom(9 - i, LEASE, 1200 + i)).isTrue();
			assertThat(this.probes.giveBack(numbers.get(3 + i), LEASE, 1200 + i)).isFalse();
		}
	}

	@Test
	void nobodyReportsForAProbeThatIsYetToCome() {
		for (int i = 0; i < 4; i++) {
			this.probes.admit(4, LEASE, true, 1000);
		}
		long named = admit(4, 1100);
		assertThat(this.probes.claimAnonymous(LEASE, 1100)).isEqualTo(Probes.NONE);
		assertThat(this.probes.giveBack(named + 1, LEASE, 1100)).isFalse();
		assertThat(this.probes.giveBack(named, LEASE, 1100)).isTrue();
	}

	@Test
	void everyQuestionLeavesTheProbesToOtherThreads() {
		List<Runnable> questions = List.of(() -> admit(2, 1000), () -> admit(0, 1000),
				() -> this.probes.hasRoom(2, LEASE, 1000), () -> this.probes.claimAnonymous(LEASE, 1000),
				() -> this.probes.giveBack(0, LEASE, 1000), () -> this.probes.giveBack(7, LEASE, 1000),
				() -> this.probes.succeed(0, LEASE, 1000));
		for (Runnable question : questions) {
			question.run();
			assertThat(Background.start(() -> this.probes.hasRoom(3, LEASE, 1000)).value()).isTrue();
		}
	}

	private long admit(int limit, long now) {
		return this.probes.admit(limit, LEASE, false, now);
	}

}
