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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.CallRejectedException;
import dev.resilience.policy.Gate;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.SharedCall;
import dev.resilience.time.ManualTime;

/**
 * A circuit breaker beside its model, taken through the same steps.
 */
final class BreakerDuel {

	private final ManualTime time = ManualTime.stopped();

	private final CircuitBreaker instance;

	private final CircuitBreaker breaker;

	private final CircuitBreakerModel model;

	private final List<Running> running = new ArrayList<>();

	private BreakerSettings settings;

	private long announced;

	private BreakerDuel(BreakerSchedule schedule, CircuitBreakerModel.@Nullable Flaw flaw) {
		this.settings = schedule.settings();
		PolicyContext context = PolicyContext.standalone(this.time);
		context.events().on(CircuitBreakerTransition.class, (transition) -> this.announced++);
		this.instance = CircuitBreaker.of("payments", this.settings.complete(), context);
		this.breaker = schedule.keyed() ? this.instance.forKey("k") : this.instance;
		this.model = new CircuitBreakerModel(this.settings.complete(), flaw);
	}

	/**
	 * Takes both through a schedule.
	 * @param schedule the steps
	 * @param flaw what the model gets wrong, or {@code null}
	 * @return how they differ and since when, or {@code null} if they do not
	 */
	static @Nullable String difference(BreakerSchedule schedule, CircuitBreakerModel.@Nullable Flaw flaw) {
		BreakerDuel duel = new BreakerDuel(schedule, flaw);
		int number = 0;
		for (BreakerSchedule.Step step : schedule.steps()) {
			number++;
			String difference = duel.take(step);
			if (difference != null) {
				return "after step " + number + ", " + step + ": " + difference;
			}
		}
		return null;
	}

	private @Nullable String take(BreakerSchedule.Step step) {
		if (step instanceof BreakerSchedule.Enter enter) {
			return orDifference(enter(enter.style()));
		}
		if (step instanceof BreakerSchedule.Finish finish && !this.running.isEmpty()) {
			finish(takeOut(finish.which()), finish.ending(), finish.nanos());
		}
		else if (step instanceof BreakerSchedule.Release release && !this.running.isEmpty()) {
			release(takeOut(release.which()));
		}
		else if (step instanceof BreakerSchedule.Report report) {
			return orDifference(report(report.ending()));
		}
		else if (step instanceof BreakerSchedule.Pass pass) {
			pass(pass.nanos());
		}
		else if (step instanceof BreakerSchedule.PassToProbing pass) {
			pass(Math.max(0, this.model.remainingOpenNanos() + pass.beyond()));
		}
		else if (step instanceof BreakerSchedule.JumpOfWallClock jump) {
			this.time.jumpWallClock(Duration.ofSeconds(jump.seconds()));
		}
		else if (step instanceof BreakerSchedule.Change change) {
			this.settings = change.settings();
			this.instance.reconfigure(this.settings.complete());
			this.model.reconfigure(this.settings.complete());
		}
		else if (step instanceof BreakerSchedule.Order order) {
			order.command().accept(this.breaker, this.model);
		}
		return orDifference(null);
	}

	private @Nullable String enter(BreakerSchedule.Style style) {
		boolean off = mode() == PolicyMode.OFF;
		CircuitBreakerModel.Admission admission = off ? null : this.model.enter(style == BreakerSchedule.Style.ASKED);
		Running call = new Running(style, admission, this.time.nanoTime(), this.breaker.needsDuration());
		String refusal = switch (style) {
			case ASKED -> this.breaker.allows() ? null : "refused";
			case PERMIT -> {
				call.permit = this.breaker.tryAcquire();
				yield (call.permit != null) ? null : "refused";
			}
			case GATE -> {
				call.number = off ? -1 : this.breaker.tryEnter(SharedCall.INSTANCE, 0);
				yield (off || call.number >= 0) ? null : refusedByGate();
			}
		};
		boolean passed = refusal == null;
		boolean passes = admission != null || this.model.refused();
		if (passed && style != BreakerSchedule.Style.ASKED) {
			this.running.add(call);
		}
		return (passes == passed) ? null : "should have passed: " + passes + ", did: " + passed;
	}

	// What the driver of a gate does
	private @Nullable String refusedByGate() {
		if (mode() == PolicyMode.SHADOW) {
			this.breaker.passInShadow(SharedCall.INSTANCE);
			return null;
		}
		CallRejectedException refusal = this.breaker.reject(SharedCall.INSTANCE);
		return "refused for " + refusal.retryAfter();
	}

