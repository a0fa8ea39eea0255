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

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

/**
 * What calls that enter, wait, give up and leave do to a bulkhead whose limit changes
 * meanwhile: each of these takes effect at one moment, waiters are served in order,
 * nobody overtakes them, and no permit is lost or invented.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "limit", gen = IntGen.class, conf = "0:2")
public final class BulkheadInterleavings {

	private static final int THREADS = 8;

	private static final int QUEUE = 2;

	/** By their limits. */
	private static final BulkheadConfig[] CONFIGS = { config(0), config(1), config(2) };

	private final Bulkhead bulkhead = Bulkhead.of("model", CONFIGS[1], PolicyContext.standalone(ManualTime.stopped()));

	private final boolean[] inside = new boolean[THREADS];

	private final @Nullable Waiter[] places = new Waiter[THREADS];

	/**
	 * Lets a thread enter without waiting.
	 * @param thread the thread
	 * @return what came of it
	 */
	@Operation
	public String enter(@Param(name = "thread") int thread) {
		if (isBusy(thread)) {
			return "busy";
		}
		this.inside[thread] = this.bulkhead.tryEnter(SharedCall.INSTANCE, 0) >= 0;
		return (this.inside[thread]) ? "inside" : "refused";
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
		this.places[thread] = this.bulkhead.await(SharedCall.INSTANCE, 0);
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
		this.inside[thread] = outcome >= 0;
		return (this.inside[thread]) ? "inside" : "refused";
	}

	/**
	 * Lets a thread leave.
	 * @param thread the thread
	 */
	@Operation
	public void leave(@Param(name = "thread") int thread) {
		if (this.inside[thread]) {
			this.inside[thread] = false;
			this.bulkhead.exit(0, OutcomeKind.SUCCESS, null, null, 0);
		}
	}

	/**
	 * Changes the limit.
	 * @param limit the limit
	 */
	@Operation
	public void resize(@Param(name = "limit") int limit) {
		this.bulkhead.reconfigure(CONFIGS[limit]);
	}

	/**
	 * Reads the numbers.
	 * @return the numbers
	 */
	@Operation
	public String numbers() {
		BulkheadSnapshot snapshot = this.bulkhead.snapshot();
		return snapshot.active() + " active, " + snapshot.waiting() + " waiting, " + snapshot.accepted() + " accepted";
	}

	private static BulkheadConfig config(int limit) {
		return BulkheadConfig.builder().maxConcurrent(limit).queueSize(QUEUE).build();
	}

	private boolean isBusy(int thread) {
		return this.inside[thread] || this.places[thread] != null;
	}

	/** A counter and a queue. */
	public static final class Specification {

		private final String[] places = new String[THREADS];

		private final Deque<Integer> queue = new ArrayDeque<>();

		private int limit = 1;

		private int active;

		private int accepted;

		/** Begins with nobody inside. */
		public Specification() {
			Arrays.fill(this.places, "none");
		}

		/**
		 * Lets a thread enter without waiting.
		 * @param thread the thread
		 * @return what came of it
		 */
		public String enter(int thread) {
			if (isBusy(thread)) {
				return "busy";
			}
			if (!this.queue.isEmpty() || this.active >= this.limit) {
				return "refused";
			}
			admit();
			this.places[thread] = "left the queue";
			return "inside";
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
			if (this.limit == 0) {
				return "refused";
			}
			if (this.queue.isEmpty() && this.active < this.limit) {
				admit();
				this.places[thread] = "inside";
				return "queued";
			}
			if (this.queue.size() >= QUEUE) {
				return "refused";
			}
			this.queue.addLast(thread);
			this.places[thread] = "waiting";
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
				case "inside" -> this.places[thread] = "left the queue";
				case "refused" -> this.places[thread] = "none";
				case "left the queue" -> place = "none";
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
		 * Lets a thread leave.
		 * @param thread the thread
		 */
		public void leave(int thread) {
			if (this.places[thread].equals("left the queue")) {
				this.places[thread] = "none";
				this.active--;
				serve();
			}
		}

		/**
		 * Changes the limit.
		 * @param limit the limit
		 */
		public void resize(int limit) {
			this.limit = limit;
			serve();
			while (limit == 0 && !this.queue.isEmpty()) {
				this.places[this.queue.removeFirst()] = "refused";
			}
		}

		private void admit() {
			this.active++;
			this.accepted++;
		}

		private void serve() {
			while (this.active < this.limit && !this.queue.isEmpty()) {
				admit();
				this.places[this.queue.removeFirst()] = "inside";
			}
		}

		private boolean isBusy(int thread) {
			return !this.places[thread].equals("none");
		}

		/**
		 * Reads the numbers.
		 * @return the numbers
		 */
		public String numbers() {
			return this.active + " active, " + this.queue.size() + " waiting, " + this.accepted + " accepted";
		}

	}

}
