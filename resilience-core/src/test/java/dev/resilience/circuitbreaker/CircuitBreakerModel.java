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
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a circuit breaker should do, written straight from the rules: one thread, lists
 * instead of rings, everything recounted every time.
 */
final class CircuitBreakerModel {

	private final CircuitBreakerConfig config;

	private final List<Recorded> window = new ArrayList<>();

	private final List<Admission> probes = new ArrayList<>();

	private CircuitBreakerState state = CircuitBreakerState.CLOSED;

	private long now;

	private int period;

	private int consecutiveFailures;

	private int reopenings;

	private int successfulProbes;

	private long opensUntil;

	private int transitions;

	CircuitBreakerModel(CircuitBreakerConfig config) {
		this.config = config;
	}

	void advance(Duration duration) {
		this.now += duration.toNanos();
	}

	@Nullable Admission enter() {
		if (this.state == CircuitBreakerState.OPEN && this.now >= this.opensUntil) {
			this.probes.clear();
			this.successfulProbes = 0;
			moveTo(CircuitBreakerState.HALF_OPEN);
		}
		if (this.state == CircuitBreakerState.OPEN || this.state == CircuitBreakerState.FORCED_OPEN) {
			return null;
		}
		Admission admission = new Admission(this.period, this.now);
		if (this.state == CircuitBreakerState.HALF_OPEN) {
			endLeases();
			if (this.probes.size() >= this.config.halfOpenCalls()) {
				return null;
			}
			this.probes.add(admission);
		}
		return admission;
	}

	void exit(Admission admission, char outcome, boolean slow) {
		if (admission.period != this.period) {
			return;
		}
		boolean judged = outcome == 'S' || outcome == 'F';
		if (this.state == CircuitBreakerState.HALF_OPEN) {
			endLeases();
			if (this.probes.remove(admission) && judged) {
				probed(outcome == 'S');
			}
		}
		else if (judged
				&& (this.state == CircuitBreakerState.CLOSED || this.state == CircuitBreakerState.METRICS_ONLY)) {
			record(outcome == 'F', slow);
			if (this.state == CircuitBreakerState.CLOSED && trips()) {
				open();
			}
		}
	}

	private void probed(boolean success) {
		if (!success) {
			this.consecutiveFailures++;
			this.reopenings++;
			open();
			return;
		}
		this.consecutiveFailures = 0;
		if (++this.successfulProbes >= this.config.successThreshold()) {
			this.window.clear();
			this.reopenings = 0;
			moveTo(CircuitBreakerState.CLOSED);
		}
	}

	private void record(boolean failed, boolean slow) {
		this.consecutiveFailures = failed ? this.consecutiveFailures + 1 : 0;
		if (this.config.failureCountThreshold() > 0 || this.config.failureRateThreshold() > 0
				|| this.config.slowCallDuration() != null) {
			this.window.add(new Recorded(this.now, failed, slow && this.config.slowCallDuration() != null));
		}
	}

	private boolean trips() {
		long calls = recorded().size();
		boolean enough = calls >= this.config.minimumCalls();
		return reaches(this.consecutiveFailures, this.config.failureThreshold())
				|| reaches(failures(), this.config.failureCountThreshold())
				|| (enough && reaches(100.0 * failures() / calls, this.config.failureRateThreshold()))
				|| (enough && this.config.slowCallDuration() != null
						&& reaches(100.0 * slowCalls() / calls, this.config.slowCallRateThreshold()));
	}

	private static boolean reaches(double value, double threshold) {
		return threshold > 0 && value >= threshold;
	}

	private void open() {
		double grown = this.config.openDuration().toNanos()
				* Math.pow(this.config.openDurationMultiplier(), this.reopenings);
		this.opensUntil = this.now + (long) Math.min(grown, this.config.maxOpenDuration().toNanos());
		moveTo(CircuitBreakerState.OPEN);
	}

	void command(CircuitBreakerState target, boolean reset) {
		if (target == this.state && target != CircuitBreakerState.CLOSED) {
			return;
		}
		if (target == CircuitBreakerState.CLOSED) {
			this.window.clear();
			this.consecutiveFailures = 0;
		}
		if (reset) {
			this.reopenings = 0;
		}
		moveTo(target);
	}

	private void moveTo(CircuitBreakerState target) {
		this.transitions += (target != this.state) ? 1 : 0;
		this.state = target;
		this.period++;
	}

	private void endLeases() {
		this.probes.removeIf((probe) -> this.now - probe.at >= this.config.probeTimeout().toNanos());
	}

	private List<Recorded> recorded() {
		if (this.config.windowType() == WindowType.COUNT) {
			return this.window.subList(Math.max(0, this.window.size() - this.config.windowSize()), this.window.size());
		}
		return this.window.stream()
			.filter((call) -> this.now - call.at < this.config.windowDuration().toNanos())
			.toList();
	}

	long calls() {
		return recorded().size();
	}

	long failures() {
		return recorded().stream().filter(Recorded::failed).count();
	}

	long slowCalls() {
		return recorded().stream().filter(Recorded::slow).count();
	}

	CircuitBreakerState state() {
		return this.state;
	}

	int consecutiveFailures() {
		return this.consecutiveFailures;
	}

	int transitions() {
		return this.transitions;
	}

	Duration remainingOpenDuration() {
		boolean open = this.state == CircuitBreakerState.OPEN;
		return Duration.ofNanos(open ? Math.max(0, this.opensUntil - this.now) : 0);
	}

	private record Recorded(long at, boolean failed, boolean slow) {

	}

	/** A call that may run; each is itself, even if two look alike. */
	static final class Admission {

		private final int period;

		private final long at;

		Admission(int period, long at) {
			this.period = period;
			this.at = at;
		}

	}

}
