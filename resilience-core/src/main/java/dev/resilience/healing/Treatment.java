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

package dev.resilience.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.FailureCategory;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.DiagnosisContext;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * One illness of one subject, from the first look until it is well:
 *
 * <pre>
 * diagnose → next remedy → act → wait → verify ─ well ─→ aftercare → rest → well: the end
 *    ↑           ↑                        └ still ill, undo ─┘         │
 *    │           └─ none left: escalate ───────────────────→ rest      │
 *    └──────────────────────── still ill ──────────────────────────────┘
 * </pre>
 *
 * All of it happens on the thread of healing; only failures are noted from elsewhere.
 */
final class Treatment {

	private static final Logger logger = LoggerFactory.getLogger(Treatment.class);

	private final Healer healer;

	private final String subject;

	private final String hint;

	/** Somebody says that it is ill, whatever circuit breakers say. */
	private final boolean reported;

	private Instant since;

	private volatile @Nullable Throwable failure;

	private volatile long failedAt;

	private @Nullable Diagnosis diagnosis;

	private final Deque<Candidate> remedies = new ArrayDeque<>();

	private final Deque<Candidate> aftercare = new ArrayDeque<>();

	/** What ran, in order. */
	private final List<String> tried = new ArrayList<>();

	/** What was written down and needs not be again before something runs. */
	private final Set<String> noted = new HashSet<>();

	private boolean escalated;

	private volatile boolean recovered;

	/** Something may really run. */
	private boolean acting;

	private long beganAt;

	Treatment(Healer healer, String subject, @Nullable Throwable failure, String hint, boolean reported) {
		this.healer = healer;
		this.subject = subject;
		this.failure = failure;
		this.hint = hint;
		this.reported = reported;
		this.since = healer.wallTime();
		this.failedAt = healer.now();
	}

	String subject() {
		return this.subject;
	}

	/**
	 * Notes that the subject has failed again. May be called by any thread.
	 * @param failure the failure if there is one
	 */
	void noteFailure(@Nullable Throwable failure) {
		this.failedAt = this.healer.now();
		if (failure != null) {
			this.failure = failure;
		}
	}

	/**
	 * Returns whether the subject is ill. May be called by any thread.
	 * @return whether nothing has shown so far that it is well
	 */
	boolean isIll() {
		return !this.recovered && (judge() == null || !isWell(0));
	}

	// Without a circuit breaker, no news are good news
	private boolean isWell(long since) {
		CircuitBreaker judge = judge();
		if (judge == null) {
			return this.failedAt - since <= 0;
		}
		return switch (judge.state()) {
			case OPEN, HALF_OPEN, FORCED_OPEN -> false;
			case CLOSED, DISABLED, METRICS_ONLY -> true;
		};
	}

	private @Nullable CircuitBreaker judge() {
		return this.reported ? null : this.healer.breaker(this.subject);
	}

	void begin() {
		if (this.recovered) {
			// Another illness
			this.recovered = false;
			this.escalated = false;
			this.since = this.healer.wallTime();
			this.tried.clear();
		}
		this.beganAt = this.failedAt;
		this.acting = false;
		this.remedies.clear();
		this.aftercare.clear();
		Diagnosis found = diagnose();
		this.diagnosis = found;
		if (found == null) {
			rest();
			return;
		}
		collectCandidates(found);
		if (this.remedies.isEmpty()) {
			escalate("no action that is on fits the diagnosis");
			rest();
			return;
		}
		next();
	}

	private @Nullable Diagnosis diagnose() {
		try {
			DiagnosisContext context = DiagnosisContext.of(this.subject);
			Throwable seen = this.failure;
			if (this.reported && seen != null) {
				return this.healer.diagnoser().diagnose(seen, context);
			}
			Diagnosis known = this.healer.diagnoser().diagnoseInstance(this.subject).orElse(null);
			if (known != null) {
				return known;
			}
			return (seen != null) ? this.healer.diagnoser().diagnose(seen, context)
					: this.healer.diagnoser().diagnose(this.hint, context);
		}
		catch (Throwable ex) {
			logger.warn("The diagnosis of '{}' failed", this.subject, ex);
			return null;
		}
	}

