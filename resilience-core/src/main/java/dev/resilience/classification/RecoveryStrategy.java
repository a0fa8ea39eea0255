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

import java.util.Locale;

/**
 * What may be done about a failure. A {@link Classification} names some of them in the
 * order in which they should be tried; nothing happens by itself because of that.
 */
public enum RecoveryStrategy {

	/** Repeat the call. */
	RETRY,

	/** Repeat the call and give it more time. */
	RETRY_WITH_LONGER_TIMEOUT,

	/** Repeat the whole transaction after a random wait. */
	RETRY_TRANSACTION,

	/** Repeat the call once or twice at most. */
	RETRY_LITTLE,

	/** Stop calling the target for a while. */
	OPEN_CIRCUIT,

	/** Answer in place of the target. */
	FALLBACK,

	/** Ask for less at a time. */
	SPLIT_WORK,

	/** Wait until the target reports that it is well. */
	WAIT_FOR_HEALTH,

	/** Wait longer between calls. */
	BACK_OFF,

	/** Refuse part of the work. */
	SHED_LOAD,

	/** Call the target less at the same time. */
	REDUCE_CONCURRENCY,

	/** Wait as long as the target asks. */
	WAIT_FOR_HINT,

	/** Call the target less often. */
	LOWER_RATE,

	/** Keep the work for later. */
	QUEUE,

	/** Ask somebody else. */
	ALTERNATIVE_PROVIDER,

	/** Get a larger quota. */
	RAISE_QUOTA,

	/** Wait until the own gate lets calls pass again. */
	WAIT_UNTIL_REOPEN,

	/** Take on no more work. */
	STOP_CLAIMING,

	/** Free what has run out. */
	FREE_RESOURCES,

	/** Start the process anew. */
	RESTART,

	/** Put the work aside for somebody to look at. */
	DEAD_LETTER,

	/** Correct what was asked for. */
	CORRECT_INPUT,

	/** Take the work for done, if it was done under the same key. */
	TREAT_AS_DONE,

	/** Undo what was done before. */
	COMPENSATE,

	/** Get a new credential. */
	REFRESH_CREDENTIAL,

	/** Tell somebody. */
	ALERT,

	/** Compare the versions of both sides. */
	CHECK_VERSION,

	/** Correct a setting. */
	FIX_SETTING,

	/** Stop the work. */
	STOP,

	/** Restore the data. */
	RESTORE,

	/** Wake somebody up. */
	PAGE,

	/** Add a rule that knows this failure. */
	TEACH_RULE,

	/** Change a setting and try again. */
	ADJUST_CONFIG,

	/** Hand the failure to a human. */
	ESCALATE,

	/** Go on without this piece of work. */
	SKIP;

	/**
	 * Returns the name in lower case, such as {@code retry_with_longer_timeout}, for JSON
	 * and knowledge files.
	 * @return the name
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
