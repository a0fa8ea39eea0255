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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Dead letters: kept, listed, replayed and discarded.
 */
class DeadLettersTests {

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final InMemoryDeadLetterStore store = new InMemoryDeadLetterStore();

	private final Charging handler = new Charging();

	private final DeadLetters letters = DeadLetters.builder(this.store)
		.context(this.context)
		.handlers(DeadLetterHandlers.of(List.of(this.handler)))
		.redactor((text) -> text.replace("secret", "***"))
		.build();

	private final List<ResilienceEvent> events = new ArrayList<>();

	DeadLettersTests() {
		this.context.events().on(ResilienceEvent.class, this.events::add);
	}

	@Test
	void aLetterSaysWhatFailedAndHow() {
		String id = added(new IOException("no route, secret 17"));
		DeadLetter letter = found(id);
		assertThat(letter.operation()).isEqualTo("charge");
		assertThat(letter.instance()).isEqualTo("payments");
		assertThat(letter.attempts()).isEqualTo(3);
		assertThat(letter.status()).isEqualTo(DeadLetterStatus.NEW);
		assertThat(letter.failure().type()).isEqualTo("java.io.IOException");
		assertThat(letter.failure().message()).isEqualTo("no route, *** 17");
		assertThat(letter.failure().stack()).startsWith("java.io.IOException: no route, *** 17")
			.contains("DeadLettersTests");
		assertThat(letter.headers()).containsEntry("tenant", "***");
		assertThat(this.events).singleElement().isInstanceOf(DeadLettered.class);
		assertThat(this.letters.statistics().added()).isEqualTo(1);
	}

	@Test
	void idsRiseAlsoWithinAMillisecond() {
		List<String> ids = new ArrayList<>();
		for (int count = 0; count < 100; count++) {
			ids.add(added(new IOException()));
		}
		assertThat(ids).isSorted().doesNotHaveDuplicates();
	}

	/** D-082: an entry that was replayed is hidden, unless all are asked for. */
	@Test
	void row082ResolvedLettersAreHiddenUnlessAskedFor() {
		String id = added(new IOException("down"));
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
		assertThat(this.letters.list(DeadLetterFilter.OPEN, null, 10)).isEmpty();
		assertThat(this.letters.list(DeadLetterFilter.ALL, null, 10)).extracting(DeadLetter::status)
			.containsExactly(DeadLetterStatus.RESOLVED);
		assertThat(this.letters.statistics().resolved()).isEqualTo(1);
		assertThat(this.events).last().isInstanceOfSatisfying(DeadLetterReplayed.class, (event) -> {
			assertThat(event.succeeded()).isTrue();
			assertThat(event.replays()).isEqualTo(1);
		});
	}

	@Test
	void aFailingReplayUpdatesItsLetter() {
		String id = added(new IOException("down"));
		this.handler.answer = new IllegalStateException("worse");
		this.time.advance(Duration.ofMinutes(1));
		ReplayResult result = this.letters.replay(id);
		assertThat(result.outcome()).isEqualTo(ReplayResult.Outcome.FAILED);
		assertThat(result.failure()).hasMessage("worse");
		DeadLetter letter = found(id);
		assertThat(letter.status()).isEqualTo(DeadLetterStatus.REPLAY_FAILED);
		assertThat(letter.failure().message()).isEqualTo("worse");
		assertThat(letter.replays()).isEqualTo(1);
		assertThat(Duration.between(letter.firstFailedAt(), letter.lastFailedAt())).isEqualTo(Duration.ofMinutes(1));
		assertThat(this.store.counts().open()).isEqualTo(1);
		this.handler.answer = "done";
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
		assertThat(found(id).replays()).isEqualTo(2);
	}

