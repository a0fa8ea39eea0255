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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyMode;

/**
 * What a circuit breaker should do, written straight from the rules: one thread, lists
 * instead of rings, everything recounted every time. One rule can be got wrong on
 * purpose.
 */
final class CircuitBreakerModel {

	private static final int SIXTIETHS = 60;

	private final @Nullable Flaw flaw;

	private final List<Recorded> window = new ArrayList<>();

	private final List<Admission> probes = new ArrayList<>();

	private final Map<String, Long> totals = new HashMap<>();

	private final Map<CircuitBreakerSnapshot.Change, Long> transitions = new HashMap<>();

	private CircuitBreakerConfig config;

	private CircuitBreakerState state;

	private long now;

	private int period;

	private int consecutiveFailures;

	private int reopenings;

	private int successfulProbes;

	private long opensUntil;

	/** Of what shape the window is; time windows move in steps from the first call on. */
	private @Nullable String shape;

	private long windowBegan;

	/** Fast successes alone, before anything else, fit count windows of every size. */
	private boolean fresh;

	CircuitBreakerModel(CircuitBreakerConfig config, @Nullable Flaw flaw) {
		this.flaw = flaw;
		this.config = config;
		this.state = config.initialState();
		this.fresh = this.state == CircuitBreakerState.CLOSED;
		this.opensUntil = (this.state == CircuitBreakerState.OPEN) ? openNanos() : 0;
	}

	void advance(long nanos) {
		this.now += nanos;
	}

	void reconfigure(CircuitBreakerConfig changed) {
		this.config = changed;
	}

	@Nullable Admission enter(boolean anonymous) {
		if (this.state == CircuitBreakerState.OPEN
				&& (has(Flaw.PROBES_LATE) ? this.now > this.opensUntil : this.now >= this.opensUntil)) {
			this.probes.clear();
			this.successfulProbes = 0;
			moveTo(CircuitBreakerState.HALF_OPEN);
		}
		if (this.state == CircuitBreakerState.OPEN || this.state == CircuitBreakerState.FORCED_OPEN) {
			return null;
		}
		Admission admission = new Admission(this.period, this.now, anonymous);
		if (this.state == CircuitBreakerState.HALF_OPEN) {
			endLeases();
			if (this.probes.size() >= this.config.halfOpenCalls()) {
				return null;
			}
			this.probes.add(admission);
		}
		return admission;
	}

	/** Counts a refused call; returns whether it passes all the same. */
	boolean refused() {
		if (this.config.mode() != PolicyMode.OFF) {
			count((this.config.mode() == PolicyMode.SHADOW) ? "shadow" : "not permitted");
		}
		return this.config.mode() != PolicyMode.ENFORCE;
	}

	/** A result that does not say which call it is of. */
	boolean exitAnonymously(Verdict verdict) {
		Admission admission = new Admission(this.period, this.now, false);
		if (this.state == CircuitBreakerState.HALF_OPEN) {
			endLeases();
			admission = this.probes.stream().filter((probe) -> probe.anonymous).findFirst().orElse(null);
		}
		return exit(admission, verdict, 0);
	}

	boolean exit(@Nullable Admission admission, Verdict verdict, long nanos) {
		Duration limit = this.config.slowCallDuration();
		boolean slow = limit != null && nanos >= limit.toNanos();
		count(verdict.ignored() ? "ignored" : (slow ? "slow " : "") + (verdict.failed() ? "failure" : "success"));
		return leave(admission, verdict, slow);
	}

	boolean leave(@Nullable Admission admission, Verdict verdict, boolean slow) {
		if (admission == null || (admission.period != this.period && !has(Flaw.LATE_RESULTS_COUNT))) {
			return false;
		}
		if (this.state == CircuitBreakerState.HALF_OPEN) {
			endLeases();
			if (verdict.ignored() && has(Flaw.IGNORED_KEEPS_SLOT)) {
				return false;
			}
			return this.probes.remove(admission) && !verdict.ignored() && probed(verdict);
		}
		if (verdict.ignored()
				|| (this.state != CircuitBreakerState.CLOSED && this.state != CircuitBreakerState.METRICS_ONLY)) {
			return false;
		}
		record(verdict.failed(), slow);
		boolean opens = this.state == CircuitBreakerState.CLOSED
				&& ((trips() && (verdict.failed() || !has(Flaw.SUCCESS_NEVER_TRIPS))) || verdict.opening() != null);
		if (opens) {
			open(verdict);
		}
		return opens;
	}

	private boolean probed(Verdict verdict) {
		if (verdict.failed()) {
			this.consecutiveFailures++;
			this.reopenings++;
			open(verdict);
			return true;
		}
		this.consecutiveFailures = 0;
		if (++this.successfulProbes >= this.config.successThreshold()) {
			this.window.clear();
			this.reopenings = 0;
			moveTo(CircuitBreakerState.CLOSED);
		}
		return false;
	}

