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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.resilience.policy.GateGroup;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens after half a billion admissions, when they are about to fill their part of
 * the word.
 */
class PermitPoolTests {

	private static final int ALMOST_A_BATCH = (1 << 29) - 1;

	private final GateGroup<BulkheadConfig> group = new GateGroup<>("orders",
			BulkheadConfig.builder().maxConcurrent(2).queueSize(2).build(),
			PolicyContext.standalone(ManualTime.stopped()));

	private final PermitPool pool = new PermitPool(this.group, this.group.counts());

	@BeforeEach
	void letManyCallsPass() throws ReflectiveOperationException {
		VarHandle state = MethodHandles.privateLookupIn(PermitPool.class, MethodHandles.lookup())
			.findVarHandle(PermitPool.class, "state", long.class);
		state.set(this.pool, (long) ALMOST_A_BATCH);
	}

	@Test
	void newcomersAreCountedBeyondABatch() {
		for (int round = 1; round <= 3; round++) {
			assertThat(this.pool.tryEnter()).isTrue();
			assertThat(this.pool.exit()).isTrue();
			assertNumbers(0, 0, round);
		}
	}

	@Test
	void callsBeyondTheLimitAreCountedBeyondABatch() {
		for (int round = 1; round <= 3; round++) {
			this.pool.enterBeyondLimit();
			assertNumbers(round, 0, round);
		}
	}

	@Test
	void waitersAreCountedBeyondABatch() {
		this.pool.tryEnter();
		this.pool.tryEnter();
		for (int round = 3; round <= 5; round++) {
			Waiter waiter = this.pool.enqueue();
			assertThat(waiter).isNotNull();
			assertNumbers(2, 1, round - 1);
			assertThat(this.pool.exit()).isTrue();
			assertThat(waiter.poll()).isEqualTo(PermitPool.PERMIT);
			assertNumbers(2, 0, round);
		}
		assertThat(this.pool.tryEnter()).isFalse();
	}

	private void assertNumbers(int active, int waiting, int admissions) {
		BulkheadSnapshot snapshot = this.pool.snapshot(this.group.counts());
		assertThat(snapshot.active()).isEqualTo(active);
		assertThat(snapshot.waiting()).isEqualTo(waiting);
		assertThat(snapshot.accepted()).isEqualTo(ALMOST_A_BATCH + (long) admissions);
	}

}
