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
import java.util.Map;

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
 * <p>
 * An instance with keys has one of these for each key, so it holds as little as it can:
 * what circuits share is in their {@link CircuitGroup}, and a closed circuit that has
 * seen nothing but fast successes needs neither a period nor a window of its own. It is
 * the upper class of {@link CircuitBreaker} for the same reason: both are one object.
 */
abstract class Circuit {

	/** Answer to a call that is refused. */
	static final long REFUSED = -1;

	private static final VarHandle STATE;

	private static final VarHandle HISTORY;

	private static final VarHandle RUN;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			STATE = lookup.findVarHandle(Circuit.class, "state", State.class);
			HISTORY = lookup.findVarHandle(Circuit.class, "history", History.class);
			RUN = lookup.findVarHandle(Circuit.class, "run", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final CircuitGroup group;

	private final @Nullable String key;

	private volatile State state;

	private volatile @Nullable History history;

	/**
	 * Length of the run of fast successes with which the circuit began, at most the size
	 * of the window; its complement once something else has ended it.
	 */
	private volatile int run;

	/**
	 * Creates a circuit in its initial state.
	 * @param group what it shares with others
	 * @param key the key that it belongs to, or {@code null}
	 */
	Circuit(CircuitGroup group, @Nullable String key) {
		this.group = group;
		this.key = key;
		CircuitBreakerConfig config = group.config();
		this.state = switch (config.initialState()) {
			case OPEN -> new State.Open(wallTime(), now(), config.openNanos(0));
			case HALF_OPEN -> new State.HalfOpen(new Probes(now()));
			case CLOSED -> State.PRISTINE;
			case FORCED_OPEN, DISABLED, METRICS_ONLY -> new State(config.initialState());
		};
	}

	/**
	 * Asks to let a call pass.
	 * @param anonymous whether the result will be reported without the permit
	 * @param config the settings
	 * @return the permit, {@link #REFUSED}, or a number that says for how long calls are
	 * {@linkplain #remainingNanos(long) refused}
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
			long remaining = open.remainingNanos(now());
			if (remaining > 0) {
				return refusedFor(remaining);
			}
			// Whoever wins, and whatever listeners do: the next round looks at what came
			// of it
			toHalfOpen(open);
		}
	}

	/**
	 * Says in the answer to a call for how long calls are refused.
	 * @param nanos the time in nanoseconds
	 * @return the answer
	 */
	private static long refusedFor(long nanos) {
		return ~nanos;
	}

	/**
	 * Returns for how long calls are refused.
	 * @param refusal the answer to a call that is refused
	 * @return the time in nanoseconds, zero where it is not known
	 */
	static long remainingNanos(long refusal) {
		return ~refusal;
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

	private boolean leaveClosed(State current, Judgement judgement, boolean slow, @Nullable Throwable failure,
			CircuitBreakerConfig config) {
		State closed = current;
		if (closed == State.PRISTINE) {
			if (judgement.isSuccess() && !slow && extendRun(config)) {
				return false;
			}
			closed = endRun(config);
			if (!closed.admitted(State.PRISTINE.permit())) {
				// Somebody else has ended the period meanwhile
				return false;
			}
		}
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
		Announcement announcement = Transitions.prepare(this, from, CircuitBreakerState.OPEN, cause);
		return replace(from, new State.Open(from, announcement, reopenings, now(), openNanos));
	}

	/**
	 * Ends the open duration before its time.
	 * @return whether the circuit was open and probes because of this call
	 */
	boolean probeNow() {
		return this.state instanceof State.Open open
				&& toHalfOpen(open, "by command, before the open duration is over");
	}

	private boolean toHalfOpen(State.Open from) {
		return toHalfOpen(from, "the open duration is over");
	}

	private boolean toHalfOpen(State.Open from, String cause) {
		Announcement announcement = Transitions.prepare(this, from, CircuitBreakerState.HALF_OPEN, cause);
		return replace(from, new State.HalfOpen(from, announcement, new Probes(now())));
	}

	private boolean toClosed(State.HalfOpen from, String cause) {
		Announcement announcement = Transitions.prepare(this, from, CircuitBreakerState.CLOSED, cause);
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
	void forget() {
		State from;
		do {
			from = this.state;
			History present = this.history;
			if (present != null) {
				present.forgetFailure();
			}
		}
		while (!command(from, CircuitBreakerState.CLOSED, 0, "reset by command"));
	}

	private boolean command(State current, CircuitBreakerState kind, int reopenings, String cause) {
		// What was counted so far stays on display
		State from = (current == State.PRISTINE) ? endRun(this.group.config()) : current;
		Announcement announcement = (from.kind() != kind) ? Transitions.prepare(this, from, kind, cause)
				: from.announcement();
		return replace(from, (kind == CircuitBreakerState.CLOSED) ? State.closed(from, announcement, reopenings)
				: new State.Successor(kind, from, announcement, reopenings));
	}

	private boolean replace(State from, State to) {
		if (!STATE.compareAndSet(this, from, to)) {
			return false;
		}
		if (from.kind() != to.kind()) {
			Transitions.happened(this, from.kind(), to.kind());
		}
		return true;
	}

	/**
	 * Records a fast success of a circuit that has seen nothing else: the number of those
	 * in the window, which then needs no object, is all there is to know.
	 * @param config the settings
	 * @return {@code false} if something else has been recorded meanwhile, or the window
	 * has to know when the call was
	 */
	private boolean extendRun(CircuitBreakerConfig config) {
		if (!config.tripRules().needWindow()) {
			return true;
		}
		if (config.windowType() == WindowType.TIME) {
			return false;
		}
		int before;
		do {
			before = this.run;
			if (before < 0 || before >= config.windowSize()) {
				return before >= 0;
			}
		}
		while (!RUN.compareAndSet(this, before, before + 1));
		return true;
	}

	/**
	 * Begins to record in a period and a window of this circuit's own. Whoever is late to
	 * extend the run finds it ended and helps, so that no success is lost.
	 * @param config the settings
	 * @return the period that the circuit is in now
	 */
	private State endRun(CircuitBreakerConfig config) {
		int before;
		do {
			before = this.run;
		}
		while (before >= 0 && !RUN.compareAndSet(this, before, ~before));
		int successes = (before < 0) ? ~before : before;
		boolean counted = successes > 0 && config.tripRules().needWindow() && config.windowType() == WindowType.COUNT;
		STATE.compareAndSet(this, State.PRISTINE,
				State.begun(counted ? new CountWindow(config.windowShape(), successes) : null));
		return this.state;
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
		history().noteFailure((failure != null) ? Failures.unwrap(failure).getClass() : null,
				wallTime().toEpochMilli());
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

	final CircuitGroup group() {
		return this.group;
	}

	@Nullable String key() {
		return this.key;
	}

	/**
	 * Returns what the circuit remembers, which begins now if it did not before.
	 * @return the history
	 */
	final History history() {
		History present = this.history;
		if (present == null) {
			History created = new History();
			History earlier = (History) HISTORY.compareAndExchange(this, null, created);
			present = (earlier != null) ? earlier : created;
		}
		return present;
	}

	final @Nullable History presentHistory() {
		return this.history;
	}

	final long remainingOpenNanos() {
		return remainingOpenNanos(this.state);
	}

	private long remainingOpenNanos(State current) {
		return (current instanceof State.Open open) ? open.remainingNanos(now()) : 0;
	}

	/**
	 * Returns whether a call would pass. Reading changes nothing.
	 * @param config the settings
	 * @return whether a call would pass now
	 */
	final boolean wouldAdmit(CircuitBreakerConfig config) {
		State current = this.state;
		if (current instanceof State.HalfOpen halfOpen) {
			return halfOpen.probes().hasRoom(config.halfOpenCalls(), config.probeTimeoutNanos(), now());
		}
		return (current instanceof State.Open open) ? open.remainingNanos(now()) <= 0
				: current.kind() != CircuitBreakerState.FORCED_OPEN;
	}

	final PolicyContext context() {
		return this.group.context();
	}

	final CircuitBreakerSnapshot snapshot(CircuitBreakerSnapshot.Calls calls,
			Map<CircuitBreakerSnapshot.Change, Long> transitions, CircuitBreakerConfig config) {
		State current = this.state;
		TripRules rules = config.tripRules();
		Window.Tally tally = rules.needWindow() ? tally(current, config) : Window.Tally.EMPTY;
		double failureRate = rules.needWindow() ? rules.rate(tally.failures(), tally.calls()) : Double.NaN;
		double slowCallRate = config.judgesSlowCalls() ? rules.rate(tally.slowCalls(), tally.calls()) : Double.NaN;
		History past = this.history;
		Instant failedAt = (past != null) ? past.lastFailureAt() : null;
		Class<?> failureType = (past != null && failedAt != null) ? past.lastFailureType() : null;
		return new CircuitBreakerSnapshot(this.group.instance(), current.kind(), calls, tally.calls(), tally.failures(),
				tally.slowCalls(), failureRate, slowCallRate, current.consecutiveFailures(), current.openedAt(),
				Duration.ofNanos(remainingOpenNanos(current)), failedAt,
				(failureType != null) ? failureType.getName() : null, transitions);
	}

	private Window.Tally tally(State current, CircuitBreakerConfig config) {
		if (current == State.PRISTINE) {
			if (config.windowType() == WindowType.TIME) {
				// The run is that of a count window before the settings changed
				return Window.Tally.EMPTY;
			}
			int successes = this.run;
			return new Window.Tally(Math.min((successes < 0) ? ~successes : successes, config.windowSize()), 0, 0);
		}
		Window window = current.window();
		return (window != null && window.hasShape(config.windowShape())) ? window.tally(now()) : Window.Tally.EMPTY;
	}

	private long now() {
		return context().time().nanoTime();
	}

	private Instant wallTime() {
		return context().time().wallClock().instant();
	}

}
