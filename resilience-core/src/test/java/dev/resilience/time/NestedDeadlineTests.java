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

package dev.resilience.time;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.time.Deadline.Expiry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of limits inside limits: which of them ends first, and which is over.
 */
class NestedDeadlineTests {

	private static final long SECOND = 1_000_000_000;

	private final ManualTime time = ManualTime.stopped();

	NestedDeadlineTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void leavesTheThreadClean() {
		assertThat(Thread.interrupted()).isFalse();
		assertThat(Deadline.adopt(null)).isNull();
	}

	@Test
	void theEarliestIsTheOneWithTheLeastTimeLeft() {
		Deadline first = begin("first", 2 * SECOND);
		Deadline second = begin("second", SECOND);
		Deadline third = begin("third", 3 * SECOND);
		assertThat(third.earliest()).isSameAs(second);
		assertThat(second.earliest()).isSameAs(second);
		assertThat(first.earliest()).isSameAs(first);
		end(third, second, first);
	}

	@Test
	void ofTwoThatEndAtTheSameTimeTheEnclosingOneIsTheEarliest() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", SECOND);
		assertThat(inner.earliest()).isSameAs(outer);
		end(inner, outer);
	}

	@Test
	void aLimitOfAnotherTimeIsNotCompared() {
		ManualTime other = ManualTime.stopped();
		Deadline outer = Deadline.begin(other, "outer", other.nanoTime(), 1);
		Deadline inner = begin("inner", SECOND);
		assertThat(inner.earliest()).isSameAs(inner);
		assertThat(inner.endsBefore(this.time, this.time.nanoTime() + SECOND)).isFalse();
		assertThat(inner.endsBefore(other, 2)).isTrue();
		assertThat(inner.endsBefore(other, 1)).isFalse();
		end(inner, outer);
	}

	@Test
	void aPointInTimeIsReachedUnlessALimitEndsBeforeIt() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", 2 * SECOND);
		long now = this.time.nanoTime();
		assertThat(inner.endsBefore(this.time, now + SECOND)).isFalse();
		assertThat(inner.endsBefore(this.time, now + SECOND + 1)).isTrue();
		end(inner, outer);
	}

	@Test
	void withoutALimitThereIsTimeForEver() {
		assertThat(Deadline.remainingNanos(null)).isEqualTo(Long.MAX_VALUE);
		assertThat(Deadline.expiry(null, "orders")).isEqualTo(Expiry.NONE);
		assertThat(Deadline.current()).isNull();
	}

	@Test
	void theTimeLeftIsThatOfTheLimitThatIsAskedAndThoseAroundIt() {
		Deadline outer = begin("outer", 2 * SECOND);
		Deadline inner = begin("inner", SECOND);
		this.time.advance(Duration.ofMillis(250));
		assertThat(Deadline.remainingNanos(inner)).isEqualTo(SECOND * 3 / 4);
		assertThat(Deadline.remainingNanos(outer)).isEqualTo(SECOND * 7 / 4);
		assertThat(outer.remaining()).isEqualTo(Duration.ofMillis(1750));
		end(inner, outer);
	}

	@Test
	void onlyAPassiveLimitIsPassive() {
		Deadline passive = Deadline.beginPassive(this.time, "remote", SECOND);
		Deadline active = begin("orders", SECOND);
		assertThat(passive.isPassive()).isTrue();
		assertThat(active.isPassive()).isFalse();
		end(active, passive);
	}

	@Test
	void ofSeveralPassiveLimitsTheEarliestCounts() {
		Deadline far = Deadline.beginPassive(this.time, "far", 3 * SECOND);
		Deadline near = Deadline.beginPassive(this.time, "near", SECOND);
		Deadline later = Deadline.beginPassive(this.time, "later", 2 * SECOND);
		Deadline active = begin("orders", 5 * SECOND);
		this.time.advance(Duration.ofNanos(SECOND - 1));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		this.time.advance(Duration.ofNanos(1));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(active.end()).isTrue();
		assertThat(later.end()).isTrue();
		assertThat(near.end()).isTrue();
		assertThat(far.end()).isFalse();
	}

	@Test
	void aPassiveLimitShortensNothingThatEndsBeforeIt() {
		Deadline passive = Deadline.beginPassive(this.time, "remote", 2 * SECOND);
		Deadline active = begin("orders", SECOND);
		assertThat(active.remaining()).isEqualTo(Duration.ofSeconds(1));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Deadline.expiry("orders")).isEqualTo(Expiry.OWN);
		assertThat(active.end()).isTrue();
		assertThat(passive.end()).isFalse();
	}

	@Test
	void aPassiveLimitIsOverWhenItsTimeIsNotBefore() {
		Deadline passive = Deadline.beginPassive(this.time, "remote", SECOND);
		this.time.advance(Duration.ofNanos(SECOND - 1));
		assertThat(Deadline.expiry("orders")).isEqualTo(Expiry.NONE);
		this.time.advance(Duration.ofNanos(1));
		assertThat(Deadline.expiry("orders")).isEqualTo(Expiry.ENCLOSING);
		assertThat(Deadline.expiry("remote")).isEqualTo(Expiry.OWN);
		assertThat(passive.end()).isTrue();
	}

	@Test
	void whoGoesOnWithWorkWhoseCallerHasLeftHasNoMoreTimeThanItHad() {
		Deadline left = begin("caller", SECOND);
		assertThat(left.end()).isFalse();
		assertThat(Deadline.expiry(left, "worker")).isEqualTo(Expiry.NONE);
		this.time.advance(Duration.ofNanos(SECOND - 1));
		assertThat(Deadline.expiry(left, "worker")).isEqualTo(Expiry.NONE);
		this.time.advance(Duration.ofNanos(1));
		assertThat(Deadline.expiry(left, "worker")).isEqualTo(Expiry.ENCLOSING);
		assertThat(Deadline.expiry(left, "caller")).isEqualTo(Expiry.OWN);
	}

	@Test
	void theEndOfALimitMakesTheEnclosingOneCurrent() {
		Deadline outer = begin("outer", SECOND);
		Deadline inner = begin("inner", SECOND);
		assertThat(Deadline.current()).isSameAs(inner);
		inner.end();
		assertThat(Deadline.current()).isSameAs(outer);
		outer.end();
		assertThat(Deadline.current()).isNull();
	}

	@Test
	void anInterruptBetweenTwoLimitsIsTakenForThatOfTheFirst() {
		Deadline outer = begin("outer", 2 * SECOND);
		Deadline inner = begin("inner", SECOND);
		this.time.advance(Duration.ofSeconds(2));
		// The outer one has found the flag of the inner one, not one from elsewhere.
		assertThat(inner.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(outer.end()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void withinMakesItsLimitCurrentAndGivesItBack() {
		String owner = Deadline.within(Duration.ofMinutes(1), () -> {
			Deadline current = Deadline.current();
			return (current != null) ? current.owner() : "none";
		});
		assertThat(owner).isEqualTo(Deadline.CODE);
		assertThat(Deadline.current()).isNull();
	}

	private Deadline begin(String owner, long limitNanos) {
		return Deadline.begin(this.time, owner, this.time.nanoTime(), limitNanos);
	}

	private static void end(Deadline... innermostFirst) {
		for (Deadline deadline : innermostFirst) {
			assertThat(deadline.end()).isFalse();
		}
	}

}
