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

package dev.resilience.idempotency;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Tells waiting calls of this process when the claim they wait for has ended, in a store
 * that cannot tell itself. Claims of this process are signalled at once; for those of
 * others there is one poll per key, however many wait: after 25 ms, then each time half
 * as long again up to 500 ms, jittered so that processes do not ask in step. Safe for use
 * by many threads.
 */
public final class PolledWatches {

	/** The number of calls that may wait for one key at a time. */
	public static final int MAX_WAITERS_PER_KEY = 256;

	private static final Logger logger = LoggerFactory.getLogger(PolledWatches.class);

	private static final long FIRST_INTERVAL_NANOS = 25_000_000;

	private static final long LONGEST_INTERVAL_NANOS = 500_000_000;

	private final TimeSource time;

	private final Executor threads;

	private final Predicate<IdempotencyKey> ended;

	private final Watchers watchers;

	private final ConcurrentMap<IdempotencyKey, Poller> pollers = new ConcurrentHashMap<>();

	/**
	 * Creates watches.
	 * @param time where time comes from
	 * @param threads runs the polls, which may block
	 * @param ended asks the store whether nobody holds a claim of a key any more
	 * @param maxWaiters the number of calls that may wait, for all keys together
	 */
	public PolledWatches(TimeSource time, Executor threads, Predicate<IdempotencyKey> ended, int maxWaiters) {
		this.time = time;
		this.threads = threads;
		this.ended = ended;
		this.watchers = new Watchers(MAX_WAITERS_PER_KEY, maxWaiters);
	}

	/**
	 * Registers a signal.
	 * @param key the key
	 * @param signal what to do when a claim of the key ends
	 * @return the registration, or {@code null} if too many wait already
	 */
	public IdempotencyStore.@Nullable Watch add(IdempotencyKey key, Runnable signal) {
		IdempotencyStore.Watch watch = this.watchers.add(key, signal);
		if (watch != null) {
			this.pollers.compute(key, (same, present) -> (present != null) ? present : new Poller(key)).begin();
		}
		return watch;
	}

	/**
	 * Says that a claim of this process has ended.
	 * @param key the key
	 */
	public void signal(IdempotencyKey key) {
		this.watchers.signal(key);
	}

	int polledKeys() {
		return this.pollers.size();
	}

	/** The poll of one key. */
	private final class Poller {

		private final IdempotencyKey key;

		private boolean begun;

		private long interval = FIRST_INTERVAL_NANOS;

		Poller(IdempotencyKey key) {
			this.key = key;
		}

		// Steps of a poll follow one another; only the first has competitors, which the
		// map
		// keeps apart.
		void begin() {
			PolledWatches.this.pollers.computeIfPresent(this.key, (same, present) -> {
				if (!present.begun) {
					present.begun = true;
					present.schedule();
				}
				return present;
			});
		}

		private void schedule() {
			long jittered = ThreadLocalRandom.current().nextLong(this.interval / 2, this.interval + 1);
			TimeSource time = PolledWatches.this.time;
			time.schedule(new TimerTask() {

				@Override
				protected void fire() {
					poll();
				}

			}, TimeSource.after(time.nanoTime(), jittered));
			this.interval = Math.min(LONGEST_INTERVAL_NANOS, this.interval + this.interval / 2);
		}

		private void poll() {
			try {
				PolledWatches.this.threads.execute(this::askStore);
			}
			catch (RejectedExecutionException ex) {
				goOn();
			}
		}

		private void askStore() {
			try {
				if (PolledWatches.this.ended.test(this.key)) {
					this.interval = FIRST_INTERVAL_NANOS;
					PolledWatches.this.watchers.signal(this.key);
				}
			}
			catch (RuntimeException ex) {
				logger.debug("The record of key {}... could not be looked at", this.key, ex);
			}
			finally {
				goOn();
			}
		}

		// Who registers after this has looked finds no poll and begins another.
		private void goOn() {
			PolledWatches.this.pollers.computeIfPresent(this.key, (same, present) -> {
				if (!PolledWatches.this.watchers.isWatched(this.key)) {
					return null;
				}
				schedule();
				return present;
			});
		}

	}

}
