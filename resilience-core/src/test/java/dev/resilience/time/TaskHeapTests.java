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

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TaskHeapTests {

	private final Random random = new Random(42);

	private final TaskHeap heap = new TaskHeap();

	@Test
	void givesTasksInTheOrderInWhichTheyAreDue() {
		for (int count = 0; count < 1000; count++) {
			this.heap.add(dueAt(this.random.nextInt(500)));
		}
		assertThat(drain()).hasSize(1000).isSorted();
	}

	@Test
	void removesTasksFromTheMiddleAndKeepsTheOrderOfTheRest() {
		List<TimerTask> tasks = new ArrayList<>();
		for (int count = 0; count < 1000; count++) {
			TimerTask task = dueAt(this.random.nextInt(500));
			tasks.add(task);
			this.heap.add(task);
		}
		List<Long> kept = new ArrayList<>();
		for (TimerTask task : tasks) {
			if (this.random.nextBoolean()) {
				this.heap.remove(task);
				assertThat(task.index).isEqualTo(-1);
			}
			else {
				kept.add(task.dueNanos);
			}
		}
		kept.sort(null);
		assertThat(drain()).isEqualTo(kept);
	}

	@Test
	void ordersTasksAcrossTheOverflowOfTheClock() {
		this.heap.add(dueAt(Long.MIN_VALUE + 5));
		this.heap.add(dueAt(Long.MAX_VALUE - 5));
		assertThat(drain()).containsExactly(Long.MAX_VALUE - 5, Long.MIN_VALUE + 5);
	}

	@Test
	void tellsHowManyTasksItHolds() {
		assertThat(this.heap.isEmpty()).isTrue();
		TimerTask task = dueAt(1);
		this.heap.add(task);
		this.heap.add(dueAt(2));
		assertThat(this.heap.isEmpty()).isFalse();
		assertThat(this.heap.size()).isEqualTo(2);
		this.heap.remove(task);
		assertThat(this.heap.size()).isOne();
	}

	@Test
	void everyTaskKnowsItsPlaceWhereverItIsTakenOut() {
		for (int removed = 0; removed < 40; removed++) {
			List<TimerTask> tasks = new ArrayList<>();
			for (int count = 0; count < 40; count++) {
				TimerTask task = dueAt(count * 17 % 40);
				tasks.add(task);
				this.heap.add(task);
			}
			TimerTask gone = tasks.remove(removed);
			this.heap.remove(gone);
			assertThat(tasks).extracting((task) -> task.index).doesNotHaveDuplicates().allMatch((index) -> index >= 0);
			List<Long> kept = new ArrayList<>(tasks.stream().map((task) -> task.dueNanos).toList());
			kept.sort(null);
			assertThat(drain()).isEqualTo(kept);
		}
	}

	@Test
	void isEmptyAfterClear() {
		this.heap.add(dueAt(1));
		this.heap.clear();
		assertThat(this.heap.isEmpty()).isTrue();
		assertThat(this.heap.size()).isZero();
		assertThat(this.heap.peek()).isNull();
	}

	private List<Long> drain() {
		List<Long> due = new ArrayList<>();
		for (TimerTask first = this.heap.peek(); first != null; first = this.heap.peek()) {
			this.heap.remove(first);
			due.add(first.dueNanos);
		}
		return due;
	}

	private static TimerTask dueAt(long nanos) {
		TimerTask task = new TimerTask() {
			@Override
			protected void fire() {
			}
		};
		task.dueNanos = nanos;
		return task;
	}

}
