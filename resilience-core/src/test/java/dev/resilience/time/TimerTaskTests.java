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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of the life of a task: it fires once or never.
 */
class TimerTaskTests {

	private final ManualTime time = ManualTime.stopped();

	private final List<String> fired = new ArrayList<>();

	@Test
	void firesOnce() {
		TimerTask task = armed();
		assertThat(task.hasFired()).isFalse();
		this.time.advance(Duration.ofNanos(10));
		assertThat(this.fired).containsExactly("fired");
		assertThat(task.hasFired()).isTrue();
		assertThat(task.isCancelled()).isFalse();
		assertThat(task.state()).isEqualTo(TimerTask.FIRED);
		assertThat(task.tryFire()).isFalse();
		assertThat(task.fireNow()).isFalse();
		assertThat(task.cancel()).isFalse();
		assertThat(this.fired).hasSize(1);
	}

	@Test
	void neverFiresOnceItIsCancelled() {
		TimerTask task = armed();
		assertThat(task.cancel()).isTrue();
		assertThat(task.cancel()).isFalse();
		assertThat(task.isCancelled()).isTrue();
		assertThat(task.tryFire()).isFalse();
		assertThat(task.fireNow()).isFalse();
		this.time.advance(Duration.ofNanos(20));
		assertThat(task.hasFired()).isFalse();
		assertThat(this.fired).isEmpty();
	}

	@Test
	void canBeCancelledBeforeItIsArmed() {
		TimerTask task = task();
		assertThat(task.cancel()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> this.time.schedule(task, 10));
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void firesAheadOfTimeAndNotAgainWhenItIsDue() {
		TimerTask task = armed();
		assertThat(task.fireNow()).isTrue();
		assertThat(this.fired).hasSize(1);
		assertThat(this.time.scheduledTasks()).isZero();
		this.time.advance(Duration.ofNanos(20));
		assertThat(this.fired).hasSize(1);
	}

	@Test
	void firesForWhoHoldsIt() {
		TimerTask task = task();
		assertThat(task.tryFire()).isTrue();
		assertThat(this.fired).hasSize(1);
	}

	@Test
	void hasFiredFromTheBeginningOfItsWorkOn() {
		List<Object> seen = new ArrayList<>();
		TimerTask task = new TimerTask() {

			@Override
			protected void fire() {
				seen.add(hasFired());
				seen.add(cancel());
				seen.add(state());
			}

		};
		assertThat(task.fireNow()).isTrue();
		assertThat(seen).containsExactly(true, false, TimerTask.FIRING);
	}

	@Test
	void hasFiredThoughItsWorkFails() {
		TimerTask task = new TimerTask() {

			@Override
			protected void fire() {
				throw new IllegalStateException("expected by this test");
			}

		};
		assertThatIllegalStateException().isThrownBy(task::tryFire);
		assertThat(task.state()).isEqualTo(TimerTask.FIRED);
		// Does not wait for ever.
		task.awaitFired();
	}

	private TimerTask armed() {
		TimerTask task = task();
		this.time.schedule(task, 10);
		return task;
	}

	private TimerTask task() {
		return new TimerTask() {

			@Override
			protected void fire() {
				TimerTaskTests.this.fired.add("fired");
			}

		};
	}

}