	private void record(boolean failed, boolean slow) {
		this.consecutiveFailures = failed ? this.consecutiveFailures + 1 : 0;
		boolean timed = this.config.windowType() == WindowType.TIME;
		if (this.fresh && (failed || slow || (timed && needsWindow()))) {
			settleWindow();
		}
		if (this.fresh && needsWindow()) {
			if (this.window.size() < this.config.windowSize()) {
				this.window.add(new Recorded(this.now, false, false));
			}
		}
		else if (needsWindow()) {
			boolean over = !this.window.isEmpty() && timed
					&& step(this.now) - step(this.window.get(this.window.size() - 1).at) >= SIXTIETHS;
			if (over || !shape(this.config).equals(this.shape)) {
				this.window.clear();
			}
			this.shape = shape(this.config);
			this.windowBegan = this.window.isEmpty() ? this.now : this.windowBegan;
			this.window.add(new Recorded(this.now, failed, slow));
		}
	}

	private void settleWindow() {
		this.window.subList(0, this.window.size() - recorded().size()).clear();
		this.shape = shape(this.config);
		this.fresh = false;
	}

	private boolean trips() {
		boolean enough = has(Flaw.NO_MINIMUM) || calls() >= this.config.minimumCalls();
		return reaches(this.consecutiveFailures, this.config.failureThreshold())
				|| reaches(failures(), this.config.failureCountThreshold())
				|| (enough && reaches(100.0 * failures() / calls(), this.config.failureRateThreshold()))
				|| (enough && this.config.slowCallDuration() != null
						&& reaches(100.0 * slowCalls() / calls(), this.config.slowCallRateThreshold()));
	}

	private boolean reaches(double value, double threshold) {
		return threshold > 0 && (has(Flaw.ABOVE_THRESHOLD) ? value > threshold : value >= threshold);
	}

	private void open(Verdict verdict) {
		Duration asked = verdict.opening();
		boolean given = asked != null && asked.compareTo(Duration.ZERO) > 0;
		this.opensUntil = this.now
				+ (given ? Math.min(asked.toNanos(), this.config.maxOpenDuration().toNanos()) : openNanos());
		moveTo(CircuitBreakerState.OPEN);
	}

	private long openNanos() {
		double factor = has(Flaw.NO_GROWTH) ? 1 : Math.pow(this.config.openDurationMultiplier(), this.reopenings);
		return (long) Math.min(this.config.openDuration().toNanos() * factor, this.config.maxOpenDuration().toNanos());
	}

	void command(CircuitBreakerState target, boolean reset) {
		if (target == this.state && target != CircuitBreakerState.CLOSED) {
			return;
		}
		if (target == CircuitBreakerState.CLOSED) {
			if (!has(Flaw.CLOSE_KEEPS_WINDOW)) {
				this.window.clear();
			}
			this.consecutiveFailures = 0;
		}
		if (reset || (has(Flaw.CLOSE_RESETS_GROWTH) && target == CircuitBreakerState.CLOSED)) {
			this.reopenings = 0;
		}
		moveTo(target);
	}

	private void moveTo(CircuitBreakerState target) {
		if (this.fresh) {
			settleWindow();
		}
		if (target != this.state) {
			this.transitions.merge(new CircuitBreakerSnapshot.Change(this.state, target), 1L, Long::sum);
		}
		this.state = target;
		this.period++;
	}

	private void endLeases() {
		if (!has(Flaw.LEASES_NEVER_END)) {
			this.probes.removeIf((probe) -> this.now - probe.at >= this.config.probeTimeout().toNanos());
		}
	}

	private void count(String outcome) {
		this.totals.merge(outcome, 1L, Long::sum);
	}

	private boolean has(Flaw candidate) {
		return this.flaw == candidate;
	}

	private boolean needsWindow() {
		return this.config.failureCountThreshold() > 0 || this.config.failureRateThreshold() > 0
				|| this.config.slowCallDuration() != null;
	}

	private boolean hasWindow() {
		boolean fits = this.fresh ? this.config.windowType() == WindowType.COUNT
				: shape(this.config).equals(this.shape);
		return needsWindow() && fits;
	}

	private static String shape(CircuitBreakerConfig config) {
		return (config.windowType() == WindowType.COUNT) ? "last " + config.windowSize()
				: "for " + config.windowDuration();
	}

	// A time window is left in steps of a sixtieth
	private long step(long time) {
		return (time - this.windowBegan) / (this.config.windowDuration().toNanos() / SIXTIETHS);
	}

	private List<Recorded> recorded() {
		if (!hasWindow()) {
			return List.of();
		}
		if (this.config.windowType() == WindowType.COUNT) {
			return this.window.subList(Math.max(0, this.window.size() - this.config.windowSize()), this.window.size());
		}
		return this.window.stream().filter((call) -> step(this.now) - step(call.at) < SIXTIETHS).toList();
	}