	private void collectCandidates(Diagnosis found) {
		Set<String> known = new HashSet<>();
		found.steps().stream().sorted(Comparator.comparingInt(RecoveryStep::order)).forEach((step) -> {
			for (RecoveryAction action : this.healer.actions()) {
				if (this.healer.config().modeOf(action) != HealingMode.OFF && supports(action, found, step)
						&& known.add(action.id())) {
					(action.isAftercare() ? this.aftercare : this.remedies).add(new Candidate(action, step));
				}
			}
		});
	}

	private static boolean supports(RecoveryAction action, Diagnosis diagnosis, RecoveryStep step) {
		try {
			return action.supports(diagnosis, step);
		}
		catch (Throwable ex) {
			logger.warn("Recovery action '{}' cannot say whether it fits", action.id(), ex);
			return false;
		}
	}

	private void next() {
		Deque<Candidate> candidates = this.recovered ? this.aftercare : this.remedies;
		String limit = null;
		for (Candidate candidate = candidates.poll(); candidate != null; candidate = candidates.poll()) {
			if (this.healer.isHalted()) {
				rest();
				return;
			}
			HealingMode mode = this.healer.config().modeOf(candidate.action);
			this.acting |= mode == HealingMode.ACT;
			ActionLimits limits = this.healer.limits(mode);
			ActionLimits.Refusal refusal = refusal(limits, candidate.action);
			if (refusal == null) {
				limits.began(this.subject, candidate.action.id(), this.healer.now());
				this.noted.clear();
				if (mode == HealingMode.ACT) {
					act(candidate);
				}
				else {
					// What would follow depends on whether it would help
					limits.failed(this.subject, candidate.action.id());
					record(event(candidate, mode, HealingOutcome.DRY_RUN).note("would run").build());
					rest();
				}
				return;
			}
			if (this.noted.add(refusal.outcome() + " " + candidate.action.id())) {
				record(event(candidate, mode, refusal.outcome()).note(refusal.reason()).build());
			}
			if (refusal.outcome() == HealingOutcome.SKIPPED_LIMIT) {
				limit = refusal.reason();
			}
		}
		if (!this.recovered && limit != null) {
			escalate(limit);
		}
		else if (!this.recovered && !this.tried.isEmpty()) {
			escalate("no action has helped");
		}
		rest();
	}

	private ActionLimits.@Nullable Refusal refusal(ActionLimits limits, RecoveryAction action) {
		ActionLimits.Refusal refusal = limits.refusal(this.subject, action.id(), this.healer.now());
		if (refusal != null) {
			return refusal;
		}
		String shared = this.healer.sharedIllness();
		return (shared != null) ? new ActionLimits.Refusal(HealingOutcome.SKIPPED_LIMIT, shared) : null;
	}

	private void act(Candidate candidate) {
		long start = this.healer.now();
		this.tried.add(candidate.action.id());
		RecoveryContext context = context(candidate, start);
		try {
			this.healer.actionLimit().call(() -> {
				candidate.action.execute(context);
				return true;
			});
		}
		catch (Throwable ex) {
			logger.warn("Recovery action '{}' failed on '{}'", candidate.action.id(), this.subject, ex);
			failed(candidate, context, start, Verification.NONE, describe(ex));
			return;
		}
		Duration first = this.healer.config().verifyAfter();
		this.healer.runLater(first, () -> verify(candidate, context, start, first));
	}

	private String describe(Throwable failure) {
		String message = this.healer.redactor().message(failure);
		return failure.getClass().getName() + (message.isEmpty() ? "" : ": " + message);
	}

	private RecoveryContext context(Candidate candidate, long start) {
		Diagnosis present = this.diagnosis;
		if (present == null) {
			throw new IllegalStateException("No action runs without a diagnosis");
		}
		return new RecoveryContext(this.subject, present, candidate.step, this.healer.registry(), () -> isWell(start));
	}

	// Looks again and again, after twice the time, until time is over
	private void verify(Candidate candidate, RecoveryContext context, long start, Duration passed) {
		String failed = null;
		try {
			if (this.healer.actionLimit().call(() -> candidate.action.verify(context))) {
				succeeded(candidate, start);
				return;
			}
		}
		catch (Throwable ex) {
			logger.warn("Recovery action '{}' cannot say whether it has helped '{}'", candidate.action.id(),
					this.subject, ex);
			failed = describe(ex);
		}
		Duration limit = this.healer.config().verifyWithin();
		if (passed.compareTo(limit) < 0) {
			Duration doubled = passed.multipliedBy(2);
			Duration again = (doubled.compareTo(limit) < 0) ? doubled : limit;
			this.healer.runLater(again.minus(passed), () -> verify(candidate, context, start, again));
			return;
		}
		failed(candidate, context, start, Verification.FAILED, (failed != null) ? failed : "the subject is still ill");
	}

