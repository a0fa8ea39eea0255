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

package dev.resilience.classification;

import java.util.List;

/**
 * Kinds of failures. Each has defaults for everything that a {@link Classification} says;
 * rules that know more say something else.
 */
public enum FailureCategory {

	/** The way to the target is broken. */
	NETWORK(Transience.TRANSIENT, Retryable.IF_IDEMPOTENT, Effect.UNKNOWN, true, Severity.ERROR, Impact.MEDIUM,
			RecoveryStrategy.RETRY, RecoveryStrategy.OPEN_CIRCUIT, RecoveryStrategy.FALLBACK),

	/** The target took too long. */
	TIMEOUT(Transience.TRANSIENT, Retryable.IF_IDEMPOTENT, Effect.UNKNOWN, true, Severity.ERROR, Impact.MEDIUM,
			RecoveryStrategy.RETRY_WITH_LONGER_TIMEOUT, RecoveryStrategy.FALLBACK, RecoveryStrategy.SPLIT_WORK),

	/** The target cannot serve at the moment. */
	UNAVAILABLE(Transience.TRANSIENT, Retryable.IF_IDEMPOTENT, Effect.UNKNOWN, true, Severity.ERROR, Impact.HIGH,
			RecoveryStrategy.RETRY, RecoveryStrategy.OPEN_CIRCUIT, RecoveryStrategy.FALLBACK,
			RecoveryStrategy.WAIT_FOR_HEALTH),

	/** The target has more work than it can do. */
	OVERLOAD(Transience.TRANSIENT, Retryable.YES, Effect.NOT_RUN, true, Severity.WARNING, Impact.MEDIUM,
			RecoveryStrategy.BACK_OFF, RecoveryStrategy.SHED_LOAD, RecoveryStrategy.REDUCE_CONCURRENCY),

	/** The caller asks more often than it may. */
	RATE_LIMIT(Transience.TRANSIENT, Retryable.YES, Effect.NOT_RUN, false, Severity.WARNING, Impact.LOW,
			RecoveryStrategy.WAIT_FOR_HINT, RecoveryStrategy.LOWER_RATE, RecoveryStrategy.QUEUE),

	/** The caller has used up what it may use. */
	QUOTA(Transience.LASTING, Retryable.AFTER_FIX, Effect.NOT_RUN, false, Severity.ERROR, Impact.HIGH,
			RecoveryStrategy.FALLBACK, RecoveryStrategy.ALTERNATIVE_PROVIDER, RecoveryStrategy.RAISE_QUOTA),

	/** Others work on the same data. */
	CONFLICT(Transience.TRANSIENT, Retryable.WHOLE_TX, Effect.FAILED, false, Severity.INFO, Impact.LOW,
			RecoveryStrategy.RETRY_TRANSACTION),

	/** A circuit breaker, bulkhead or limiter of this process refused. */
	REJECTED(Transience.TRANSIENT, Retryable.YES, Effect.NOT_RUN, false, Severity.WARNING, Impact.MEDIUM,
			RecoveryStrategy.WAIT_UNTIL_REOPEN, RecoveryStrategy.FALLBACK),

	/** Memory, disk, threads or files have run out. */
	RESOURCE(Transience.UNKNOWN, Retryable.NO, Effect.UNKNOWN, false, Severity.CRITICAL, Impact.HIGH,
			RecoveryStrategy.SHED_LOAD, RecoveryStrategy.STOP_CLAIMING, RecoveryStrategy.FREE_RESOURCES,
			RecoveryStrategy.RESTART),

	/** What was asked for is not acceptable. */
	VALIDATION(Transience.PERMANENT, Retryable.NO, Effect.FAILED, false, Severity.WARNING, Impact.LOW,
			RecoveryStrategy.DEAD_LETTER, RecoveryStrategy.CORRECT_INPUT),

	/** What was asked for does not exist. */
	NOT_FOUND(Transience.PERMANENT, Retryable.NO, Effect.FAILED, false, Severity.WARNING, Impact.LOW,
			RecoveryStrategy.DEAD_LETTER, RecoveryStrategy.CORRECT_INPUT),

	/** It has been done before. */
	DUPLICATE(Transience.PERMANENT, Retryable.NO, Effect.FAILED, false, Severity.INFO, Impact.LOW,
			RecoveryStrategy.TREAT_AS_DONE),

