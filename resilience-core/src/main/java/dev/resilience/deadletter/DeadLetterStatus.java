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

/**
 * What has become of a dead letter.
 */
public enum DeadLetterStatus {

	/** Nobody has done anything about it. */
	NEW,

	/** Its work is being done again. */
	REPLAYING,

	/** Its work was done again and succeeded. */
	RESOLVED,

	/** Somebody has decided that its work need not be done. */
	DISCARDED,

	/** Its work was done again and failed again. */
	REPLAY_FAILED;

	/** The states of letters about which something is left to do. */
	public static final Set<DeadLetterStatus> OPEN = Collections
		.unmodifiableSet(EnumSet.of(NEW, REPLAYING, REPLAY_FAILED));

	/** The states of letters about which nothing is left to do. */
	public static final Set<DeadLetterStatus> ENDED = Collections.unmodifiableSet(EnumSet.of(RESOLVED, DISCARDED));

	/**
	 * Returns whether nothing is left to do.
	 * @return whether the letter is resolved or discarded
	 */
	public boolean isEnded() {
		return ENDED.contains(this);
	}

}