	@Test
	void aReplayThatEndsLaterSettlesItsLetterThen() {
		String id = added(new IOException("down"));
		CompletableFuture<String> end = new CompletableFuture<>();
		this.handler.answer = end;
		CompletionStage<ReplayResult> replay = this.letters.replayAsync(id, null);
		assertThat(found(id).status()).isEqualTo(DeadLetterStatus.REPLAYING);
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.CONFLICT);
		end.completeExceptionally(new IOException("again"));
		assertThat(replay.toCompletableFuture().join().outcome()).isEqualTo(ReplayResult.Outcome.FAILED);
		assertThat(found(id).failure().message()).isEqualTo("again");
	}

	@Test
	void ofManyReplaysThatBeginTogetherOneRuns() throws Exception {
		for (int round = 0; round < 20; round++) {
			String id = added(new IOException("down"));
			this.handler.calls.set(0);
			List<ReplayResult.Outcome> outcomes = new ArrayList<>();
			ExecutorService threads = Executors.newFixedThreadPool(8);
			try {
				Callable<ReplayResult> replay = () -> this.letters.replay(id);
				for (Future<ReplayResult> result : threads.invokeAll(Collections.nCopies(8, replay))) {
					outcomes.add(result.get().outcome());
				}
			}
			finally {
				threads.shutdown();
			}
			assertThat(this.handler.calls).hasValue(1);
			assertThat(outcomes).containsOnlyOnce(ReplayResult.Outcome.SUCCEEDED);
			assertThat(outcomes).filteredOn((outcome) -> outcome == ReplayResult.Outcome.CONFLICT).hasSize(7);
		}
	}

	@Test
	void aReplayThatDisappearedHoldsItsLetterForTheLease() {
		String id = added(new IOException("down"));
		this.handler.answer = new CompletableFuture<>();
		this.letters.replayAsync(id, null);
		this.handler.answer = "done";
		this.time.advance(DeadLetters.DEFAULT_REPLAY_LEASE.minusMillis(1));
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.CONFLICT);
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
	}

	@Test
	void aReplayIsRefusedWhereItCannotBeDone() {
		assertThat(this.letters.replay("nobody").outcome()).isEqualTo(ReplayResult.Outcome.NOT_FOUND);
		String unknown = this.letters.add(new DeadLetterRequest(DeadLetter.STEP, "other", "", DeadLetterPayload.NONE,
				Map.of(), new IOException(), 1));
		assertThat(this.letters.replay(String.valueOf(unknown))).satisfies((result) -> {
			assertThat(result.outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
			assertThat(result.reason()).contains("nobody handles 'other'");
		});
		for (DeadLetterPayload.State state : EnumSet.complementOf(EnumSet.of(DeadLetterPayload.State.COMPLETE))) {
			String id = this.letters.add(new DeadLetterRequest(DeadLetter.CALL, "charge", "payments",
					new DeadLetterPayload(null, "", state), Map.of(), new IOException(), 1));
			assertThat(this.letters.replay(String.valueOf(id)).outcome()).as(state.name())
				.isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
			assertThat(found(id).version()).isZero();
		}
		assertThat(this.handler.calls).hasValue(0);
	}

	@Test
	void anEditedPayloadIsUsedOnlyWhereAllowed() {
		String id = added(new IOException("down"));
		assertThat(this.letters.replay(id, "[2]").outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
		DeadLetters editable = DeadLetters.builder(this.store)
			.context(this.context)
			.handlers(DeadLetterHandlers.of(List.of(this.handler)))
			.editablePayloads(true)
			.build();
		assertThat(editable.replay(id, "[2]").outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
		assertThat(this.handler.seen).extracting((letter) -> letter.payload().text()).containsExactly("[2]");
		assertThat(found(id).payload().text()).isEqualTo("[1]");
		assertThat(found(id).note()).contains("edited");
	}

	@Test
	void aTargetThatDoesNotServeIsLeftAlone() {
		String id = added(new IOException("down"));
		this.handler.blocked = Duration.ofSeconds(5);
		ReplayResult result = this.letters.replay(id);
		assertThat(result.outcome()).isEqualTo(ReplayResult.Outcome.BLOCKED);
		assertThat(result.retryAfter()).isEqualTo(Duration.ofSeconds(5));
		assertThat(found(id).version()).isZero();
	}

	@Test
	void handlersThatFailToAnswerChangeNothing() {
		String id = added(new IOException("down"));
		this.handler.brokenCheck = true;
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
		assertThat(found(id).version()).isZero();
	}

	@Test
	void theLetterIsKnownWhileItsHandlerRuns() {
		String id = added(new IOException("down"));
		this.letters.replay(id);
		assertThat(this.handler.bound).extracting((letter) -> (letter != null) ? letter.id() : null)
			.containsExactly(id);
		assertThat(CurrentReplay.letter()).isNull();
	}

	@Test
	void manyAreReplayedOldestFirstAtARate() throws Exception {
		List<String> ids = new ArrayList<>();
		for (int count = 0; count < 4; count++) {
			ids.add(added(new IOException("down")));
		}
		this.letters.discard(ids.get(1), "not wanted");
		ReplayPlan plan = ReplayPlan.of(DeadLetterFilter.ALL).withLimit(2).withRate(0.5);
		assertThat(this.letters.dryRun(plan)).extracting(ReplayResult::outcome)
			.containsExactly(ReplayResult.Outcome.READY, ReplayResult.Outcome.READY);
		assertThat(this.handler.calls).hasValue(0);
		CompletableFuture<List<ReplayResult>> results = inBackground(() -> this.letters.replay(plan));
		this.time.awaitParked(1);
		assertThat(this.handler.calls).hasValue(1);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(results.get()).extracting(ReplayResult::id).containsExactly(ids.get(0), ids.get(2));
		assertThat(found(ids.get(3)).status()).isEqualTo(DeadLetterStatus.NEW);
	}

	@Test
	void aPlanWaitsForTargetsAsLongAsItsPatienceLasts() throws Exception {
		String id = added(new IOException("down"));
		this.handler.blocked = Duration.ofSeconds(5);
		ReplayPlan impatient = ReplayPlan.of(DeadLetterFilter.OPEN).withPatience(Duration.ofSeconds(4));
		assertThat(this.letters.replay(impatient)).extracting(ReplayResult::outcome)
			.containsExactly(ReplayResult.Outcome.BLOCKED);
		ReplayPlan patient = impatient.withPatience(Duration.ofSeconds(5));
		CompletableFuture<List<ReplayResult>> results = inBackground(() -> this.letters.replay(patient));
		this.time.awaitParked(1);
		this.handler.blocked = Duration.ZERO;
		this.time.advance(Duration.ofSeconds(5));
		assertThat(results.get()).extracting(ReplayResult::outcome).containsExactly(ReplayResult.Outcome.SUCCEEDED);
		assertThat(found(id).status()).isEqualTo(DeadLetterStatus.RESOLVED);
	}

	@Test
	void aDiscardedLetterSaysWhy() {
		String id = added(new IOException("down"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.letters.discard(id, " "));
		assertThat(this.letters.discard(id, "paid by secret hand")).isEqualTo(DiscardOutcome.DISCARDED);
		assertThat(found(id).note()).isEqualTo("paid by *** hand");
		assertThat(this.letters.discard(id, "again")).isEqualTo(DiscardOutcome.CONFLICT);
		assertThat(this.letters.discard("nobody", "why")).isEqualTo(DiscardOutcome.NOT_FOUND);
		assertThat(this.letters.replay(id).outcome()).isEqualTo(ReplayResult.Outcome.CONFLICT);
		assertThat(this.letters.statistics().discarded()).isEqualTo(1);
		assertThat(this.events).last().isInstanceOf(DeadLetterDiscarded.class);
	}

	@Test
	void lettersAreExportedAsLinesOfJson() {
		added(new IOException("a \"quoted\"\nline \u0001 \ud800"));
		List<String> lines = new ArrayList<>();
		assertThat(this.letters.export(DeadLetterFilter.OPEN, lines::add)).isEqualTo(1);
		assertThat(lines).singleElement()
			.asString()
			.startsWith("{\"id\":\"")
			.contains("\"message\":\"a \\\"quoted\\\"\\nline \\u0001 \\ud800\"")
			.contains("\"payload\":\"[1]\"")
			.endsWith("\"version\":0}")
			.doesNotContain("\n");
	}

	@Test
	void aStoreThatFailsLosesTheLetterAndNothingElse() {
		DeadLetters broken = DeadLetters.builder(new BrokenDeadLetterStore()).context(this.context).build();
		assertThat(broken.add(request(new IOException("down")))).isNull();
		assertThat(broken.statistics().lost()).isEqualTo(1);
		assertThat(this.events).singleElement().isInstanceOf(DeadLetterLost.class);
	}

	@Test
	void exceptionsAndRedactorsThatFailAreSurvived() {
		DeadLetters strange = DeadLetters.builder(this.store).context(this.context).redactor((text) -> {
			throw new StackOverflowError();
		}).build();
		assertThat(found(strange.add(request(new IOException("secret")))).failure().message())
			.contains("redactor failed");
		assertThat(found(strange.add(request(new Unspeakable()))).failure().message()).contains("cannot be read");
		assertThat(found(added(new Unspeakable())).failure().stack()).startsWith(Unspeakable.class.getName());
	}

	private String added(Throwable failure) {
		String id = this.letters.add(request(failure));
		assertThat(id).isNotNull();
		return String.valueOf(id);
	}

	private static DeadLetterRequest request(Throwable failure) {
		return new DeadLetterRequest(DeadLetter.CALL, "charge", "payments", DeadLetterPayload.complete("[1]", "int"),
				Map.of("tenant", "secret"), failure, 3);
	}

	private DeadLetter found(@Nullable String id) {
		DeadLetter letter = this.letters.find(String.valueOf(id));
		assertThat(letter).isNotNull();
		return Objects.requireNonNull(letter);
	}

	private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
		return CompletableFuture.supplyAsync(work, (task) -> new Thread(task).start());
	}

	private static final class Charging implements DeadLetterHandler {

		private final AtomicInteger calls = new AtomicInteger();

		private final List<DeadLetter> seen = new ArrayList<>();

		private final List<@Nullable DeadLetter> bound = new ArrayList<>();

		private volatile Object answer = "done";

		private volatile Duration blocked = Duration.ZERO;

		private volatile boolean brokenCheck;

		@Override
		public String operation() {
			return "charge";
		}

		@Override
		public synchronized Object replay(DeadLetter letter) throws Throwable {
			this.calls.incrementAndGet();
			this.seen.add(letter);
			this.bound.add(CurrentReplay.letter());
			if (this.answer instanceof Throwable failure) {
				throw failure;
			}
			return this.answer;
		}

		@Override
		public @Nullable String refusal(DeadLetter letter) {
			if (this.brokenCheck) {
				throw new IllegalStateException("broken");
			}
			return DeadLetterHandler.super.refusal(letter);
		}

		@Override
		public Duration blockedFor(DeadLetter letter) {
			return this.blocked;
		}

	}

	private static final class Unspeakable extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no words");
		}

		@Override
		public synchronized Throwable getCause() {
			return this;
		}

	}

}
