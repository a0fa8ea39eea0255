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

/**
 * One pattern at work for one instance: either a {@link Gate} or a {@link Strategy}.
 */
public sealed interface Policy permits Gate, Strategy {

	/**
	 * Returns the kind of this policy.
	 * @return the kind
	 */
	PolicyType type();

	/**
	 * Returns how far this policy takes effect.
	 * @return the mode
	 */
	default PolicyMode mode() {
		return PolicyMode.ENFORCE;
	}

	/**
	 * Returns whether this policy needs the time at which an attempt begins, which is
	 * then read once for the whole pipeline.
	 * @return whether the time must be read
	 */
	default boolean needsTime() {
		return false;
	}

}
