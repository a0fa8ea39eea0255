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

package dev.resilience.ratelimiter;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

/**
 * What calls that take permits, wait, give up and give back do to a rate limiter while
 * time stands still and its rate changes: each of these takes effect at one moment,
 * nobody overtakes those who wait, and no permit is lost or invented. Permits come back
 * as if never taken as long as nobody has taken any since, by the same rate.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "seconds", gen = IntGen.class, conf = "1:2")
public final class RateLimiterInterleavings {

	private static final int THREADS = 8;

	private static final int BURST = 2;

	private static final long NOTHING = -1;

	private static final RateLimiterConfig[] CONFIGS = { config(1), config(2) };

	private final RateLimiter limiter = RateLimiter.of("model", CONFIGS[0],
			PolicyContext.standalone(ManualTime.stopped()));

	private final long[] permits = new long[THREADS];

	private final @Nullable Waiter[] places = new Waiter[THREADS];

	/** Begins with all permits. */
	public RateLimiterInterleavings() {
		Arrays.fill(this.permits, NOTHING);
	}

	/**
	 * Lets a thread take a permit without waiting.
	 * @param thread the thread
	 * @return what came of it
	 */
	@Operation
	public String take(@Param(name = "thread") int thread) {
		if (isBusy(thread)) {
			return "busy";
		}
		this.permits[thread] = Math.max(NOTHING, this.limiter.tryEnter(SharedCall.INSTANCE, 0));
		return (this.permits[thread] >= 0) ? "taken" : "refused";
	}

	/**
	 * Lets a thread take a place in the queue.
	 * @param thread the thread
	 * @return what came of it
	 */
	@Operation
	public String queue(@Param(name = "thread") int thread) {
		if (isBusy(thread)) {
			return "busy";
		}
		this.places[thread] = this.limiter.await(SharedCall.INSTANCE, 0);
		return (this.places[thread] != null) ? "queued" : "refused";
	}

	/**
	 * Looks what has become of the place of a thread.
	 * @param thread the thread
	 * @return what has become of it
	 */
	@Operation
	public String poll(@Param(name = "thread") int thread) {
		Waiter place = this.places[thread];
		return (place != null) ? settled(thread, place.poll()) : "none";
	}

	/**
	 * Gives up the place of a thread.
	 * @param thread the thread
	 * @return what had become of it
	 */
	@Operation
	public String cancel(@Param(name = "thread") int thread) {
		Waiter place = this.places[thread];
		return (place != null) ? settled(thread, place.cancel()) : "none";
	}

	private String settled(int thread, long outcome) {
		if (outcome == Waiter.WAITING) {
			return "waiting";
		}
		this.places[thread] = null;
		this.permits[thread] = Math.max(NOTHING, outcome);
		return (outcome >= 0) ? "taken" : "refused";
	}

	/**
	 * Lets a thread spend its permit.
	 * @param thread the thread
	 */
	@Operation
	public void spend(@Param(name = "thread") int thread) {
		this.permits[thread] = NOTHING;
	}

	/**
	 * Lets a thread give its permit back.
	 * @param thread the thread
	 */
	@Operation
	public void giveBack(@Param(name = "thread") int thread) {
		if (this.permits[thread] >= 0) {
			this.limiter.release(this.permits[thread]);
			this.permits[thread] = NOTHING;
		}
	}

	/**
	 * Changes the rate.
	 * @param seconds the new period
	 */
	@Operation
	public void changeRate(@Param(name = "seconds") int seconds) {
		this.limiter.reconfigure(CONFIGS[seconds - 1]);
	}

	/**
	 * Reads the numbers.
	 * @return the numbers
	 */
	@Operation
	public String numbers() {
		RateLimiterSnapshot snapshot = this.limiter.snapshot();
		return snapshot.available() + " available, " + snapshot.waiting() + " waiting, " + snapshot.accepted()
				+ " accepted";
	}

	private static RateLimiterConfig config(int seconds) {
		return RateLimiterConfig.builder()
			.permits(1)
			.period(Duration.ofSeconds(seconds))
			.burst(BURST)
			.maxWait(Duration.ofHours(1))
			.build();
	}

	private boolean isBusy(int thread) {
		return this.permits[thread] >= 0 || this.places[thread] != null;
	}

	/** A counter and a queue. */
	public static final class Specification {

		private final Deque<Integer> queue = new ArrayDeque<>();

		private final String[] places = new String[THREADS];

		/** By how many permits spent a thread's own was the last, in which generation. */
		private final int[] tickets = new int[THREADS];

		private int spent;

		private int accepted;

		private int generation;

		/** Begins with all permits. */
		public Specification() {
			Arrays.fill(this.places, "none");
		}

		/**
		 * Lets a thread take a permit without waiting.
		 * @param thread the thread
		 * @return what came of it
		 */
		public String take(int thread) {
			if (isBusy(thread)) {
				return "busy";
			}
			if (!this.queue.isEmpty() || this.spent == BURST) {
				return "refused";
			}
			admit(thread, "holds");
			return "taken";
		}

		/**
		 * Lets a thread take a place in the queue.
		 * @param thread the thread
		 * @return what came of it
		 */
		public String queue(int thread) {
			if (isBusy(thread)) {
				return "busy";
			}
			this.queue.addLast(thread);
			this.places[thread] = "waiting";
			serve();
			return "queued";
		}

		/**
		 * Looks what has become of the place of a thread.
		 * @param thread the thread
		 * @return what has become of it
		 */
		public String poll(int thread) {
			String place = this.places[thread];
			switch (place) {
				case "taken" -> this.places[thread] = "holds";
				case "refused" -> this.places[thread] = "none";
				case "holds" -> place = "none";
				default -> {
				}
			}
			return place;
		}

		/**
		 * Gives up the place of a thread.
		 * @param thread the thread
		 * @return what had become of it
		 */
		public String cancel(int thread) {
			if (this.queue.remove(thread)) {
				this.places[thread] = "refused";
			}
			return poll(thread);
		}

		/**
		 * Lets a thread spend its permit.
		 * @param thread the thread
		 */
		public void spend(int thread) {
			if (this.places[thread].equals("holds")) {
				this.places[thread] = "none";
			}
		}

		/**
		 * Lets a thread give its permit back.
		 * @param thread the thread
		 */
		public void giveBack(int thread) {
			if (!this.places[thread].equals("holds")) {
				return;
			}
			this.places[thread] = "none";
			if (this.tickets[thread] == ticket()) {
				this.spent--;
				serve();
			}
		}

		/**
		 * Changes the rate: what is spent stays spent.
		 * @param seconds the new period
		 */
		public void changeRate(int seconds) {
			this.generation++;
		}

		/**
		 * Reads the numbers.
		 * @return the numbers
		 */
		public String numbers() {
			return (BURST - this.spent) + " available, " + this.queue.size() + " waiting, " + this.accepted
					+ " accepted";
		}

		private void serve() {
			while (this.spent < BURST && !this.queue.isEmpty()) {
				admit(this.queue.removeFirst(), "taken");
			}
		}

		private void admit(int thread, String place) {
			this.spent++;
			this.accepted++;
			this.places[thread] = place;
			this.tickets[thread] = ticket();
		}

		private int ticket() {
			return this.generation * (BURST + 1) + this.spent;
		}

		private boolean isBusy(int thread) {
			return !this.places[thread].equals("none");
		}

	}

}
