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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyContext;
import dev.resilience.redaction.Redactor;
import dev.resilience.time.WaitingRoom;

/**
 * What can be done with work that failed for good: keep it, look at it, do it again,
 * discard it. Safe for use by many threads.
 * <p>
 * A replay claims its letter by its version, so that of two that begin together one runs.
 * Who disappears while it replays leaves a letter that counts as being replayed until the
 * lease is over. Except for {@link #add}, methods throw what the store throws.
 */
public final class DeadLetters {

	/** For how long a replay keeps others away unless said otherwise. */
	public static final Duration DEFAULT_REPLAY_LEASE = Duration.ofHours(1);

	private static final Logger logger = LoggerFactory.getLogger(DeadLetters.class);

	private static final int PAGE = 200;

	private static final int MAX_REASON = 500;

	private static final Set<DeadLetterStatus> WAITING = Collections
		.unmodifiableSet(EnumSet.of(DeadLetterStatus.NEW, DeadLetterStatus.REPLAY_FAILED));

	private final DeadLetterStore store;

	private final PolicyContext context;

	private final LetterWriter writer;

	private final Replays replays;

	private final AtomicLong added = new AtomicLong();

	private final AtomicLong lost = new AtomicLong();

	private final AtomicLong discarded = new AtomicLong();

	private DeadLetters(Builder settings) {
		this.store = settings.store;
		this.context = settings.context;
		this.writer = new LetterWriter(settings.context, settings.redactor);
		this.replays = new Replays(settings.store, settings.handlers, this.writer, settings.context,
				settings.replayLease, settings.editablePayloads);
	}

	/**
	 * Begins with a store, without handlers.
	 * @param store where letters are kept
	 * @return a new builder
	 */
	public static Builder builder(DeadLetterStore store) {
		return new Builder(store);
	}

	/**
	 * Returns whether the lists of a configuration say that failed work is kept. Never
	 * throws: where that cannot be told it is.
	 * @param config the configuration
	 * @param failure how the work failed
	 * @param instance the name of the instance that was called, or empty
	 * @return whether the work is to be {@linkplain #add kept}
	 */
	public boolean keeps(DeadLetterConfig config, Throwable failure, String instance) {
		try {
			return KeptFailures.of(config).hold(failure, instance, this.context);
		}
		catch (Throwable ex) {
			logger.warn("It cannot be told whether a failure of '{}' is kept, so it is", instance, ex);
			return true;
		}
	}

	/**
	 * Keeps work that failed for good. Never throws: where the store fails, all of the
	 * letter goes to the log.
	 * @param request the work
	 * @return the id of the letter, or {@code null} if it is lost
	 */
	public @Nullable String add(DeadLetterRequest request) {
		DeadLetter letter = null;
		try {
			letter = this.writer.write(request);
			this.store.add(letter);
		}
		catch (Throwable ex) {
			lost(request, letter, ex);
			return null;
		}
		this.added.incrementAndGet();
		if (this.context.events().wanted(DeadLettered.class)) {
			this.context.events()
				.publish(new DeadLettered(letter.instance(), letter.changedAt(), letter.id(), letter.operation(),
						letter.failure().category(), letter.failure().fingerprint()));
		}
		return letter.id();
	}

	private void lost(DeadLetterRequest request, @Nullable DeadLetter letter, Throwable cause) {
		this.lost.incrementAndGet();
		try {
			logger.error("A dead letter of '{}' is lost, as it could not be kept: {}", request.operation(),
					(letter != null) ? LetterJson.of(letter) : request.failure().getClass().getName(), cause);
			if (this.context.events().wanted(DeadLetterLost.class)) {
				this.context.events()
					.publish(new DeadLetterLost(request.instance(), this.writer.now(), request.operation(), cause));
			}
		}
		catch (Throwable ex) {
			logger.error("A dead letter of '{}' is lost", request.operation());
		}
	}

	/**
	 * Looks for a letter.
	 * @param id its id
	 * @return the letter, or {@code null} if there is none
	 */
	public @Nullable DeadLetter find(String id) {
		return this.store.find(id);
	}

	/**
	 * Lists letters, newest first.
	 * @param filter which letters are meant; {@link DeadLetterFilter#OPEN} for those
	 * about which something is left to do
	 * @param before the id behind which the list begins, that is the last one of the page
	 * before; {@code null} for the first page
	 * @param limit how many at most, at least 1
	 * @return the letters
	 */
	public List<DeadLetter> list(DeadLetterFilter filter, @Nullable String before, int limit) {
		return this.store.list(filter, before, limit);
	}

