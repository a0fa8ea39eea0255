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

/**
 * One call on its way through a pipeline: the facts that policies ask for and the notes
 * that they leave. Notes cost an object only when one is left. Used by one thread at a
 * time.
 */
public class Call {

	private @Nullable CallNotes notes;

	private int elapsed = -1;

	/**
	 * Returns how many permits of a rate limiter this call takes.
	 * @return the weight, at least 1
	 */
	public int weight() {
		return 1;
	}

	/**
	 * Returns the key whose gate of a kind this call passes, where the gates of the
	 * pipeline are kept by key.
	 * @param gate the kind of the gate
	 * @return the key, or {@code null} if the call passes the gate of the instance itself
	 */
	public @Nullable String key(PolicyType gate) {
		return null;
	}

	/**
	 * Returns what the caller of the pipeline attached, such as the invocation of a
	 * method.
	 * @return the attachment, or {@code null}
	 */
	public @Nullable Object attachment() {
		return null;
	}

	/**
	 * Returns a call for the same facts whose notes another thread may leave, for work
	 * that the current thread may abandon.
	 * @return the detached call
	 */
	public Call detach() {
		return new Call.Detached(this);
	}

	/**
	 * Takes over the notes that were left on a {@linkplain #detach() detached} call, once
	 * its work has ended in time. Nothing else may use the detached call any more.
	 * @param detached the detached call
	 */
	public void merge(Call detached) {
		CallNotes left = detached.notes;
		if (left == null || detached == this) {
			return;
		}
		CallNotes kept = keepNotes();
		kept.attempts = Math.max(kept.attempts, left.attempts);
		kept.waitedNanos += left.waitedNanos;
		kept.queuedNanos += left.queuedNanos;
		if (!left.source.equals(Outcome.Source.TARGET)) {
			kept.source = left.source;
			kept.quality = left.quality;
		}
		kept.terms = left.terms;
	}

	/**
	 * Notes that another attempt begins.
	 * @param attempt the number of the attempt, 2 or more
	 * @param waitedNanos the time waited before it, in nanoseconds
	 */
	public void beginAttempt(int attempt, long waitedNanos) {
		CallNotes kept = keepNotes();
		kept.attempts = attempt;
		kept.waitedNanos += waitedNanos;
	}

	/**
	 * Is told that an attempt has failed. Does nothing here; must not throw.
	 * @param attempt the number of the attempt, from 1
	 * @param failure what it threw, or {@code null} if its result is not wanted
	 * @param waitNanos the wait for the next attempt in nanoseconds, or -1 if none
	 * follows
	 */
	public void attemptFailed(int attempt, @Nullable Throwable failure, long waitNanos) {
	}

	/**
	 * Returns the number of the current attempt.
	 * @return the number of the attempt, from 1
	 */
	public final int attempt() {
		return (this.notes != null) ? this.notes.attempts : 1;
	}

	/**
	 * Notes that other terms than those of the settings hold from the next attempt on.
	 * @param terms what holds
	 */
	public void adjust(CallTerms terms) {
		keepNotes().terms = terms;
	}

	/**
	 * Returns what holds for the current attempt besides the settings.
	 * @return the terms; {@link CallTerms#AS_SET} if nobody changed anything
	 */
	public final CallTerms terms() {
		return (this.notes != null) ? this.notes.terms : CallTerms.AS_SET;
	}

	/**
	 * Notes that the call waited in the queue of a gate.
	 * @param nanos the time waited, in nanoseconds
	 */
	public void queued(long nanos) {
		keepNotes().queuedNanos += nanos;
	}

	/**
	 * Returns the time waited in queues of gates.
	 * @return the time in nanoseconds
	 */
	public final long queuedNanos() {
		return (this.notes != null) ? this.notes.queuedNanos : 0;
	}

	/**
	 * Returns the time waited between attempts and in queues.
	 * @return the time in nanoseconds
	 */
	public final long totalDelayNanos() {
		return (this.notes != null) ? this.notes.waitedNanos + this.notes.queuedNanos : 0;
	}

	/**
	 * Notes that someone other than the target answered.
	 * @param source who answered
	 * @param quality how good the answer is, 0 to 1
	 */
	public void answeredBy(Outcome.Source source, double quality) {
		CallNotes kept = keepNotes();
		kept.source = source;
		kept.quality = quality;
	}

	/**
	 * Returns who answered.
	 * @return the source of the result
	 */
	public final Outcome.Source source() {
		return (this.notes != null) ? this.notes.source : Outcome.Source.TARGET;
	}

	/**
	 * Returns how good the answer is.
	 * @return the quality, 0 to 1
	 */
	public final double quality() {
		return (this.notes != null) ? this.notes.quality : 1.0;
	}

	/**
	 * Notes the time from the beginning of the first attempt to its end, so that the
	 * clock is not read again for the whole call.
	 * @param nanos the time in nanoseconds
	 */
	public void measured(long nanos) {
		if (nanos >= 0 && nanos < Integer.MAX_VALUE) {
			this.elapsed = (int) nanos;
		}
	}

	/**
	 * Returns the duration of the whole call if a policy has measured it.
	 * @return the time in nanoseconds, or -1 if the clock must be read
	 */
	public final long measuredNanos() {
		return (this.notes == null) ? this.elapsed : -1;
	}

	private CallNotes keepNotes() {
		CallNotes kept = this.notes;
		if (kept == null) {
			kept = new CallNotes();
			this.notes = kept;
		}
		return kept;
	}

	/** What policies have noted. */
	private static final class CallNotes {

		private int attempts = 1;

		private long waitedNanos;

		private long queuedNanos;

		private Outcome.Source source = Outcome.Source.TARGET;

		private double quality = 1.0;

		private CallTerms terms = CallTerms.AS_SET;

	}

	private static final class Detached extends Call {

		private final Call origin;

		Detached(Call origin) {
			this.origin = origin;
			if (!origin.terms().isAsSet()) {
				adjust(origin.terms());
			}
		}

		@Override
		public void attemptFailed(int attempt, @Nullable Throwable failure, long waitNanos) {
			this.origin.attemptFailed(attempt, failure, waitNanos);
		}

		@Override
		public int weight() {
			return this.origin.weight();
		}

		@Override
		public @Nullable String key(PolicyType gate) {
			return this.origin.key(gate);
		}

		@Override
		public @Nullable Object attachment() {
			return this.origin.attachment();
		}

	}

}
