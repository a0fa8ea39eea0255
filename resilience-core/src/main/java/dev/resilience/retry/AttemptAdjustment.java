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

package dev.resilience.retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.DurationText;

/**
 * What is to be different for the next attempts of a call. The limit, the number of
 * attempts and the attributes hold until another adjustment of the same call changes
 * them, the wait for the next attempt alone. Immutable.
 *
 * @param timeout the limit of each further attempt, longer than zero, or {@code null} to
 * leave it; without effect where nothing behind the retry limits attempts
 * @param delay how long to wait at least before the next attempt, or {@code null} to
 * leave it
 * @param maxAttempts the number of attempts of the call in all, at least 1, or
 * {@code null} to leave it; can only be lowered
 * @param attributes what the work itself may want to know, added to what it knows
 * already; unmodifiable
 * @param note what to tell the caller of it; where it is blank, what was changed is said
 */
public record AttemptAdjustment(@Nullable Duration timeout, @Nullable Duration delay, @Nullable Integer maxAttempts,
		Map<String, Object> attributes, String note) {

	/**
	 * Creates an adjustment.
	 * @param timeout the limit of each further attempt, or {@code null}
	 * @param delay how long to wait at least before the next attempt, or {@code null}
	 * @param maxAttempts the number of attempts of the call in all, or {@code null}
	 * @param attributes what the work itself may want to know
	 * @param note what to tell the caller of it, or blank
	 * @throws dev.resilience.policy.InvalidConfigException if a value is out of range
	 */
	public AttemptAdjustment {
		new ConfigCheck("adjustment").positive("timeout", timeout)
			.notNegative("delay", delay)
			.atLeast("max-attempts", maxAttempts, 1)
			.throwIfInvalid();
		// Unlike Map.copyOf, this keeps the order, and values that are null.
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
	}

	AttemptAdjustment(@Nullable Duration timeout, @Nullable Duration delay, @Nullable Integer maxAttempts) {
		this(timeout, delay, maxAttempts, Map.of(), "");
	}

	/**
	 * Returns an adjustment of the limit.
	 * @param timeout the limit of each further attempt, longer than zero
	 * @return the adjustment
	 */
	public static AttemptAdjustment ofTimeout(Duration timeout) {
		return new AttemptAdjustment(timeout, null, null);
	}

	/**
	 * Returns an adjustment of the wait.
	 * @param delay how long to wait at least before the next attempt, 0 or more
	 * @return the adjustment
	 */
	public static AttemptAdjustment ofDelay(Duration delay) {
		return new AttemptAdjustment(null, delay, null);
	}

	/**
	 * Returns an adjustment of the number of attempts.
	 * @param maxAttempts the number of attempts of the call in all, at least 1
	 * @return the adjustment
	 */
	public static AttemptAdjustment ofMaxAttempts(int maxAttempts) {
		return new AttemptAdjustment(null, null, maxAttempts);
	}

	/**
	 * Returns an adjustment of what the work knows.
	 * @param attributes added to what it knows already
	 * @param note what to tell the caller of it, or blank
	 * @return the adjustment
	 */
	public static AttemptAdjustment ofAttributes(Map<String, Object> attributes, String note) {
		return new AttemptAdjustment(null, null, null, attributes, note);
	}

	/**
	 * Returns this adjustment together with another one.
	 * @param other what holds where both change the same
	 * @return what both change, with both notes
	 */
	public AttemptAdjustment and(AttemptAdjustment other) {
		Map<String, Object> all = new LinkedHashMap<>(this.attributes);
		all.putAll(other.attributes);
		List<String> notes = new ArrayList<>(List.of(text(), other.text()));
		notes.removeIf(String::isBlank);
		return new AttemptAdjustment((other.timeout != null) ? other.timeout : this.timeout,
				(other.delay != null) ? other.delay : this.delay,
				(other.maxAttempts != null) ? other.maxAttempts : this.maxAttempts, all, String.join(", ", notes));
	}

	boolean isEmpty() {
		return this.timeout == null && this.delay == null && this.maxAttempts == null && this.attributes.isEmpty();
	}

	AttemptAdjustment withoutTimeout() {
		return new AttemptAdjustment(null, this.delay, this.maxAttempts, this.attributes, this.note);
	}

	// Of attributes only the names: values may be secrets
	String text() {
		if (!this.note.isBlank()) {
			return this.note;
		}
		List<String> changes = new ArrayList<>();
		if (this.timeout != null) {
			changes.add("timeout " + DurationText.of(this.timeout));
		}
		if (this.delay != null) {
			changes.add("delay " + DurationText.of(this.delay));
		}
		if (this.maxAttempts != null) {
			changes.add("max-attempts " + this.maxAttempts);
		}
		if (!this.attributes.isEmpty()) {
			changes.add("attributes " + this.attributes.keySet());
		}
		return String.join(", ", changes);
	}

}
