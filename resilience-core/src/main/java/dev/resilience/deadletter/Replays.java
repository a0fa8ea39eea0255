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

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Failures;
import dev.resilience.policy.PolicyContext;

/**
 * Does the work of one letter again: looks whether it may, claims the letter, lets its
 * handler run and keeps how it ended.
 */
final class Replays {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetters.class);

	private static final String EDITED = "replayed with an edited payload";

	private final DeadLetterStore store;

	private final DeadLetterHandlers handlers;

	private final LetterWriter writer;

	private final PolicyContext context;

	private final Duration lease;

	private final boolean editable;

	private final AtomicLong resolved = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	Replays(DeadLetterStore store, DeadLetterHandlers handlers, LetterWriter writer, PolicyContext context,
			Duration lease, boolean editable) {
		this.store = store;
		this.handlers = handlers;
		this.writer = writer;
		this.context = context;
		this.lease = lease;
		this.editable = editable;
	}

	long resolved() {
		return this.resolved.get();
	}

	long failed() {
		return this.failed.get();
	}

	// Returns whether nobody works on a letter, also because who did has disappeared.
	boolean isFree(DeadLetter letter, Instant now) {
		return switch (letter.status()) {
			case NEW, REPLAY_FAILED -> true;
			case REPLAYING -> !letter.changedAt().plus(this.lease).isAfter(now);
			case RESOLVED, DISCARDED -> false;
		};
	}

	ReplayResult check(String id, @Nullable String payload) {
		DeadLetter letter = this.store.find(id);
		if (letter == null) {
			return new ReplayResult(id, ReplayResult.Outcome.NOT_FOUND, "there is no such letter", null, null, null);
		}
		if (!isFree(letter, this.writer.now())) {
			return ReplayResult.refused(letter, ReplayResult.Outcome.CONFLICT, "it is " + letter.status());
		}
		if (payload != null && !this.editable) {
			return ReplayResult.refused(letter, ReplayResult.Outcome.NOT_REPLAYABLE, "payloads may not be edited");
		}
		DeadLetterHandler handler = this.handlers.find(letter.operation());
		if (handler == null) {
			return ReplayResult.refused(letter, ReplayResult.Outcome.NOT_REPLAYABLE,
					"nobody handles '" + letter.operation() + "'");
		}
		try {
			return check(letter, handler, withPayload(letter, payload));
		}
		catch (Throwable ex) {
			logger.warn("The handler of '{}' failed before the replay of letter {}", letter.operation(), id, ex);
			return ReplayResult.refused(letter, ReplayResult.Outcome.NOT_REPLAYABLE, "its handler failed");
		}
	}

	private static ReplayResult check(DeadLetter letter, DeadLetterHandler handler, DeadLetter asReplayed) {
		String refusal = handler.refusal(asReplayed);
		if (refusal != null) {
			return ReplayResult.refused(letter, ReplayResult.Outcome.NOT_REPLAYABLE, refusal);
		}
		Duration blocked = handler.blockedFor(asReplayed);
		if (blocked.isNegative() || blocked.isZero()) {
			return ReplayResult.refused(letter, ReplayResult.Outcome.READY, "");
		}
		return new ReplayResult(letter.id(), ReplayResult.Outcome.BLOCKED,
				"'" + letter.instance() + "' does not serve at the moment", null, blocked, letter);
	}

	CompletionStage<ReplayResult> replay(String id, @Nullable String payload) {
		ReplayResult checked = check(id, payload);
		DeadLetter letter = checked.letter();
		DeadLetterHandler handler = (letter != null) ? this.handlers.find(letter.operation()) : null;
		if (checked.outcome() != ReplayResult.Outcome.READY || letter == null || handler == null) {
			return CompletableFuture.completedFuture(checked);
		}
		DeadLetter claimed = letter.replaying(this.writer.now(), (payload != null) ? EDITED : "");
		if (!this.store.replace(claimed)) {
			return CompletableFuture.completedFuture(
					ReplayResult.refused(letter, ReplayResult.Outcome.CONFLICT, "somebody else was first"));
		}
		return run(handler, claimed, withPayload(claimed, payload));
	}

	private CompletionStage<ReplayResult> run(DeadLetterHandler handler, DeadLetter claimed, DeadLetter asReplayed) {
		Object answer;
		DeadLetter before = CurrentReplay.bind(asReplayed);
		try {
			answer = handler.replay(asReplayed);
		}
		catch (Throwable ex) {
			return CompletableFuture.completedFuture(failed(claimed, ex));
		}
		finally {
			CurrentReplay.bind(before);
		}
		if (!(answer instanceof CompletionStage<?> stage)) {
			return CompletableFuture.completedFuture(succeeded(claimed));
		}
		CompletableFuture<ReplayResult> result = new CompletableFuture<>();
		// The store may block, which the thread of somebody else must not
		stage.whenComplete((value, ex) -> this.context.continuations()
			.execute(() -> result.complete((ex != null) ? failed(claimed, ex) : succeeded(claimed))));
		return result;
	}

	private ReplayResult succeeded(DeadLetter claimed) {
		this.resolved.incrementAndGet();
		DeadLetter resolved = claimed.resolved(this.writer.now());
		settle(resolved);
		publish(resolved, true);
		return new ReplayResult(claimed.id(), ReplayResult.Outcome.SUCCEEDED, "", null, null, resolved);
	}

	private ReplayResult failed(DeadLetter claimed, Throwable failure) {
		this.failed.incrementAndGet();
		Throwable actual = Failures.unwrap(failure);
		DeadLetter again = claimed.failedAgain(this.writer.now(), this.writer.failure(actual, claimed.instance()));
		// An interrupted thread might not reach the store
		boolean interrupted = Thread.interrupted() || actual instanceof InterruptedException;
		settle(again);
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		publish(again, false);
		return new ReplayResult(claimed.id(), ReplayResult.Outcome.FAILED, "", actual, null, again);
	}

	private void settle(DeadLetter letter) {
		try {
			if (!this.store.replace(letter)) {
				logger.warn("Letter {} of '{}' is {}, but was changed by somebody else meanwhile", letter.id(),
						letter.operation(), letter.status());
			}
		}
		catch (Throwable ex) {
			logger.warn("Letter {} of '{}' is {}, which its store has not kept: it counts as being replayed for {}",
					letter.id(), letter.operation(), letter.status(), this.lease, ex);
		}
	}

	private void publish(DeadLetter letter, boolean succeeded) {
		if (this.context.events().wanted(DeadLetterReplayed.class)) {
			this.context.events()
				.publish(new DeadLetterReplayed(letter.instance(), letter.changedAt(), letter.id(), letter.operation(),
						succeeded, letter.replays()));
		}
	}

	private static DeadLetter withPayload(DeadLetter letter, @Nullable String payload) {
		return (payload != null) ? letter.withPayload(DeadLetterPayload.complete(payload, letter.payload().type()))
				: letter;
	}

}