	/**
	 * Groups letters by the fingerprint of their last failure, the largest group first.
	 * @param filter which letters are meant
	 * @param limit how many groups at most, at least 1
	 * @return the groups
	 */
	public List<DeadLetterGroup> groups(DeadLetterFilter filter, int limit) {
		return this.store.groups(filter, limit);
	}

	/**
	 * Counts the letters of the store.
	 * @return the counts of all states
	 */
	public DeadLetterCounts counts() {
		return this.store.counts();
	}

	/**
	 * Returns what has happened to letters in this process.
	 * @return the counts
	 */
	public DeadLetterStatistics statistics() {
		return new DeadLetterStatistics(this.added.get(), this.lost.get(), this.replays.resolved(),
				this.replays.failed(), this.discarded.get());
	}

	/**
	 * Does the work of a letter again and waits for its end.
	 * @param id the id of the letter
	 * @return how it ended
	 */
	public ReplayResult replay(String id) {
		return await(id, replayAsync(id, null));
	}

	/**
	 * Does the work of a letter again, with another payload than its own, and waits for
	 * its end. Nothing is done unless {@link Builder#editablePayloads} allows it. The
	 * payload is not kept; the letter notes that there was one.
	 * @param id the id of the letter
	 * @param payload the payload, of the same form as that of the letter
	 * @return how it ended
	 */
	public ReplayResult replay(String id, String payload) {
		return await(id, replayAsync(id, payload));
	}

	/**
	 * Does the work of a letter again. Its handler runs on the current thread until it
	 * returns.
	 * @param id the id of the letter
	 * @param payload the payload to be used instead of that of the letter, or
	 * {@code null}
	 * @return how it ended, once it has
	 */
	public CompletionStage<ReplayResult> replayAsync(String id, @Nullable String payload) {
		return this.replays.replay(id, payload);
	}

	private ReplayResult await(String id, CompletionStage<ReplayResult> result) {
		try {
			return result.toCompletableFuture().get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new ReplayResult(id, ReplayResult.Outcome.CONFLICT, "interrupted; the replay goes on", null, null,
					null);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A replay ends with a result", ex.getCause());
		}
	}

	/**
	 * Does the work of several letters again, one after the other and the oldest first,
	 * on the current thread. Ends early where the thread is interrupted or the context
	 * closed.
	 * @param plan which letters, and how fast
	 * @return how each of them ended
	 */
	public List<ReplayResult> replay(ReplayPlan plan) {
		List<ReplayResult> results = new ArrayList<>();
		long interval = (long) Math.min(1e9 / plan.perSecond(), Long.MAX_VALUE / 4.0);
		long patience = ConfigCheck.nanos(plan.patience());
		long begin = this.context.time().nanoTime();
		for (String id : oldest(plan)) {
			if (!results.isEmpty()) {
				long due = begin + interval;
				if (!sleep(due - this.context.time().nanoTime())) {
					break;
				}
			}
			begin = this.context.time().nanoTime();
			ReplayResult result = replay(id);
			while (result.retryAfter() != null && ConfigCheck.nanos(result.retryAfter()) <= patience) {
				long wait = ConfigCheck.nanos(result.retryAfter());
				patience -= wait;
				if (!sleep(wait)) {
					break;
				}
				result = replay(id);
			}
			results.add(result);
		}
		return List.copyOf(results);
	}

	private boolean sleep(long nanos) {
		if (Thread.currentThread().isInterrupted()) {
			return false;
		}
		return nanos <= 0 || this.context.waitingRoom().sleep(nanos) == WaitingRoom.Wake.ELAPSED;
	}

	/**
	 * Tells what a replay of several letters would do, without doing anything.
	 * @param plan which letters
	 * @return what would become of each of them, {@link ReplayResult.Outcome#READY} where
	 * it would be replayed
	 */
	public List<ReplayResult> dryRun(ReplayPlan plan) {
		return oldest(plan).stream().map((id) -> this.replays.check(id, null)).toList();
	}

	/**
	 * Tells what the replay of a letter would do, without doing anything.
	 * @param id the id of the letter
	 * @return what would become of it, {@link ReplayResult.Outcome#READY} where it would
	 * be replayed
	 */
	public ReplayResult dryRun(String id) {
		return this.replays.check(id, null);
	}

