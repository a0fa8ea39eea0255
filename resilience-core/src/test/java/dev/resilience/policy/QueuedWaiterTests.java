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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class QueuedWaiterTests {

	private final QueueLock lock = new QueueLock();

	private final Place place = new Place();

	private int signals;

	private void settle(long outcome) {
		this.lock.lock();
		this.lock.settle(this.place, outcome);
		assertThat(this.signals).isZero();
		this.lock.unlock();
	}

	@Test
	void aPlaceIsSignalledOnceTheLockIsFree() {
		this.place.onSettled(() -> this.signals++);
		assertThat(this.place.poll()).isEqualTo(Waiter.WAITING);
		settle(7);
		assertThat(this.place.poll()).isEqualTo(7);
		assertThat(this.signals).isOne();
	}

	@Test
	void whoAsksTooLateIsSignalledAtOnce() {
		settle(7);
		this.place.onSettled(() -> this.signals++);
		assertThat(this.signals).isOne();
	}

	@Test
	void onlyOneMayAsk() {
		this.place.onSettled(() -> this.signals++);
		assertThatIllegalStateException().isThrownBy(() -> this.place.onSettled(() -> this.signals++));
	}

	@Test
	void aSignalThatFailsDisturbsNobody() {
		this.place.onSettled(() -> {
			throw new IllegalStateException("defect");
		});
		settle(7);
		assertThat(this.place.poll()).isEqualTo(7);
	}

	@Test
	void aPlaceTellsHowLongItWaits() {
		assertThat(this.place.maxWaitNanos()).isEqualTo(5);
	}

	private static final class Place extends QueuedWaiter {

		Place() {
			super(5);
		}

		@Override
		public long cancel() {
			throw new UnsupportedOperationException("Nobody leaves");
		}

	}

}
