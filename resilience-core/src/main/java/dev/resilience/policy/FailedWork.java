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
import java.util.Map;

/**
 * Work that failed for good. Immutable.
 *
 * @param operation the stable name of the work, by which it may be done again
 * @param instance the name of the instance under whose policies it was done
 * @param settings what the work was given for its last attempt; unmodifiable
 * @param failure how it failed
 * @param kind how the call ended: {@link OutcomeKind#FAILURE}, or
 * {@link OutcomeKind#REJECTED} where it was not let through
 * @param attempts how often it was tried, at least 1
 */
public record FailedWork(String operation, String instance, Map<String, Object> settings, Throwable failure,
		OutcomeKind kind, int attempts) {

	/**
	 * Creates failed work.
	 * @param operation the stable name of the work
	 * @param instance the name of the instance under whose policies it was done
	 * @param settings what the work was given for its last attempt
	 * @param failure how it failed
	 * @param kind how the call ended
	 * @param attempts how often it was tried
	 */
	public FailedWork {
		// Unlike Map.copyOf, this keeps the order, and values that are null.
		settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
	}

}