	// Lists come newest first, a page at a time; who has waited longest comes first here.
	private List<String> oldest(ReplayPlan plan) {
		Set<DeadLetterStatus> statuses = EnumSet.copyOf(WAITING);
		statuses.retainAll(plan.filter().statuses());
		Deque<String> oldest = new ArrayDeque<>();
		if (statuses.isEmpty()) {
			return List.of();
		}
		DeadLetterFilter filter = plan.filter().withStatuses(statuses);
		List<DeadLetter> page = this.store.list(filter, null, PAGE);
		while (!page.isEmpty()) {
			for (DeadLetter letter : page) {
				oldest.addFirst(letter.id());
				if (oldest.size() > plan.limit()) {
					oldest.removeLast();
				}
			}
			page = (page.size() < PAGE) ? List.of() : this.store.list(filter, page.get(page.size() - 1).id(), PAGE);
		}
		return List.copyOf(oldest);
	}

	/**
	 * Decides that the work of a letter need not be done.
	 * @param id the id of the letter
	 * @param reason why; redacted and shortened to {@value #MAX_REASON} characters
	 * @return how it ended
	 * @throws IllegalArgumentException if the reason is blank
	 */
	public DiscardOutcome discard(String id, String reason) {
		if (reason.isBlank()) {
			throw new IllegalArgumentException("A letter is not discarded without a reason");
		}
		DeadLetter letter = this.store.find(id);
		if (letter == null) {
			return DiscardOutcome.NOT_FOUND;
		}
		if (!this.replays.isFree(letter, this.writer.now())) {
			return DiscardOutcome.CONFLICT;
		}
		DeadLetter ended = letter.discarded(this.writer.now(), this.writer.redact(reason, MAX_REASON));
		if (!this.store.replace(ended)) {
			return DiscardOutcome.CONFLICT;
		}
		this.discarded.incrementAndGet();
		if (this.context.events().wanted(DeadLetterDiscarded.class)) {
			this.context.events()
				.publish(new DeadLetterDiscarded(ended.instance(), ended.changedAt(), ended.id(), ended.operation(),
						ended.note()));
		}
		return DiscardOutcome.DISCARDED;
	}

	/**
	 * Writes letters as lines of JSON, newest first.
	 * @param filter which letters are meant
	 * @param line takes each line, without a line break
	 * @return how many were written
	 */
	public long export(DeadLetterFilter filter, Consumer<String> line) {
		long written = 0;
		List<DeadLetter> page = this.store.list(filter, null, PAGE);
		while (!page.isEmpty()) {
			page.forEach((letter) -> line.accept(LetterJson.of(letter)));
			written += page.size();
			page = (page.size() < PAGE) ? List.of() : this.store.list(filter, page.get(page.size() - 1).id(), PAGE);
		}
		return written;
	}

	/**
	 * Returns where letters are kept.
	 * @return the store
	 */
	public DeadLetterStore store() {
		return this.store;
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final DeadLetterStore store;

		private PolicyContext context = PolicyContext.standalone();

		private Redactor redactor = Redactor.standard();

		private DeadLetterHandlers handlers = DeadLetterHandlers.NONE;

		private Duration replayLease = DEFAULT_REPLAY_LEASE;

		private boolean editablePayloads;

		private Builder(DeadLetterStore store) {
			this.store = store;
		}

		/**
		 * Sets where time comes from, events go to and failures are classified.
		 * @param context what the policies of a registry share
		 * @return this builder
		 */
		public Builder context(PolicyContext context) {
			this.context = context;
			return this;
		}

		/**
		 * Sets what masks secrets in messages, stack traces and headers.
		 * @param redactor the redactor; that with the rules of the library by default
		 * @return this builder
		 */
		public Builder redactor(Redactor redactor) {
			this.redactor = redactor;
			return this;
		}

		/**
		 * Sets who does work again.
		 * @param handlers where handlers are found
		 * @return this builder
		 */
		public Builder handlers(DeadLetterHandlers handlers) {
			this.handlers = handlers;
			return this;
		}

		/**
		 * Sets for how long a replay keeps others away.
		 * @param replayLease the time, above zero; one hour by default
		 * @return this builder
		 */
		public Builder replayLease(Duration replayLease) {
			this.replayLease = replayLease;
			return this;
		}

		/**
		 * Sets whether work may be done again with another payload than its own.
		 * @param editablePayloads whether payloads may be edited; not by default
		 * @return this builder
		 */
		public Builder editablePayloads(boolean editablePayloads) {
			this.editablePayloads = editablePayloads;
			return this;
		}

		/**
		 * Validates the settings.
		 * @return the dead letters
		 * @throws dev.resilience.policy.InvalidConfigException if the lease is not longer
		 * than zero
		 */
		public DeadLetters build() {
			new ConfigCheck("dead-letters").positive("replay-lease", this.replayLease).throwIfInvalid();
			return new DeadLetters(this);
		}

	}

}
