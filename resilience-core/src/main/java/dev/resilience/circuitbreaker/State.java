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

package dev.resilience.circuitbreaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * One period of a circuit between two changes of its state. What calls add up in it ends
 * with it: a result that comes too late finds another period and changes nothing.
 * <p>
 * The permits of a period carry its epoch in their upper half and, while half-open, the
 * number of the probe in the lower.
 */
class State {

	/**
	 * The first period of every circuit that begins closed, for as long as nothing but
	 * fast successes happens. It records nothing, so that all circuits can share it.
	 */
	static final State PRISTINE = new State(CircuitBreakerState.CLOSED);

	private static final int NUMBER_BITS = 32;

	private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

	private static final VarHandle CONSECUTIVE_FAILURES;

	private static final VarHandle WINDOW;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			CONSECUTIVE_FAILURES = lookup.findVarHandle(State.class, "consecutiveFailures", int.class);
			WINDOW = lookup.findVarHandle(State.class, "window", Window.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final CircuitBreakerState kind;

	private final int epoch;

	private volatile int consecutiveFailures;

	/**
	 * Allocated with the first outcome; kept, for display, while the circuit is not
	 * closed.
	 */
	private volatile @Nullable Window window;

	/**
	 * Begins the first period.
	 * @param kind its kind
	 */
	State(CircuitBreakerState kind) {
		this.kind = kind;
		this.epoch = 0;
	}

	private State(CircuitBreakerState kind, State before, int consecutiveFailures, @Nullable Window window) {
		this.kind = kind;
		this.epoch = (before.epoch + 1) & Integer.MAX_VALUE;
		this.consecutiveFailures = consecutiveFailures;
		this.window = window;
	}

	/**
	 * Begins a closed period, in which nothing is recorded yet.
	 * @param before the period before
	 * @param announcement what announces this period
	 * @param reopenings how often the next opening counts as having reopened before
	 * @return the period
	 */
	static State closed(State before, @Nullable Announcement announcement, int reopenings) {
		return new Successor(CircuitBreakerState.CLOSED, before, announcement, reopenings, 0, null);
	}

	/**
	 * Begins to record in the first period.
	 * @param window the window with what has been counted before, or {@code null}
	 * @return the period
	 */
	static State begun(@Nullable Window window) {
		State begun = new State(CircuitBreakerState.CLOSED);
		begun.window = window;
		return begun;
	}

	final CircuitBreakerState kind() {
		return this.kind;
	}

	/**
	 * Returns how often the circuit has reopened without closing in between.
	 * @return the number of reopenings
	 */
	int reopenings() {
		return 0;
	}

	/**
	 * Returns what announces this period.
	 * @return the announcement, or {@code null} for a period that nothing has led to
	 */
	@Nullable Announcement announcement() {
		return null;
	}

	final int consecutiveFailures() {
		return this.consecutiveFailures;
	}

	final @Nullable Window window() {
		return this.window;
	}

	/**
	 * Returns when the circuit opened.
	 * @return the time, or {@code null} if it is neither open nor half-open
	 */
	@Nullable Instant openedAt() {
		return null;
	}

	final long permit() {
		return (long) this.epoch << NUMBER_BITS;
	}

	final long permit(long probe) {
		return permit() | (probe & NUMBER_MASK);
	}

	final boolean admitted(long permit) {
		return permit >> NUMBER_BITS == this.epoch;
	}

	static long probe(long permit) {
		return permit & NUMBER_MASK;
	}

	final void endFailures() {
		// Most calls find nothing to write, so that the line stays shared between
		// processors
		if (this.consecutiveFailures != 0) {
			this.consecutiveFailures = 0;
		}
	}

	final int addFailure() {
		int before;
		int after;
		do {
			before = this.consecutiveFailures;
			after = (before < Integer.MAX_VALUE) ? before + 1 : before;
		}
		while (!CONSECUTIVE_FAILURES.compareAndSet(this, before, after));
		return after;
	}

	/**
	 * Returns the window, a new one if there is none or its shape has been changed.
	 * @param shape the shape of the window
	 * @return the window
	 */
	final Window window(WindowShape shape) {
		Window current = this.window;
		while (current == null || !current.hasShape(shape)) {
			WINDOW.compareAndSet(this, current, shape.newWindow());
			current = this.window;
		}
		return current;
	}

	/**
	 * A period that another one went before. Most circuits never have one.
	 */
	static class Successor extends State {

		private final int reopenings;

		private final @Nullable Announcement announcement;

		/**
		 * Begins a first period after all.
		 * @param kind its kind
		 */
		Successor(CircuitBreakerState kind) {
			super(kind);
			this.reopenings = 0;
			this.announcement = null;
		}

		/**
		 * Begins a period that knows what the one before has recorded.
		 * @param kind its kind
		 * @param before the period before
		 * @param announcement what announces this period
		 * @param reopenings how often the circuit has reopened without closing in between
		 */
		Successor(CircuitBreakerState kind, State before, @Nullable Announcement announcement, int reopenings) {
			this(kind, before, announcement, reopenings, before.consecutiveFailures(), before.window());
		}

		private Successor(CircuitBreakerState kind, State before, @Nullable Announcement announcement, int reopenings,
				int consecutiveFailures, @Nullable Window window) {
			super(kind, before, consecutiveFailures, window);
			this.announcement = announcement;
			this.reopenings = reopenings;
		}

		@Override
		final int reopenings() {
			return this.reopenings;
		}

		@Override
		final @Nullable Announcement announcement() {
			return this.announcement;
		}

	}

	/**
	 * An open period.
	 */
	static final class Open extends Successor {

		private final Instant openedAt;

		private final long openedNanos;

		private final long openNanos;

		Open(Instant openedAt, long openedNanos, long openNanos) {
			super(CircuitBreakerState.OPEN);
			this.openedAt = openedAt;
			this.openedNanos = openedNanos;
			this.openNanos = openNanos;
		}

		Open(State before, Announcement announcement, int reopenings, long openedNanos, long openNanos) {
			super(CircuitBreakerState.OPEN, before, announcement, reopenings);
			this.openedAt = announcement.transition().at();
			this.openedNanos = openedNanos;
			this.openNanos = openNanos;
		}

		@Override
		Instant openedAt() {
			return this.openedAt;
		}

		long remainingNanos(long now) {
			return Math.max(0, this.openNanos - (now - this.openedNanos));
		}

	}

	/**
	 * A half-open period.
	 */
	static final class HalfOpen extends Successor {

		private final @Nullable Instant openedAt;

		private final Probes probes;

		HalfOpen(Probes probes) {
			super(CircuitBreakerState.HALF_OPEN);
			this.openedAt = null;
			this.probes = probes;
		}

		HalfOpen(Open before, Announcement announcement, Probes probes) {
			super(CircuitBreakerState.HALF_OPEN, before, announcement, before.reopenings());
			this.openedAt = before.openedAt();
			this.probes = probes;
		}

		@Override
		@Nullable Instant openedAt() {
			return this.openedAt;
		}

		Probes probes() {
			return this.probes;
		}

	}

}
