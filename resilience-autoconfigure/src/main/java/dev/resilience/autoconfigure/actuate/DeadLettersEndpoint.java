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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterCounts;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterGroup;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.DeadLetters;

/**
 * {@link Endpoint @Endpoint} that shows work that failed for good: lists, groups and
 * single letters. They are replayed and discarded through the
 * {@link DeadLettersEndpointWebExtension web extension}.
 */
@Endpoint(id = "deadletters", defaultAccess = Access.READ_ONLY)
public class DeadLettersEndpoint {

	/** How many letters or groups are shown unless another number is asked for. */
	static final int DEFAULT_LIMIT = 50;

	private static final int LARGEST_LIMIT = 1000;

	private static final String BY_FINGERPRINT = "fingerprint";

	private final Supplier<DeadLetters> letters;

	private final InstantSource clock;

	private final KeyVisibility values;

	/**
	 * Creates an endpoint.
	 * @param letters gives the letters when they are asked for
	 * @param clock the wall clock
	 * @param values who may read payloads and headers
	 */
	public DeadLettersEndpoint(Supplier<DeadLetters> letters, InstantSource clock, KeyVisibility values) {
		this.letters = letters;
		this.clock = clock;
		this.values = values;
	}

	/**
	 * Returns letters, newest first, or groups of them, largest first.
	 * @param status states, separated by commas; without it those about which something
	 * is left to do
	 * @param includeEnded whether letters that are resolved or discarded are shown too
	 * @param operation the operation, or {@code null} for all
	 * @param instance the name of the instance, or {@code null} for all
	 * @param category the kind of the last failure, or {@code null} for all
	 * @param fingerprint the fingerprint of the last failure, or {@code null} for all
	 * @param groupBy {@code fingerprint} to see groups of letters
	 * @param before the id behind which the list begins: {@code next} of the page before
	 * @param limit how many to show at most, 1 to 1000
	 * @return the letters or groups
	 */
	@ReadOperation
	public DeadLettersReport letters(@Nullable String status, @Nullable Boolean includeEnded,
			@Nullable String operation, @Nullable String instance, @Nullable String category,
			@Nullable String fingerprint, @Nullable String groupBy, @Nullable String before, @Nullable Integer limit) {
		DeadLetterFilter filter = new DeadLetterQuery(status, includeEnded, operation, instance, category, fingerprint)
			.filter();
		int most = DeadLetterQuery.limit(limit, DEFAULT_LIMIT, LARGEST_LIMIT);
		if (groupBy != null && !groupBy.equals(BY_FINGERPRINT)) {
			throw new InvalidEndpointRequestException("Letters are grouped by 'fingerprint' only", "unknown group");
		}
		DeadLetters letters = this.letters.get();
		DeadLetterCounts counts = letters.counts();
		Instant oldest = counts.oldestNew();
		Duration age = (oldest != null) ? Duration.between(oldest, this.clock.instant()) : null;
		if (groupBy != null) {
			return new DeadLettersReport(counts.byStatus(), age, null, letters.groups(filter, most), null);
		}
		List<DeadLetterSummary> found = letters.list(filter, before, most).stream().map(DeadLetterSummary::of).toList();
		String next = (found.size() == most) ? found.get(most - 1).id() : null;
		return new DeadLettersReport(counts.byStatus(), age, found, null, next);
	}

	/**
	 * Returns one letter.
	 * @param id its id
	 * @return the description, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable DeadLetterDescriptor letter(@Selector String id) {
		return letter(id, null);
	}

	@Nullable DeadLetterDescriptor letter(String id, @Nullable SecurityContext security) {
		DeadLetters letters = this.letters.get();
		DeadLetter letter = letters.find(id);
		return (letter != null) ? DeadLetterDescriptor.of(letter, this.values.isShown(security), letters.dryRun(id))
				: null;
	}

	/**
	 * Description of the dead letters.
	 *
	 * @param counts the number of letters in each state, whatever is asked for
	 * @param oldestNew the time since the call of the oldest new letter failed, or
	 * {@code null} if there is none
	 * @param letters the letters, newest first; {@code null} where groups are asked for
	 * @param groups the groups, largest first; {@code null} unless asked for
	 * @param next where the next page begins; {@code null} if there is none
	 */
	public record DeadLettersReport(Map<DeadLetterStatus, Long> counts, @Nullable Duration oldestNew,
			@Nullable List<DeadLetterSummary> letters, @Nullable List<DeadLetterGroup> groups,
			@Nullable String next) implements OperationResponseBody {

	}

}
