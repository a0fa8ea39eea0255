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
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Failures;
import dev.resilience.policy.PolicyContext;

/**
 * The state machine of a circuit breaker.
 *
 * <pre>
 *             rule trips                 open duration is over
 *   CLOSED ---------------&gt; OPEN ------------------------------&gt; HALF_OPEN
 *      ^                     ^                                     |   |
 *      |                     +------------- a probe fails ---------+   |
 *      +------------------------- enough probes succeed ---------------+
 *
 *   FORCED_OPEN, DISABLED, METRICS_ONLY, CLOSED: from anywhere, by command
 * </pre>
 *
 * The state is one reference that is read once per step. Automatic transitions replace it
 * only if it is still what they have seen; commands replace it whatever it is. So of
 * concurrent automatic transitions exactly one takes place, and a command always wins.
 */
final class Circuit {

	/** Answer to a call that is refused. */
	static final long REFUSED = -1;

	private static final long NEVER = Long.MIN_VALUE;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Circuit.class, "state", State.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Transitions transitions;

	private volatile State state;

	private volatile @Nullable Class<?> lastFailureType;

	private volatile long lastFailureMillis = NEVER;

	Circuit(String instance, CircuitBreakerConfig config, PolicyContext context) {
		this.transitions = new Transitions(instance, context);
		this.state = switch (config.initialState()) {
			case OPEN -> new State.Open(wallTime(), now(), config.openNanos(0));
			case HALF_OPEN -> new State.HalfOpen(new Probes(now()));
			case CLOSED, FORCED_OPEN, DISABLED, METRICS_ONLY -> new State(config.initialState());
		};
	}

	/**
	 * Asks to let a call pass.
	 * @param anonymous whether the result will be reported without the permit
	 * @param config the settings
	 * @return the permit or {@link #REFUSED}
	 */
	long enter(boolean anonymous, CircuitBreakerConfig config) {
		while (true) {
			State current = this.state;
			if (current instanceof State.HalfOpen halfOpen) {
				return enterHalfOpen(halfOpen, anonymous, config);
			}
			if (!(current instanceof State.Open open)) {
				return (current.kind() != CircuitBreakerState.FORCED_OPEN) ? current.permit() : REFUSED;
			}
			if (open.remainingNanos(now()) > 0) {
				return REFUSED;
			}
			// Whoever wins, and whatever listeners do: the next round looks at what came
			// of it
			toHalfOpen(open);
		}
	}

	private long enterHalfOpen(State.HalfOpen halfOpen, boolean anonymous, CircuitBreakerConfig config) {
		long probe = halfOpen.probes().admit(config.halfOpenCalls(), config.probeTimeoutNanos(), anonymous, now());
		return (probe != Probes.NONE) ? halfOpen.permit(probe) : REFUSED;
	}

	/**
	 * Takes the result of a call.
	 * @param permit the permit with which the call passed
	 * @param judgement what the result means
	 * @param slow whether the call was slow
	 * @param failure the failure if there is one
	 * @param config the settings
	 * @return whether this result opened the circuit
	 */
	boolean leave(long permit, Judgement judgement, boolean slow, @Nullable Throwable failure,
			CircuitBreakerConfig config) {
		State current = this.state;
		if (!current.admitted(permit)) {
			return false;
		}
		if (current instanceof State.HalfOpen halfOpen) {
			return leaveHalfOpen(halfOpen, State.probe(permit), judgement, failure, config);
		}
		if (judgement.isIgnored()) {
			return false;
		}
		return switch (current.kind()) {
			case CLOSED -> leaveClosed(current, judgement, slow, failure, config);
			case METRICS_ONLY -> {
				record(current, judgement, slow, failure, config, TripRules.NONE);
				yield false;
			}
			case OPEN, HALF_OPEN, FORCED_OPEN, DISABLED -> false;
		};
	}

	private boolean leaveClosed(State closed, Judgement judgement, boolean slow, @Nullable Throwable failure,
			CircuitBreakerConfig config) {
		String cause = record(closed, judgement, slow, failure, config, config.tripRules());
		if (judgement.isOpening()) {
			cause = ((failure != null) ? "a failure" : "a result") + " that opens the circuit";
		}
		return cause != null && toOpen(closed, closed.reopenings(), cause, judgement, config);
	}

	private boolean leaveHalfOpen(State.HalfOpen halfOpen, long probe, Judgement judgement, @Nullable Throwable failure,
			CircuitBreakerConfig config) {
		if (judgement.isSuccess()) {
			int successes = halfOpen.probes().succeed(probe, config.probeTimeoutNanos(), now());
			if (successes > 0) {
				halfOpen.endFailures();
			}
			if (successes >= config.successThreshold()) {
				toClosed(halfOpen, successes + " successful probes (threshold " + config.successThreshold() + ")");
			}
			return false;
		}
		boolean inTime = halfOpen.probes().giveBack(probe, config.probeTimeoutNanos(), now());
		if (!inTime || judgement.isIgnored()) {
			return false;
		}
		int failures = halfOpen.addFailure();
		noteFailure(failure);
		return toOpen(halfOpen, halfOpen.reopenings() + 1, "a failed probe (" + failures + " consecutive failures)",
				judgement, config);
	}

	private boolean toOpen(State from, int reopenings, String cause, Judgement judgement, CircuitBreakerConfig config) {
		long openNanos = (judgement.openNanos() > 0) ? Math.min(judgement.openNanos(), config.maxOpenNanos())
				: config.openNanos(reopenings);
		Announcement announcement = this.transitions.prepare(from, CircuitBreakerState.OPEN, cause);
		return replace(from, new State.Open(from, announcement, reopenings, now(), openNanos));
	}

