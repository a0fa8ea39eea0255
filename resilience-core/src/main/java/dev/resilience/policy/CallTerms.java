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

package dev.resilience.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What holds for the next attempts of one call instead of the settings, because someone
 * changed it on the way. Immutable.
 *
 * @param timeoutNanos the limit of each attempt in nanoseconds; 0 for the limit that is
 * set
 * @param attributes what the work itself may want to know; unmodifiable
 * @param notes what was changed, in the order in which it was; at most
 * {@value #MAX_NOTES}
 */
public record CallTerms(long timeoutNanos, Map<String, Object> attributes, List<String> notes) {

	/** Nothing was changed. */
	public static final CallTerms AS_SET = new CallTerms(0, Map.of(), List.of());

	/** Notes beyond are dropped: there may be as many attempts as a number can count. */
	private static final int MAX_NOTES = 100;

	/**
	 * Creates terms.
	 * @param timeoutNanos the limit of each attempt in nanoseconds, or 0
	 * @param attributes what the work itself may want to know
	 * @param notes what was changed
	 */
	public CallTerms {
		// Unlike Map.copyOf, this keeps the order, and values that are null.
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
		notes = List.copyOf(notes);
	}

	/**
	 * Returns whether the settings hold as they are.
	 * @return whether nothing was changed
	 */
	public boolean isAsSet() {
		return this.timeoutNanos == 0 && this.attributes.isEmpty() && this.notes.isEmpty();
	}

	/**
	 * Returns terms with attributes alone.
	 * @param attributes what the work may want to know
	 * @return the terms
	 */
	public static CallTerms of(Map<String, Object> attributes) {
		return new CallTerms(0, attributes, List.of());
	}

	/**
	 * Returns these terms with one more note.
	 * @param note what was changed
	 * @return the terms; the same if there are too many notes already
	 */
	public CallTerms noted(String note) {
		return (this.notes.size() >= MAX_NOTES) ? this : new CallTerms(this.timeoutNanos, this.attributes,
				Stream.concat(this.notes.stream(), Stream.of(note)).toList());
	}

}