	/** How many calls of a time window are younger than an age. */
	long youngerThan(long nanos) {
		return hasWindow() ? this.window.stream().filter((call) -> this.now - call.at < nanos).count() : 0;
	}

	private long calls() {
		return recorded().size();
	}

	private long failures() {
		return recorded().stream().filter(Recorded::failed).count();
	}

	private long slowCalls() {
		return recorded().stream().filter(Recorded::slow).count();
	}

	private double rate(long part) {
		return (calls() >= this.config.minimumCalls()) ? 100.0 * part / calls() : Double.NaN;
	}

	private Duration remainingOpenDuration() {
		boolean open = this.state == CircuitBreakerState.OPEN;
		return Duration.ofNanos(open ? Math.max(0, this.opensUntil - this.now) : 0);
	}

	boolean isAvailable() {
		if (this.config.mode() != PolicyMode.ENFORCE) {
			return true;
		}
		if (this.state == CircuitBreakerState.HALF_OPEN) {
			endLeases();
			return this.probes.size() < this.config.halfOpenCalls();
		}
		return (this.state != CircuitBreakerState.OPEN || this.now >= this.opensUntil)
				&& this.state != CircuitBreakerState.FORCED_OPEN;
	}

	long remainingOpenNanos() {
		return remainingOpenDuration().toNanos();
	}

	CircuitBreakerConfig config() {
		return this.config;
	}

	Seen seen() {
		return new Seen(this.state, this.consecutiveFailures, calls(), failures(), slowCalls(),
				(needsWindow()) ? rate(failures()) : Double.NaN,
				(this.config.slowCallDuration() != null) ? rate(slowCalls()) : Double.NaN, remainingOpenDuration(),
				isAvailable(), Map.copyOf(this.totals), Map.copyOf(this.transitions));
	}

	/**
	 * A rule that a model gets wrong.
	 */
	enum Flaw {

		PROBES_LATE, LATE_RESULTS_COUNT, IGNORED_KEEPS_SLOT, SUCCESS_NEVER_TRIPS, NO_MINIMUM, ABOVE_THRESHOLD,
		NO_GROWTH, CLOSE_KEEPS_WINDOW, CLOSE_RESETS_GROWTH, LEASES_NEVER_END

	}

	/**
	 * Everything that can be seen from outside.
	 *
	 * @param state the state
	 * @param consecutiveFailures the failures since the last success
	 * @param calls the calls in the window
	 * @param failures the failures in the window
	 * @param slowCalls the slow calls in the window
	 * @param failureRate the rate of failures, or NaN
	 * @param slowCallRate the rate of slow calls, or NaN
	 * @param remainingOpen the time until the circuit probes
	 * @param available whether a call would pass
	 * @param totals the lifetime totals that are not zero
	 * @param transitions how often the state changed
	 */
	record Seen(CircuitBreakerState state, int consecutiveFailures, long calls, long failures, long slowCalls,
			double failureRate, double slowCallRate, Duration remainingOpen, boolean available,
			Map<String, Long> totals, Map<CircuitBreakerSnapshot.Change, Long> transitions) {

		static Seen of(CircuitBreaker breaker) {
			CircuitBreakerSnapshot snapshot = breaker.snapshot();
			return new Seen(snapshot.state(), snapshot.consecutiveFailures(), snapshot.windowCalls(),
					snapshot.windowFailures(), snapshot.windowSlowCalls(), snapshot.failureRate(),
					snapshot.slowCallRate(), snapshot.remainingOpenDuration(), breaker.isAvailable(),
					totals(snapshot.calls()), snapshot.transitions());
		}

		static Map<String, Long> totals(CircuitBreakerSnapshot.Calls calls) {
			Map<String, Long> totals = new HashMap<>(Map.of("success", calls.success(), "slow success",
					calls.slowSuccess(), "failure", calls.failure(), "slow failure", calls.slowFailure(), "ignored",
					calls.ignored(), "not permitted", calls.notPermitted(), "shadow", calls.notPermittedInShadow()));
			totals.values().removeIf((number) -> number == 0);
			return totals;
		}

	}

	/**
	 * What an outcome means.
	 *
	 * @param ignored whether it says nothing about the target
	 * @param failed whether it is a failure
	 * @param opening for how long it opens the circuit at once, zero for as long as
	 * configured
	 */
	record Verdict(boolean ignored, boolean failed, @Nullable Duration opening) {

		static final Verdict SUCCESS = new Verdict(false, false, null);

		static final Verdict FAILURE = new Verdict(false, true, null);

		static final Verdict IGNORED = new Verdict(true, false, null);

	}

	private record Recorded(long at, boolean failed, boolean slow) {

	}

	/** A call that may run; each is itself, even if two look alike. */
	static final class Admission {

		private final int period;

		private final long at;

		private final boolean anonymous;

		Admission(int period, long at, boolean anonymous) {
			this.period = period;
			this.at = at;
			this.anonymous = anonymous;
		}

	}

}