	private boolean toHalfOpen(State.Open from) {
		Announcement announcement = this.transitions.prepare(from, CircuitBreakerState.HALF_OPEN,
				"the open duration is over");
		return replace(from, new State.HalfOpen(from, announcement, new Probes(now())));
	}

	private boolean toClosed(State.HalfOpen from, String cause) {
		Announcement announcement = this.transitions.prepare(from, CircuitBreakerState.CLOSED, cause);
		return replace(from, State.closed(from, announcement, 0));
	}

	/**
	 * Carries out an operator's command. Who commands the state that the circuit is in
	 * changes nothing, but a closed circuit begins anew.
	 * @param kind the state to go to; not one that needs time or probes
	 */
	void command(CircuitBreakerState kind) {
		State from;
		do {
			from = this.state;
			if (from.kind() == kind && kind != CircuitBreakerState.CLOSED) {
				return;
			}
		}
		while (!command(from, kind, from.reopenings(), "by command"));
	}

	/**
	 * Closes the circuit and forgets everything that was recorded but the lifetime
	 * totals.
	 */
	void reset() {
		State from;
		do {
			from = this.state;
			this.lastFailureMillis = NEVER;
		}
		while (!command(from, CircuitBreakerState.CLOSED, 0, "reset by command"));
	}

	private boolean command(State from, CircuitBreakerState kind, int reopenings, String cause) {
		Announcement announcement = (from.kind() != kind) ? this.transitions.prepare(from, kind, cause)
				: from.announcement();
		return replace(from, (kind == CircuitBreakerState.CLOSED) ? State.closed(from, announcement, reopenings)
				: new State(kind, from, announcement, reopenings));
	}

	private boolean replace(State from, State to) {
		if (!STATE.compareAndSet(this, from, to)) {
			return false;
		}
		if (from.kind() != to.kind()) {
			this.transitions.count(from.kind(), to.kind());
			this.transitions.announce(this);
		}
		return true;
	}

	private @Nullable String record(State current, Judgement judgement, boolean slow, @Nullable Throwable failure,
			CircuitBreakerConfig config, TripRules rules) {
		boolean failed = !judgement.isSuccess();
		String cause = null;
		if (failed) {
			cause = rules.judgeConsecutive(current.addFailure());
			noteFailure(failure);
		}
		else {
			current.endFailures();
		}
		if (config.tripRules().needWindow()) {
			long now = (config.windowType() == WindowType.TIME) ? now() : 0;
			String windowCause = current.window(config.windowShape()).record(failed, slow, now, rules);
			cause = (cause != null) ? cause : windowCause;
		}
		return cause;
	}

	private void noteFailure(@Nullable Throwable failure) {
		this.lastFailureType = (failure != null) ? Failures.unwrap(failure).getClass() : null;
		this.lastFailureMillis = wallTime().toEpochMilli();
	}

	/**
	 * Returns a permit for a result that is reported without one.
	 * @param config the settings
	 * @return the permit of the oldest call that passed anonymously, or {@link #REFUSED}
	 * if the circuit is half-open and there is no such call
	 */
	long claimAnonymous(CircuitBreakerConfig config) {
		State current = this.state;
		if (current instanceof State.HalfOpen halfOpen) {
			long probe = halfOpen.probes().claimAnonymous(config.probeTimeoutNanos(), now());
			return (probe != Probes.NONE) ? halfOpen.permit(probe) : REFUSED;
		}
		return current.permit();
	}

	CircuitBreakerState kind() {
		return this.state.kind();
	}

	@Nullable Announcement newestAnnouncement() {
		return this.state.announcement();
	}

	Transitions transitions() {
		return this.transitions;
	}

	Duration remainingOpenDuration() {
		return remainingOpenDuration(this.state);
	}

	private Duration remainingOpenDuration(State current) {
		return (current instanceof State.Open open) ? Duration.ofNanos(open.remainingNanos(now())) : Duration.ZERO;
	}

	PolicyContext context() {
		return this.transitions.context();
	}

	CircuitBreakerSnapshot snapshot(CircuitBreakerSnapshot.Calls calls, CircuitBreakerConfig config) {
		State current = this.state;
		TripRules rules = config.tripRules();
		Window window = rules.needWindow() ? current.window() : null;
		Window.Tally tally = (window != null && window.hasShape(config.windowShape())) ? window.tally(now())
				: Window.Tally.EMPTY;
		double failureRate = rules.needWindow() ? rules.rate(tally.failures(), tally.calls()) : Double.NaN;
		double slowCallRate = config.judgesSlowCalls() ? rules.rate(tally.slowCalls(), tally.calls()) : Double.NaN;
		long failedAt = this.lastFailureMillis;
		Class<?> failureType = (failedAt != NEVER) ? this.lastFailureType : null;
		return new CircuitBreakerSnapshot(this.transitions.instance(), current.kind(), calls, tally.calls(),
				tally.failures(), tally.slowCalls(), failureRate, slowCallRate, current.consecutiveFailures(),
				current.openedAt(), remainingOpenDuration(current),
				(failedAt != NEVER) ? Instant.ofEpochMilli(failedAt) : null,
				(failureType != null) ? failureType.getName() : null, this.transitions.numbers());
	}

	private long now() {
		return context().time().nanoTime();
	}

	private Instant wallTime() {
		return context().time().wallClock().instant();
	}

}
