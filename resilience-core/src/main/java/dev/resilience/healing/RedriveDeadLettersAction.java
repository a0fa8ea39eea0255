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

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.ReplayPlan;
import dev.resilience.deadletter.ReplayResult;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * Does again, slowly, what has failed for the cause that is gone: once a subject is well,
 * dead letters of the same fingerprint are replayed, one a second. Safe for use by many
 * threads.
 */
public final class RedriveDeadLettersAction implements RecoveryAction {

	/** The number of letters that are replayed at a time where nothing else is said. */
	public static final int DEFAULT_LIMIT = 20;

	private final Supplier<@Nullable DeadLetters> deadLetters;

	private final int limit;

	/**
	 * Creates an action that replays {@value #DEFAULT_LIMIT} letters at most.
	 * @param deadLetters the letters
	 */
	public RedriveDeadLettersAction(DeadLetters deadLetters) {
		this(deadLetters, DEFAULT_LIMIT);
	}

	/**
	 * Creates an action.
	 * @param deadLetters the letters
	 * @param limit the number of letters that are replayed at a time, 1 or more; one a
	 * second
	 */
	public RedriveDeadLettersAction(DeadLetters deadLetters, int limit) {
		this(() -> deadLetters, limit);
	}

	/**
	 * Creates an action for letters that come into being when they are needed, if ever.
	 * @param deadLetters gives the letters, or {@code null} while there are none
	 * @param limit the number of letters that are replayed at a time, 1 or more; one a
	 * second
	 */
	public RedriveDeadLettersAction(Supplier<@Nullable DeadLetters> deadLetters, int limit) {
		this.deadLetters = deadLetters;
		this.limit = limit;
	}

	@Override
	public String id() {
		return RecoveryStep.REDRIVE_DEAD_LETTERS;
	}

	@Override
	public boolean isAftercare() {
		return true;
	}

	@Override
	public void execute(RecoveryContext context) {
		DeadLetters used = this.deadLetters.get();
		if (used == null) {
			return;
		}
		DeadLetterFilter ofSubject = DeadLetterFilter.OPEN.withInstance(context.subject());
		int done = replay(used, ofSubject.withFingerprint(context.diagnosis().signature()), this.limit);
		// What its circuit refused meanwhile has the same cause under another name
		if (done < this.limit && !Thread.currentThread().isInterrupted()) {
			replay(used, ofSubject.withCategory(FailureCategory.REJECTED), this.limit - done);
		}
	}

	private static int replay(DeadLetters letters, DeadLetterFilter filter, int limit) {
		List<ReplayResult> results = letters.replay(ReplayPlan.of(filter).withLimit(limit));
		long failed = results.stream().filter(RedriveDeadLettersAction::hasFailed).count();
		if (failed > 0) {
			throw new IllegalStateException(failed + " of " + results.size() + " dead letters failed again");
		}
		return results.size();
	}

	private static boolean hasFailed(ReplayResult result) {
		return result.outcome() == ReplayResult.Outcome.FAILED || result.outcome() == ReplayResult.Outcome.BLOCKED;
	}

}
