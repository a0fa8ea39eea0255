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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallTests {

	private final Call call = new Call();

	@Test
	void aCallWithoutNotesIsOneAttemptAtTheTarget() {
		assertThat(this.call.attempt()).isEqualTo(1);
		assertThat(this.call.queuedNanos()).isZero();
		assertThat(this.call.totalDelayNanos()).isZero();
		assertThat(this.call.source()).isEqualTo(Outcome.Source.TARGET);
		assertThat(this.call.quality()).isEqualTo(1.0);
		assertThat(this.call.weight()).isOne();
		assertThat(this.call.key(PolicyType.BULKHEAD)).isNull();
		assertThat(this.call.attachment()).isNull();
		assertThat(this.call.measuredNanos()).isEqualTo(-1);
	}

	@Test
	void notesAddUp() {
		this.call.beginAttempt(2, 100);
		this.call.beginAttempt(3, 200);
		this.call.queued(5);
		this.call.queued(6);
		this.call.answeredBy(Outcome.Source.fallback("cache"), 0.5);
		assertThat(this.call.attempt()).isEqualTo(3);
		assertThat(this.call.queuedNanos()).isEqualTo(11);
		assertThat(this.call.totalDelayNanos()).isEqualTo(311);
		assertThat(this.call.source()).isEqualTo(new Outcome.Source(Outcome.Source.Type.FALLBACK, "cache"));
		assertThat(this.call.quality()).isEqualTo(0.5);
	}

	@Test
	void aMeasuredDurationHoldsOnlyForACallWithoutNotes() {
		this.call.measured(1000);
		assertThat(this.call.measuredNanos()).isEqualTo(1000);
		this.call.queued(1);
		assertThat(this.call.measuredNanos()).isEqualTo(-1);
	}

	@Test
	void aDurationThatDoesNotFitIsNotKept() {
		this.call.measured(Integer.MAX_VALUE);
		assertThat(this.call.measuredNanos()).isEqualTo(-1);
		this.call.measured(-5);
		assertThat(this.call.measuredNanos()).isEqualTo(-1);
	}

	@Test
	void aDetachedCallHasTheFactsAndNotesOfItsOwn() {
		Call detached = new Call() {

			@Override
			public int weight() {
				return 3;
			}

			@Override
			public @Nullable String key(PolicyType gate) {
				return gate.property();
			}

			@Override
			public @Nullable Object attachment() {
				return "invocation";
			}

		}.detach();
		assertThat(detached.weight()).isEqualTo(3);
		assertThat(detached.key(PolicyType.BULKHEAD)).isEqualTo("bulkhead");
		assertThat(detached.attachment()).isEqualTo("invocation");
		Call other = this.call.detach();
		other.queued(7);
		assertThat(this.call.queuedNanos()).isZero();
	}

	@Test
	void mergingTakesOverTheNotesOfADetachedCall() {
		this.call.beginAttempt(2, 100);
		this.call.queued(1);
		Call detached = this.call.detach();
		detached.queued(7);
		detached.beginAttempt(3, 50);
		detached.answeredBy(Outcome.Source.REPLAY, 0.9);
		this.call.merge(detached);
		assertThat(this.call.attempt()).isEqualTo(3);
		assertThat(this.call.queuedNanos()).isEqualTo(8);
		assertThat(this.call.totalDelayNanos()).isEqualTo(158);
		assertThat(this.call.source()).isEqualTo(Outcome.Source.REPLAY);
		assertThat(this.call.quality()).isEqualTo(0.9);
	}

	@Test
	void mergingNoNotesLeavesAMeasuredDuration() {
		this.call.measured(1000);
		this.call.merge(this.call.detach());
		assertThat(this.call.measuredNanos()).isEqualTo(1000);
	}

	@Test
	void theSharedCallKeepsNothing() {
		Call shared = SharedCall.INSTANCE;
		Call noted = new Call();
		noted.queued(7);
		shared.beginAttempt(2, 100);
		shared.queued(5);
		shared.answeredBy(Outcome.Source.REPLAY, 0.5);
		shared.measured(1000);
		shared.merge(noted);
		assertThat(shared.detach()).isSameAs(shared);
		assertThat(shared.attempt()).isOne();
		assertThat(shared.totalDelayNanos()).isZero();
		assertThat(shared.source()).isEqualTo(Outcome.Source.TARGET);
		assertThat(shared.measuredNanos()).isEqualTo(-1);
	}

}