	/** The data do not allow it. */
	INTEGRITY(Transience.PERMANENT, Retryable.NO, Effect.FAILED, false, Severity.ERROR, Impact.MEDIUM,
			RecoveryStrategy.COMPENSATE, RecoveryStrategy.DEAD_LETTER),

	/** The caller is not known or not allowed. */
	SECURITY(Transience.PERMANENT, Retryable.AFTER_FIX, Effect.NOT_RUN, false, Severity.ERROR, Impact.HIGH,
			RecoveryStrategy.REFRESH_CREDENTIAL, RecoveryStrategy.ALERT),

	/** The answer cannot be read, or the target does not know the question. */
	CONTRACT(Transience.PERMANENT, Retryable.NO, Effect.FAILED, true, Severity.ERROR, Impact.HIGH,
			RecoveryStrategy.FALLBACK, RecoveryStrategy.DEAD_LETTER, RecoveryStrategy.CHECK_VERSION),

	/** A setting is wrong. */
	CONFIGURATION(Transience.PERMANENT, Retryable.AFTER_FIX, Effect.NOT_RUN, false, Severity.CRITICAL, Impact.HIGH,
			RecoveryStrategy.FIX_SETTING, RecoveryStrategy.ALERT),

	/** Somebody does not want the result any more. */
	CANCELLED(Transience.PERMANENT, Retryable.NO, Effect.UNKNOWN, false, Severity.INFO, Impact.NONE,
			RecoveryStrategy.STOP, RecoveryStrategy.COMPENSATE),

	/** The program is wrong. */
	BUG(Transience.PERMANENT, Retryable.NO, Effect.FAILED, false, Severity.ERROR, Impact.MEDIUM,
			RecoveryStrategy.DEAD_LETTER, RecoveryStrategy.ALERT),

	/** Data are damaged. */
	CORRUPTION(Transience.PERMANENT, Retryable.NO, Effect.UNKNOWN, false, Severity.CRITICAL, Impact.HIGH,
			RecoveryStrategy.STOP, RecoveryStrategy.RESTORE, RecoveryStrategy.PAGE),

	/** No rule knows the failure. */
	UNKNOWN(Transience.UNKNOWN, Retryable.IF_IDEMPOTENT, Effect.UNKNOWN, true, Severity.ERROR, Impact.MEDIUM,
			RecoveryStrategy.RETRY_LITTLE, RecoveryStrategy.DEAD_LETTER, RecoveryStrategy.TEACH_RULE);

	private final Transience transience;

	private final Retryable retryable;

	private final Effect effect;

	private final boolean speaksAgainstTarget;

	private final Severity severity;

	private final Impact impact;

	private final List<RecoveryStrategy> strategies;

	FailureCategory(Transience transience, Retryable retryable, Effect effect, boolean speaksAgainstTarget,
			Severity severity, Impact impact, RecoveryStrategy... strategies) {
		this.transience = transience;
		this.retryable = retryable;
		this.effect = effect;
		this.speaksAgainstTarget = speaksAgainstTarget;
		this.severity = severity;
		this.impact = impact;
		this.strategies = List.of(strategies);
	}

	/**
	 * Returns whether failures of this kind pass by themselves.
	 * @return the default of the kind
	 */
	public Transience transience() {
		return this.transience;
	}

	/**
	 * Returns whether calls that failed so may be repeated.
	 * @return the default of the kind
	 */
	public Retryable retryable() {
		return this.retryable;
	}

	/**
	 * Returns what happened at the target.
	 * @return the default of the kind
	 */
	public Effect effect() {
		return this.effect;
	}

	/**
	 * Returns whether failures of this kind speak against the target, so that a circuit
	 * breaker records them.
	 * @return the default of the kind
	 */
	public boolean speaksAgainstTarget() {
		return this.speaksAgainstTarget;
	}

	/**
	 * Returns how bad failures of this kind are.
	 * @return the default of the kind
	 */
	public Severity severity() {
		return this.severity;
	}

	/**
	 * Returns how much of the service they take away.
	 * @return the default of the kind
	 */
	public Impact impact() {
		return this.impact;
	}

	/**
	 * Returns what may be done, in the order in which to try it.
	 * @return the default of the kind
	 */
	public List<RecoveryStrategy> strategies() {
		return this.strategies;
	}

}
