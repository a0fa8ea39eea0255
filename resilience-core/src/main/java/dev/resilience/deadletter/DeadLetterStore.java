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

import java.time.Instant;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Keeps dead letters. Every method is atomic; a letter changes only by {@link #replace},
 * which the first of several that have read the same version wins. What goes wrong is
 * thrown as an unchecked exception. Implementations are safe for use by many threads, and
 * their contract is checked by {@code DeadLetterStoreContract}.
 */
public interface DeadLetterStore {

	/**
	 * Keeps a letter.
	 * @param letter the letter, whose id is new
	 */
	void add(DeadLetter letter);

	/**
	 * Looks for a letter.
	 * @param id its id
	 * @return the letter, or {@code null} if there is none
	 */
	@Nullable DeadLetter find(String id);

	/**
	 * Lists letters, newest first: by their ids, descending.
	 * @param filter which letters are meant
	 * @param before the id behind which the list begins, that is the last one of the page
	 * before; {@code null} for the first page
	 * @param limit how many at most, at least 1
	 * @return the letters
	 */
	List<DeadLetter> list(DeadLetterFilter filter, @Nullable String before, int limit);

	/**
	 * Groups letters by the fingerprint of their last failure, the largest group first.
	 * @param filter which letters are meant
	 * @param limit how many groups at most, at least 1
	 * @return the groups
	 */
	List<DeadLetterGroup> groups(DeadLetterFilter filter, int limit);

	/**
	 * Replaces a letter, if it has not been changed by anybody else.
	 * @param changed the changed letter, whose version is one more than the one that it
	 * replaces
	 * @return {@code false} if the letter that is kept has another version than expected,
	 * or there is none
	 */
	boolean replace(DeadLetter changed);

	/**
	 * Removes letters for good.
	 * @param statuses the states that are meant
	 * @param before those that have been in this state since before this time
	 * @param limit how many at most, at least 1
	 * @return how many were removed
	 */
	int remove(Set<DeadLetterStatus> statuses, Instant before, int limit);

	/**
	 * Counts letters.
	 * @return the counts of all states
	 */
	DeadLetterCounts counts();

	/**
	 * Returns whether this store may block, as it does where it is reached over a
	 * connection.
	 * @return whether letters of asynchronous calls must be kept on a thread that may
	 * block
	 */
	default boolean blocking() {
		return true;
	}

}
