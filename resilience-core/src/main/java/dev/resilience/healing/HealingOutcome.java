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

import java.util.Locale;

/**
 * What became of an action.
 */
public enum HealingOutcome {

	/** It ran, and the subject was well afterwards. */
	SUCCEEDED,

	/** It ran and failed, or the subject was no better afterwards. */
	FAILED,

	/** It did not run, as it had run a short time before. */
	SKIPPED_COOLDOWN,

	/**
	 * It did not run, as enough actions had run, or so much was ill at once that the
	 * cause must be a shared one.
	 */
	SKIPPED_LIMIT,

	/** It would have run. */
	DRY_RUN,

	/** Nothing that may run has helped: somebody has to look. */
	ESCALATED;

	/**
	 * Returns the name in lower case, such as {@code skipped_cooldown}, for JSON.
	 * @return the name
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
