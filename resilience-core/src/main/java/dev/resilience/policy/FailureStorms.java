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

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

import dev.resilience.policy.FailureLog.FailureKind;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Lets a few failures of each kind pass in an interval and counts the others. The count
 * is told when the interval is over, by a timer that is armed only when something was
 * left out. Safe for use by many threads.
 */
final class FailureStorms {

	static final int MAX_KINDS = 1000;

	private static final FailureKind OTHERS = new FailureKind("(others)", null, "(various)");

	private final Map<FailureKind, Interval> intervals = new ConcurrentHashMap<>();

	private final int burst;

	private final long length;

	private final TimeSource time;

	private final Executor executor;

	private final ObjLongConsumer<FailureKind> leftOut;

	FailureStorms(int burst, Duration length, TimeSource time, Executor executor,
			ObjLongConsumer<FailureKind> leftOut) {
		ConfigCheck.nanos(length);
		if (burst < 1 || length.isNegative() || length.isZero()) {
			throw new IllegalArgumentException("A burst of at least 1 and an interval longer than zero are needed, not "
					+ burst + " and " + length);
		}
		this.burst = burst;
		this.length = ConfigCheck.nanos(length);
		this.time = time;
		this.executor = executor;
		this.leftOut = leftOut;
	}

	boolean admits(FailureKind kind) {
		long now = this.time.nanoTime();
		while (true) {
			Interval interval = this.intervals.get(kind);
			if (interval == null) {
				FailureKind known = hasRoom(now) ? kind : OTHERS;
				interval = this.intervals.computeIfAbsent(known, (key) -> new Interval(key, now));
			}
			if (!interval.isOver(now)) {
				long number = interval.count.incrementAndGet();
				// A count below zero belongs to an interval that has been told and is
				// gone
				if (number > 0) {
					if (number == this.burst + 1L) {
						this.time.schedule(interval.timer(), TimeSource.after(interval.begin, this.length));
					}
					return number <= this.burst;
				}
			}
			interval.end();
		}
	}

	private boolean hasRoom(long now) {
		if (this.intervals.size() < MAX_KINDS) {
			return true;
		}
		this.intervals.values().forEach((interval) -> {
			if (interval.isOver(now)) {
				interval.end();
			}
		});
		return this.intervals.size() < MAX_KINDS;
	}

	/** Failures of one kind from the first one on, for the length of an interval. */
	private final class Interval {

		private final FailureKind kind;

		private final long begin;

		private final AtomicLong count = new AtomicLong();

		Interval(FailureKind kind, long begin) {
			this.kind = kind;
			this.begin = begin;
		}

		boolean isOver(long now) {
			return now - this.begin >= FailureStorms.this.length;
		}

		TimerTask timer() {
			return new TimerTask() {

				@Override
				protected void fire() {
					// Log files may be slow, and the timer must not wait for them
					FailureStorms.this.executor.execute(Interval.this::end);
				}

			};
		}

		// Whoever takes the count tells it; a late increment meets a number below zero
		void end() {
			FailureStorms storms = FailureStorms.this;
			storms.intervals.remove(this.kind, this);
			long left = this.count.getAndSet(Long.MIN_VALUE / 2) - storms.burst;
			if (left > 0) {
				storms.leftOut.accept(this.kind, left);
			}
		}

	}

}