	private void succeeded(Candidate candidate, long start) {
		this.healer.limits(HealingMode.ACT).helped(this.subject, candidate.action.id());
		record(event(candidate, HealingMode.ACT, HealingOutcome.SUCCEEDED).verification(Verification.PASSED)
			.duration(elapsed(start))
			.build());
		this.recovered = true;
		next();
	}

	private void failed(Candidate candidate, RecoveryContext context, long start, Verification verification,
			String reason) {
		this.healer.limits(HealingMode.ACT).failed(this.subject, candidate.action.id());
		String note = reason;
		try {
			this.healer.actionLimit().call(() -> {
				candidate.action.undo(context);
				return true;
			});
		}
		catch (Throwable ex) {
			logger.warn("Recovery action '{}' could not be taken back on '{}'", candidate.action.id(), this.subject,
					ex);
			note += "; it could not be taken back: " + describe(ex);
		}
		record(event(candidate, HealingMode.ACT, HealingOutcome.FAILED).verification(verification)
			.duration(elapsed(start))
			.note(note)
			.build());
		next();
	}

	private Duration elapsed(long start) {
		return Duration.ofNanos(Math.max(0, this.healer.now() - start));
	}

	private void rest() {
		this.healer.runLater(this.healer.config().cooldown(), this::lookAgain);
	}

	private void lookAgain() {
		CircuitBreaker judge = judge();
		CircuitBreakerState state = (judge != null) ? judge.state() : null;
		if (this.healer.isHalted() || state == CircuitBreakerState.FORCED_OPEN) {
			// Somebody has taken over
			this.healer.end(this);
		}
		else if (state == CircuitBreakerState.HALF_OPEN) {
			rest();
		}
		else if (!isWell(this.beganAt)) {
			begin();
		}
		else if (!this.recovered && !this.aftercare.isEmpty()) {
			// It got well by itself, or by what somebody else has done
			this.recovered = true;
			next();
		}
		else {
			this.healer.end(this);
		}
	}

	private void escalate(String reason) {
		HealingMode mode = this.acting ? HealingMode.ACT : this.healer.config().mode();
		if (this.escalated || mode == HealingMode.OFF) {
			return;
		}
		this.escalated = true;
		Diagnosis present = this.diagnosis;
		record(event(null, mode, HealingOutcome.ESCALATED).note(reason).build());
		if (mode == HealingMode.ACT) {
			this.healer.escalate(
					new HealingEscalated(this.subject, this.healer.wallTime(), (present != null) ? present.id() : "",
							(present != null) ? present.rootCause() : "", this.tried, reason));
		}
	}

	private void record(HealingEvent event) {
		this.healer.record(event);
	}

	private HealingEvent.Builder event(@Nullable Candidate candidate, HealingMode mode, HealingOutcome outcome) {
		Diagnosis present = this.diagnosis;
		HealingEvent.Builder event = HealingEvent
			.builder((present != null) ? present.classification().category() : FailureCategory.UNKNOWN)
			.at(this.healer.wallTime())
			.subject(this.subject)
			.mode(mode)
			.outcome(outcome)
			.since(this.since);
		Map<String, Object> facts = new LinkedHashMap<>();
		if (present != null) {
			event.fingerprint(present.signature()).diagnosisId(present.id()).diagnosis(present.rootCause());
			facts.put("confidence", present.confidence());
			if (!present.pattern().isEmpty()) {
				facts.put("pattern", present.pattern());
			}
		}
		if (candidate != null) {
			event.action(candidate.action.id());
			facts.put("step", candidate.step.order());
		}
		return event.metadata(facts);
	}

	/**
	 * An action that a step asks for.
	 *
	 * @param action the action
	 * @param step the step
	 */
	private record Candidate(RecoveryAction action, RecoveryStep step) {

	}

}
