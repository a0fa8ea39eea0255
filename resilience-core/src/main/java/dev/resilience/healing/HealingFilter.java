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

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * Which events of a journal to read. What is {@code null} does not matter.
 *
 * @param subject what was ill
 * @param category the kind of failure
 * @param outcome what became of the action
 * @param action the id of the action
 * @param fingerprint what failures of one kind share
 * @param from the earliest time, included
 * @param limit the number of events to read at most, the newest ones, 1 or more
 */
public record HealingFilter(@Nullable String subject, @Nullable FailureCategory category,
		@Nullable HealingOutcome outcome, @Nullable String action, @Nullable String fingerprint, @Nullable Instant from,
		int limit) {

	/** The number of events that statistics look at. */
	public static final int MANY = 10_000;

	/** The newest {@value #MANY} events. */
	public static final HealingFilter ALL = new HealingFilter(null, null, null, null, null, null, MANY);

	/**
	 * Creates a filter.
	 * @param subject what was ill, or {@code null}
	 * @param category the kind of failure, or {@code null}
	 * @param outcome what became of the action, or {@code null}
	 * @param action the id of the action, or {@code null}
	 * @param fingerprint what failures of one kind share, or {@code null}
	 * @param from the earliest time, or {@code null}
	 * @param limit the number of events to read at most
	 * @throws IllegalArgumentException if the limit is less than 1
	 */
	public HealingFilter {
		if (limit < 1) {
			throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
		}
	}

	/**
	 * Returns a filter of the newest events.
	 * @param limit the number of events to read at most, 1 or more
	 * @return the filter
	 */
	public static HealingFilter newest(int limit) {
		return ALL.withLimit(limit);
	}

	/**
	 * Returns this filter for one subject.
	 * @param subject what was ill, or {@code null} for all
	 * @return the changed filter
	 */
	public HealingFilter withSubject(@Nullable String subject) {
		return new HealingFilter(subject, this.category, this.outcome, this.action, this.fingerprint, this.from,
				this.limit);
	}

	/**
	 * Returns this filter for one kind of failure.
	 * @param category the kind of failure, or {@code null} for all
	 * @return the changed filter
	 */
	public HealingFilter withCategory(@Nullable FailureCategory category) {
		return new HealingFilter(this.subject, category, this.outcome, this.action, this.fingerprint, this.from,
				this.limit);
	}

	/**
	 * Returns this filter for one outcome.
	 * @param outcome what became of the action, or {@code null} for all
	 * @return the changed filter
	 */
	public HealingFilter withOutcome(@Nullable HealingOutcome outcome) {
		return new HealingFilter(this.subject, this.category, outcome, this.action, this.fingerprint, this.from,
				this.limit);
	}

	/**
	 * Returns this filter for one action.
	 * @param action the id of the action, or {@code null} for all
	 * @return the changed filter
	 */
	public HealingFilter withAction(@Nullable String action) {
		return new HealingFilter(this.subject, this.category, this.outcome, action, this.fingerprint, this.from,
				this.limit);
	}

	/**
	 * Returns this filter for failures of one kind.
	 * @param fingerprint what they share, or {@code null} for all
	 * @return the changed filter
	 */
	public HealingFilter withFingerprint(@Nullable String fingerprint) {
		return new HealingFilter(this.subject, this.category, this.outcome, this.action, fingerprint, this.from,
				this.limit);
	}

	/**
	 * Returns this filter for events from a time on.
	 * @param from the earliest time, or {@code null} for all
	 * @return the changed filter
	 */
	public HealingFilter withFrom(@Nullable Instant from) {
		return new HealingFilter(this.subject, this.category, this.outcome, this.action, this.fingerprint, from,
				this.limit);
	}

	/**
	 * Returns this filter with another bound.
	 * @param limit the number of events to read at most, 1 or more
	 * @return the changed filter
	 */
	public HealingFilter withLimit(int limit) {
		return new HealingFilter(this.subject, this.category, this.outcome, this.action, this.fingerprint, this.from,
				limit);
	}

	/**
	 * Returns whether an event is wanted, apart from the bound.
	 * @param event the event
	 * @return whether it fits
	 */
	public boolean matches(HealingEvent event) {
		return (this.subject == null || this.subject.equals(event.subject()))
				&& (this.category == null || this.category == event.category())
				&& (this.outcome == null || this.outcome == event.outcome())
				&& (this.action == null || this.action.equals(event.action()))
				&& (this.fingerprint == null || this.fingerprint.equals(event.fingerprint()))
				&& (this.from == null || !event.at().isBefore(this.from));
	}

}
