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

package dev.resilience.retry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Limits how many attempts are repeated in all calls together, so that the repetitions of
 * many callers do not keep a target down that is overloaded. Every instance has one of
 * its own, or shares one with others that call the same target.
 * <p>
 * Successful calls do nothing for it: their number is read from the counters of the
 * instances when an attempt fails, and now and then where a call has read the clock
 * anyway. What is withdrawn for an attempt is gone, even if a gate then refuses it.
 * Sources of the algorithms: Finagle's {@code RetryBudget}, gRFC A6 (retry throttling of
 * gRPC), the retry limit of Envoy's circuit breakers. Safe for use by many threads, none
 * of which waits for another.
 */
public final class RetryBudget {

	private static final VarHandle SAMPLING_DUE;

	private static final long QUIET_NANOS = Duration.ofSeconds(1).toNanos();

	static {
		try {
			SAMPLING_DUE = MethodHandles.lookup().findVarHandle(RetryBudget.class, "samplingDue", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final @Nullable String name;

	private final AtomicReference<BudgetBooks> books;

	private final AtomicReference<@Nullable Long> toldAt = new AtomicReference<>();

	/** When successes are to be looked at again, if none of the attempts fails before. */
	private volatile long samplingDue;

	private RetryBudget(@Nullable String name, RetryBudgetConfig config) {
		this.name = name;
		this.books = new AtomicReference<>(BudgetBooks.empty(config));
	}

	/**
	 * Creates a budget that several instances share.
	 * @param name the name of the budget, for the log and for events
	 * @param config the settings
	 * @return a new budget
	 */
	public static RetryBudget shared(String name, RetryBudgetConfig config) {
		return new RetryBudget(Objects.requireNonNull(name, "name"), config);
	}

	static RetryBudget own() {
		return new RetryBudget(null, RetryBudgetConfig.defaults());
	}

	/**
	 * Returns the name under which instances share the budget.
	 * @return the name, or {@code null} for the budget of one instance
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public RetryBudgetConfig config() {
		return this.books.get().config();
	}

	/**
	 * Replaces the settings. What is left is kept, unless the type changes; then the
	 * budget begins anew.
	 * @param config the new settings
	 */
	public void reconfigure(RetryBudgetConfig config) {
		BudgetBooks before;
		do {
			before = this.books.get();
			if (before.config().equals(config)) {
				return;
			}
		}
		while (!this.books.compareAndSet(before, before.with(config)));
	}

	/**
	 * Takes the calls of an instance into account from now on, once.
	 * @param counters of the instance
	 * @param now the reading of the clock
	 */
	void join(RetryCounters counters, long now) {
		BudgetBooks before;
		BudgetBooks after;
		do {
			before = this.books.get();
			after = before.sampled(now).joined(counters);
		}
		while (!replace(before, after));
		this.samplingDue = now + after.begun(now).samplingNanos();
	}

	/**
	 * Returns when successes are to be looked at again.
	 * @return the reading of the clock
	 */
	long samplingDue() {
		return this.samplingDue;
	}

	/**
	 * Looks at the successes since the last time.
	 * @param now the reading of the clock
	 */
	void sample(long now) {
		long due = this.samplingDue;
		BudgetBooks before = this.books.get();
		// One of the threads that see that it is time is enough
		if (!SAMPLING_DUE.compareAndSet(this, due, now + before.begun(now).samplingNanos())) {
			return;
		}
		while (!replace(before, before.sampled(now))) {
			before = this.books.get();
		}
	}

	/**
	 * Takes in a failed attempt, and gives out the next one if it is to follow.
	 * @param first whether it is the first of its call
	 * @param decision what is to follow as far as the call itself is concerned
	 * @param now the reading of the clock
	 * @return what follows
	 */
	RetryDecision charge(boolean first, RetryDecision decision, long now) {
		boolean failed = decision.verdict() != RetryDecision.Verdict.NOT_RETRYABLE
				&& !decision.equals(RetryDecision.LIMIT_EXPIRED);
		if (!first && !failed) {
			return decision;
		}
		BudgetBooks before;
		BudgetBooks after;
		RetryDecision answer;
		do {
			before = this.books.get();
			after = before.sampled(now).failed(first, failed);
			answer = decision;
			if (decision.isRetry()) {
				BudgetBooks withdrawn = after.withdrawn();
				answer = (withdrawn != null) ? decision.withPermit(withdrawn.permit()) : RetryDecision.OVER_BUDGET;
				after = (withdrawn != null) ? withdrawn : after;
			}
		}
		while (!replace(before, after));
		return answer;
	}

	/**
	 * Takes back what was given out for an attempt that is over.
	 * @param permit what was given out
	 */
	void giveBack(long permit) {
		BudgetBooks before;
		do {
			before = this.books.get();
		}
		while (!replace(before, before.givenBack(permit)));
	}

	private boolean replace(BudgetBooks before, BudgetBooks after) {
		return before == after || this.books.compareAndSet(before, after);
	}

	/**
	 * Returns whether somebody should be told that the budget is spent.
	 * @param now the reading of the clock
	 * @return whether nobody has been told for a second
	 */
	boolean mayTell(long now) {
		Long told = this.toldAt.get();
		return (told == null || now - told >= QUIET_NANOS) && this.toldAt.compareAndSet(told, now);
	}

	RetryBudgetSnapshot snapshot(long now) {
		BudgetBooks present = this.books.get().sampled(now);
		return new RetryBudgetSnapshot(this.name, present.config(), present.begun(now).balance());
	}

	@Override
	public String toString() {
		return "RetryBudget[" + ((this.name != null) ? this.name + ", " : "") + config() + "]";
	}

}
