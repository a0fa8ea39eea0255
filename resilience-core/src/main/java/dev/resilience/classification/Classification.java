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

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a failure means for those who repeat calls, keep the score of a target or look for
 * a remedy. Immutable.
 *
 * @param category the kind of failure
 * @param subtype a finer name within the category, such as {@code deadlock}; empty where
 * there is none
 * @param transience whether what is wrong passes by itself
 * @param retryable whether a repeat is worth it, and when it does no harm
 * @param effect what happened at the target
 * @param speaksAgainstTarget whether a circuit breaker should record it
 * @param severity how bad it is
 * @param impact how much of the service it takes away
 * @param retryAfter how long the target asks to be left alone, at least 0, or
 * {@code null} if it does not say
 * @param strategies what may be done, in the order in which to try it
 * @param confidence how sure this is, 0 to 1
 * @param ruleId the rule that says so; {@code unknown} where none does
 * @param evidence what the rule matched
 */
public record Classification(FailureCategory category, String subtype, Transience transience, Retryable retryable,
		Effect effect, boolean speaksAgainstTarget, Severity severity, Impact impact, @Nullable Duration retryAfter,
		List<RecoveryStrategy> strategies, double confidence, String ruleId, Evidence evidence) {

	/** From this confidence on a classification overrides the default of a policy. */
	public static final double DECISIVE = 0.85;

	/** What is said of failures that no rule knows. */
	public static final Classification UNKNOWN = builder(FailureCategory.UNKNOWN).confidence(0.5).build();

	/**
	 * Creates a classification.
	 * @param category the kind of failure
	 * @param subtype a finer name within the category, or empty
	 * @param transience whether what is wrong passes by itself
	 * @param retryable whether a repeat is worth it, and when it does no harm
	 * @param effect what happened at the target
	 * @param speaksAgainstTarget whether a circuit breaker should record it
	 * @param severity how bad it is
	 * @param impact how much of the service it takes away
	 * @param retryAfter how long the target asks to be left alone, or {@code null}
	 * @param strategies what may be done, in order
	 * @param confidence how sure this is, 0 to 1
	 * @param ruleId the rule that says so
	 * @param evidence what the rule matched
	 * @throws IllegalArgumentException if the confidence is not between 0 and 1, or the
	 * time is negative
	 */
	public Classification {
		if (!(confidence >= 0 && confidence <= 1)) {
			throw new IllegalArgumentException("confidence must be between 0 and 1, but is " + confidence);
		}
		if (retryAfter != null && retryAfter.isNegative()) {
			throw new IllegalArgumentException("retryAfter must not be negative, but is " + retryAfter);
		}
		strategies = List.copyOf(strategies);
	}

	/**
	 * Begins a classification with the defaults of a category, a confidence of 1 and no
	 * evidence.
	 * @param category the kind of failure
	 * @return a new builder
	 */
	public static Builder builder(FailureCategory category) {
		return new Builder(category);
	}

	/**
	 * Begins a classification that differs from this one.
	 * @return a new builder with everything that this one says
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Returns whether it is sure enough that a repeat would fail again, so that no policy
	 * repeats the call unless a list says so.
	 * @return whether the failure is permanent for certain
	 */
	public boolean forbidsRepeat() {
		return this.confidence >= DECISIVE && (this.retryable == Retryable.NO || this.retryable == Retryable.AFTER_FIX);
	}

	/**
	 * Returns whether it is sure enough that the target is not to blame, so that no
	 * circuit breaker records the failure unless a list says so.
	 * @return whether the failure does not speak against the target for certain
	 */
	public boolean excusesTarget() {
		return this.confidence >= DECISIVE && !this.speaksAgainstTarget;
	}

	/**
	 * Collects what is said of a failure. Not safe for use by many threads.
	 */
	public static final class Builder {

		private FailureCategory category;

		private String subtype = "";

		private Transience transience;

		private Retryable retryable;

		private Effect effect;

		private boolean speaksAgainstTarget;

		private Severity severity;

		private Impact impact;

		private @Nullable Duration retryAfter;

		private List<RecoveryStrategy> strategies;

		private double confidence = 1;

		private String ruleId = "unknown";

		private Evidence evidence = Evidence.NONE;

		private Builder(FailureCategory category) {
			this.category = category;
			this.transience = category.transience();
			this.retryable = category.retryable();
			this.effect = category.effect();
			this.speaksAgainstTarget = category.speaksAgainstTarget();
			this.severity = category.severity();
			this.impact = category.impact();
			this.strategies = category.strategies();
		}

		private Builder(Classification template) {
			this.category = template.category();
			this.subtype = template.subtype();
			this.transience = template.transience();
			this.retryable = template.retryable();
			this.effect = template.effect();
			this.speaksAgainstTarget = template.speaksAgainstTarget();
			this.severity = template.severity();
			this.impact = template.impact();
			this.retryAfter = template.retryAfter();
			this.strategies = template.strategies();
			this.confidence = template.confidence();
			this.ruleId = template.ruleId();
			this.evidence = template.evidence();
		}

		/**
		 * Sets a finer name within the category.
		 * @param subtype the name, or empty
		 * @return this builder
		 */
		public Builder subtype(String subtype) {
			this.subtype = subtype;
			return this;
		}

		/**
		 * Sets whether what is wrong passes by itself.
		 * @param transience whether it passes
		 * @return this builder
		 */
		public Builder transience(Transience transience) {
			this.transience = transience;
			return this;
		}

		/**
		 * Sets whether a repeat is worth it.
		 * @param retryable whether it is, and when it does no harm
		 * @return this builder
		 */
		public Builder retryable(Retryable retryable) {
			this.retryable = retryable;
			return this;
		}

		/**
		 * Sets what happened at the target.
		 * @param effect what happened
		 * @return this builder
		 */
		public Builder effect(Effect effect) {
			this.effect = effect;
			return this;
		}

		/**
		 * Sets whether a circuit breaker should record the failure.
		 * @param speaksAgainstTarget whether it speaks against the target
		 * @return this builder
		 */
		public Builder speaksAgainstTarget(boolean speaksAgainstTarget) {
			this.speaksAgainstTarget = speaksAgainstTarget;
			return this;
		}

		/**
		 * Sets how bad the failure is.
		 * @param severity how bad it is
		 * @return this builder
		 */
		public Builder severity(Severity severity) {
			this.severity = severity;
			return this;
		}

		/**
		 * Sets how much of the service it takes away.
		 * @param impact how much
		 * @return this builder
		 */
		public Builder impact(Impact impact) {
			this.impact = impact;
			return this;
		}

		/**
		 * Sets how long the target asks to be left alone.
		 * @param retryAfter the time, at least 0, or {@code null} if it does not say
		 * @return this builder
		 */
		public Builder retryAfter(@Nullable Duration retryAfter) {
			this.retryAfter = retryAfter;
			return this;
		}

		/**
		 * Sets what may be done.
		 * @param strategies the strategies, in the order in which to try them
		 * @return this builder
		 */
		public Builder strategies(List<RecoveryStrategy> strategies) {
			this.strategies = strategies;
			return this;
		}

		/**
		 * Sets how sure this is.
		 * @param confidence the confidence, 0 to 1
		 * @return this builder
		 */
		public Builder confidence(double confidence) {
			this.confidence = confidence;
			return this;
		}

		/**
		 * Sets the rule that says so.
		 * @param ruleId the name of the rule
		 * @return this builder
		 */
		public Builder ruleId(String ruleId) {
			this.ruleId = ruleId;
			return this;
		}

		/**
		 * Sets what the rule matched.
		 * @param evidence the evidence
		 * @return this builder
		 */
		public Builder evidence(Evidence evidence) {
			this.evidence = evidence;
			return this;
		}

		/**
		 * Builds the classification.
		 * @return the classification
		 * @throws IllegalArgumentException if the confidence is not between 0 and 1, or
		 * the time is negative
		 */
		public Classification build() {
			return new Classification(this.category, this.subtype, this.transience, this.retryable, this.effect,
					this.speaksAgainstTarget, this.severity, this.impact, this.retryAfter, this.strategies,
					this.confidence, this.ruleId, this.evidence);
		}

	}

}