	private void finish(Running call, BreakerSettings.Ending ending, long nanos) {
		CircuitBreakerModel.Verdict verdict = this.settings.judge(ending);
		Throwable thrown = ending.thrown;
		if (call.style == BreakerSchedule.Style.GATE) {
			if (call.number >= 0) {
				OutcomeKind kind = (thrown != null) ? OutcomeKind.of(thrown, "payments") : OutcomeKind.SUCCESS;
				Object value = (ending == BreakerSettings.Ending.UNSAID) ? Gate.PASSED_ON : ending.value;
				this.breaker.exit(call.number, kind, value, thrown, nanos);
				this.model.exit(call.admission, verdict, nanos);
			}
			return;
		}
		Permit permit = Objects.requireNonNull(call.permit);
		if (thrown != null) {
			permit.failure(thrown);
		}
		else if (ending == BreakerSettings.Ending.UNSAID) {
			permit.success();
		}
		else {
			permit.success(ending.value);
		}
		permit.failure(new IllegalStateException("reported a second time, in vain"));
		if (call.admission != null) {
			this.model.exit(call.admission, verdict, call.timed ? this.time.nanoTime() - call.since : 0);
		}
	}

	private void release(Running call) {
		if (call.permit != null) {
			call.permit.release();
		}
		else if (call.number >= 0) {
			this.breaker.release(call.number);
		}
		this.model.leave(call.admission, CircuitBreakerModel.Verdict.IGNORED, false);
	}

	private @Nullable String report(BreakerSettings.@Nullable Ending ending) {
		boolean off = mode() == PolicyMode.OFF;
		if (ending != null && ending.thrown == null) {
			this.breaker.recordSuccess();
			if (!off) {
				this.model.exitAnonymously(CircuitBreakerModel.Verdict.SUCCESS);
			}
			return null;
		}
		boolean opened = (ending != null) ? this.breaker.recordFailure(Objects.requireNonNull(ending.thrown))
				: this.breaker.recordFailure();
		boolean shouldOpen = !off && this.model
			.exitAnonymously((ending != null) ? this.settings.judge(ending) : CircuitBreakerModel.Verdict.FAILURE);
		return (opened == shouldOpen) ? null : "should have opened: " + shouldOpen + ", did: " + opened;
	}

	private void pass(long nanos) {
		this.time.advance(Duration.ofNanos(nanos));
		this.model.advance(nanos);
	}

	private PolicyMode mode() {
		return this.settings.config().mode();
	}

	private Running takeOut(int which) {
		return this.running.remove(which % this.running.size());
	}

	private @Nullable String orDifference(@Nullable String found) {
		if (found != null) {
			return found;
		}
		CircuitBreakerModel.Seen expected = this.model.seen();
		CircuitBreakerModel.Seen actual = CircuitBreakerModel.Seen.of(this.breaker);
		if (!expected.equals(actual)) {
			return "should be " + expected + ", is " + actual;
		}
		long changes = actual.transitions().values().stream().mapToLong(Long::longValue).sum();
		if (changes != this.announced) {
			return changes + " transitions, " + this.announced + " events";
		}
		if (!this.instance.calls().equals(this.breaker.calls())) {
			return "the instance has counted " + this.instance.calls() + ", its key " + this.breaker.calls();
		}
		return outOfTime(actual.calls());
	}

	// Calls leave a time window in steps of a sixtieth: never late, and early by a step
	// at most
	private @Nullable String outOfTime(long calls) {
		CircuitBreakerConfig config = this.settings.config();
		long nanos = config.windowDuration().toNanos();
		if (config.windowType() == WindowType.COUNT || (calls >= this.model.youngerThan(nanos - nanos / 60 - 59)
				&& calls <= this.model.youngerThan(nanos))) {
			return null;
		}
		return calls + " calls are not those of the last " + config.windowDuration();
	}

	/** A call under way. */
	private static final class Running {

		private final BreakerSchedule.Style style;

		private final CircuitBreakerModel.@Nullable Admission admission;

		private final long since;

		private final boolean timed;

		private @Nullable Permit permit;

		private long number = -1;

		Running(BreakerSchedule.Style style, CircuitBreakerModel.@Nullable Admission admission, long since,
				boolean timed) {
			this.style = style;
			this.admission = admission;
			this.since = since;
			this.timed = timed;
		}

	}

}
