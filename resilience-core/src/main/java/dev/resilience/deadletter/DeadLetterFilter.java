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

package dev.resilience.deadletter;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * Which dead letters are meant. Immutable.
 *
 * @param statuses the states that are meant; never empty
 * @param operation the operation, or {@code null} for all
 * @param instance the name of the instance, or {@code null} for all
 * @param category the kind of the last failure, or {@code null} for all
 * @param fingerprint the fingerprint of the last failure, or {@code null} for all
 */
public record DeadLetterFilter(Set<DeadLetterStatus> statuses, @Nullable String operation, @Nullable String instance,
		@Nullable FailureCategory category, @Nullable String fingerprint) {

	/** The letters about which something is left to do. */
	public static final DeadLetterFilter OPEN = of(DeadLetterStatus.OPEN);

	/** All letters, those included that are resolved or discarded. */
	public static final DeadLetterFilter ALL = of(EnumSet.allOf(DeadLetterStatus.class));

	/**
	 * Creates a filter.
	 * @param statuses the states that are meant
	 * @param operation the operation, or {@code null} for all
	 * @param instance the name of the instance, or {@code null} for all
	 * @param category the kind of the last failure, or {@code null} for all
	 * @param fingerprint the fingerprint of the last failure, or {@code null} for all
	 * @throws IllegalArgumentException if no state is meant
	 */
	public DeadLetterFilter {
		if (statuses.isEmpty()) {
			throw new IllegalArgumentException("A filter needs at least one status");
		}
		statuses = Collections.unmodifiableSet(EnumSet.copyOf(statuses));
	}

	/**
	 * Returns a filter for states alone.
	 * @param statuses the states, at least one
	 * @return the filter
	 */
	public static DeadLetterFilter of(Set<DeadLetterStatus> statuses) {
		return new DeadLetterFilter(statuses, null, null, null, null);
	}

	/**
	 * Returns the same filter for other states.
	 * @param statuses the states, at least one
	 * @return the changed filter
	 */
	public DeadLetterFilter withStatuses(Set<DeadLetterStatus> statuses) {
		return new DeadLetterFilter(statuses, this.operation, this.instance, this.category, this.fingerprint);
	}

	/**
	 * Returns the same filter for one operation.
	 * @param operation the operation
	 * @return the changed filter
	 */
	public DeadLetterFilter withOperation(String operation) {
		return new DeadLetterFilter(this.statuses, operation, this.instance, this.category, this.fingerprint);
	}

	/**
	 * Returns the same filter for one instance.
	 * @param instance the name of the instance
	 * @return the changed filter
	 */
	public DeadLetterFilter withInstance(String instance) {
		return new DeadLetterFilter(this.statuses, this.operation, instance, this.category, this.fingerprint);
	}

	/**
	 * Returns the same filter for one kind of failure.
	 * @param category the kind
	 * @return the changed filter
	 */
	public DeadLetterFilter withCategory(FailureCategory category) {
		return new DeadLetterFilter(this.statuses, this.operation, this.instance, category, this.fingerprint);
	}

	/**
	 * Returns the same filter for failures of one fingerprint.
	 * @param fingerprint the fingerprint
	 * @return the changed filter
	 */
	public DeadLetterFilter withFingerprint(String fingerprint) {
		return new DeadLetterFilter(this.statuses, this.operation, this.instance, this.category, fingerprint);
	}

	/**
	 * Returns whether a letter is meant.
	 * @param letter the letter
	 * @return whether it is
	 */
	public boolean matches(DeadLetter letter) {
		return this.statuses.contains(letter.status())
				&& (this.operation == null || this.operation.equals(letter.operation()))
				&& (this.instance == null || this.instance.equals(letter.instance()))
				&& (this.category == null || this.category == letter.failure().category())
				&& (this.fingerprint == null || this.fingerprint.equals(letter.failure().fingerprint()));
	}

}
