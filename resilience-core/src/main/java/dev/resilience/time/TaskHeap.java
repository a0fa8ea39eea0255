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

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Binary heap of tasks ordered by due time. Tasks know their index, so that one can be
 * removed from the middle in logarithmic time. Used by one thread; only the size may be
 * read by others.
 */
final class TaskHeap {

	private @Nullable TimerTask[] tasks = new TimerTask[16];

	private volatile int size;

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	@Nullable TimerTask peek() {
		return this.tasks[0];
	}

	void add(TimerTask task) {
		int last = this.size;
		if (last == this.tasks.length) {
			this.tasks = Arrays.copyOf(this.tasks, last * 2);
		}
		this.size = last + 1;
		siftUp(last, task);
	}

	void remove(TimerTask task) {
		int index = task.index;
		int last = this.size - 1;
		TimerTask moved = this.tasks[last];
		this.tasks[last] = null;
		this.size = last;
		task.index = -1;
		if (index != last && moved != null) {
			siftDown(index, moved);
			if (this.tasks[index] == moved) {
				siftUp(index, moved);
			}
		}
	}

	void clear() {
		Arrays.fill(this.tasks, null);
		this.size = 0;
	}

	private void siftUp(int start, TimerTask task) {
		int index = start;
		while (index > 0) {
			int parentIndex = (index - 1) >>> 1;
			TimerTask parent = this.tasks[parentIndex];
			if (parent == null || task.dueNanos - parent.dueNanos >= 0) {
				break;
			}
			place(index, parent);
			index = parentIndex;
		}
		place(index, task);
	}

	private void siftDown(int start, TimerTask task) {
		int index = start;
		while (true) {
			int childIndex = 2 * index + 1;
			if (childIndex >= this.size) {
				break;
			}
			TimerTask child = this.tasks[childIndex];
			TimerTask right = (childIndex + 1 < this.size) ? this.tasks[childIndex + 1] : null;
			if (child != null && right != null && right.dueNanos - child.dueNanos < 0) {
				childIndex++;
				child = right;
			}
			if (child == null || task.dueNanos - child.dueNanos <= 0) {
				break;
			}
			place(index, child);
			index = childIndex;
		}
		place(index, task);
	}

	private void place(int index, TimerTask task) {
		this.tasks[index] = task;
		task.index = index;
	}

}
