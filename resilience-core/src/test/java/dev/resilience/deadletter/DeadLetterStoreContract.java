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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;
import dev.resilience.classification.Severity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every {@link DeadLetterStore} must do. The test class of a store extends this one.
 */
public abstract class DeadLetterStoreContract {

	/** When the first letter of a test failed. */
	protected static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00.123Z");

	/**
	 * Returns the store under test, the same one throughout a test.
	 * @return an empty store
	 */
	protected abstract DeadLetterStore store();

	/**
	 * Returns a new letter.
	 * @param number the number of the letter, from 0, by which letters are ordered; it
	 * failed as many minutes after the first one
	 * @return the letter
	 */
	protected static DeadLetter letter(int number) {
		return letter(number, "charge", FailureCategory.NETWORK, "print-a");
	}

	private static DeadLetter letter(int number, String operation, FailureCategory category, String fingerprint) {
		Instant at = BEGIN.plus(Duration.ofMinutes(number));
		return new DeadLetter("%016x-abc".formatted(number), DeadLetter.CALL, operation, operation + "-instance",
				DeadLetterPayload.complete("[\"Ünïcode €😀\",1]", "java.lang.String,int"),
				Map.of("traceId", "4711", "tenant", "täst"), failure(category, fingerprint), 3, at, at,
				DeadLetterStatus.NEW, 0, "", at, 0);
	}

	/**
	 * Returns how a letter failed.
	 * @param category the kind of failure
	 * @param fingerprint its fingerprint
	 * @return the failure
	 */
	protected static DeadLetterFailure failure(FailureCategory category, String fingerprint) {
		return new DeadLetterFailure("java.io.IOException", "it is 'down' \\ \"now\"\n", "at a\n\tat b\n", fingerprint,
				category, "subtype", Retryable.IF_IDEMPOTENT, Effect.UNKNOWN, Severity.ERROR, 0.85, "rule-1");
	}

	@Test
	void aLetterIsFoundAsItWasAdded() {
		DeadLetter letter = letter(0);
		store().add(letter);
		assertThat(store().find(letter.id())).isEqualTo(letter);
		assertThat(store().find("nobody")).isNull();
	}

	@Test
	void aLetterWithoutPayloadHeadersOrTextsIsFoundAsItWasAdded() {
		DeadLetterFailure failure = new DeadLetterFailure("E", "", "", "f", FailureCategory.UNKNOWN, "", Retryable.NO,
				Effect.NOT_RUN, Severity.INFO, 0.5, "unknown");
		DeadLetter letter = new DeadLetter("x", DeadLetter.STEP, "o", "", DeadLetterPayload.NONE, Map.of(), failure, 1,
				BEGIN, BEGIN, DeadLetterStatus.NEW, 0, "", BEGIN, 0);
		store().add(letter);
		assertThat(store().find("x")).isEqualTo(letter);
	}

	@Test
	void everyStateOfAPayloadIsKept() {
		int number = 0;
		for (DeadLetterPayload.State state : DeadLetterPayload.State.values()) {
			DeadLetter letter = letter(number++).withPayload(DeadLetterPayload.missing("int", state));
			store().add(letter);
			assertThat(store().find(letter.id())).isEqualTo(letter);
		}
	}

	@Test
	void aLargeLetterIsKeptWhole() {
		DeadLetter letter = letter(0)
			.withPayload(DeadLetterPayload.complete("[\"" + "ä€x".repeat(30_000) + "\"]", "x".repeat(2_000)));
		store().add(letter);
		assertThat(store().find(letter.id())).isEqualTo(letter);
	}

	@Test
	void anIdIsUsedOnce() {
		store().add(letter(0));
		DeadLetter other = letter(0).withPayload(DeadLetterPayload.NONE);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> store().add(other));
		assertThat(store().find(other.id())).isEqualTo(letter(0));
	}

	@Test
	void lettersAreListedPageByPageNewestFirst() {
		IntStream.of(3, 0, 4, 1, 2).forEach((number) -> store().add(letter(number)));
		List<DeadLetter> first = store().list(DeadLetterFilter.OPEN, null, 2);
		assertThat(first).containsExactly(letter(4), letter(3));
		List<DeadLetter> second = store().list(DeadLetterFilter.OPEN, letter(3).id(), 2);
		assertThat(second).containsExactly(letter(2), letter(1));
		assertThat(store().list(DeadLetterFilter.OPEN, letter(1).id(), 2)).containsExactly(letter(0));
		assertThat(store().list(DeadLetterFilter.OPEN, letter(0).id(), 2)).isEmpty();
	}

	@Test
	void endedLettersAreListedOnlyWhereAsked() {
		store().add(letter(0));
		store().add(letter(1));
		DeadLetter resolved = replayed(letter(0)).resolved(BEGIN);
		store().replace(replayed(letter(0)));
		store().replace(resolved);
		assertThat(store().list(DeadLetterFilter.OPEN, null, 10)).containsExactly(letter(1));
		assertThat(store().list(DeadLetterFilter.ALL, null, 10)).containsExactly(letter(1), resolved);
		assertThat(store().list(DeadLetterFilter.of(EnumSet.of(DeadLetterStatus.RESOLVED)), null, 10))
			.containsExactly(resolved);
	}

	@Test
	void everyPartOfAFilterCounts() {
		DeadLetter wanted = letter(0, "charge", FailureCategory.TIMEOUT, "a");
		DeadLetter operation = letter(1, "refund", FailureCategory.TIMEOUT, "a");
		DeadLetter category = letter(2, "charge", FailureCategory.NETWORK, "a");
		DeadLetter fingerprint = letter(3, "charge", FailureCategory.TIMEOUT, "b");
		List.of(wanted, operation, category, fingerprint).forEach(store()::add);
		DeadLetterFilter open = DeadLetterFilter.OPEN;
		assertThat(store().list(open.withOperation("charge"), null, 10)).containsExactly(fingerprint, category, wanted);
		assertThat(store().list(open.withInstance("refund-instance"), null, 10)).containsExactly(operation);
		assertThat(store().list(open.withCategory(FailureCategory.NETWORK), null, 10)).containsExactly(category);
		assertThat(store().list(open.withFingerprint("b"), null, 10)).containsExactly(fingerprint);
		DeadLetterFilter all = open.withOperation("charge")
			.withInstance("charge-instance")
			.withCategory(FailureCategory.TIMEOUT)
			.withFingerprint("a");
		assertThat(store().list(all, null, 10)).containsExactly(wanted);
		assertThat(store().list(open.withOperation("' OR 1=1 --"), null, 10)).isEmpty();
	}

	@Test
	void groupsAreListedLargestFirst() {
		store().add(letter(0, "charge", FailureCategory.NETWORK, "a"));
		store().add(letter(1, "charge", FailureCategory.TIMEOUT, "b"));
		store().add(letter(2, "refund", FailureCategory.UNKNOWN, "b"));
		assertThat(store().groups(DeadLetterFilter.OPEN, 10)).containsExactly(
				new DeadLetterGroup("b", FailureCategory.UNKNOWN, "java.io.IOException", "refund", 2,
						BEGIN.plusSeconds(60), BEGIN.plusSeconds(120)),
				new DeadLetterGroup("a", FailureCategory.NETWORK, "java.io.IOException", "charge", 1, BEGIN, BEGIN));
		assertThat(store().groups(DeadLetterFilter.OPEN, 1)).extracting(DeadLetterGroup::fingerprint)
			.containsExactly("b");
		assertThat(store().groups(DeadLetterFilter.OPEN.withFingerprint("a"), 10)).hasSize(1);
	}

	@Test
	void aChangeOfTheVersionThatWasReadIsKept() {
		store().add(letter(0));
		DeadLetter claimed = letter(0).replaying(BEGIN.plusSeconds(5), "once more");
		assertThat(store().replace(claimed)).isTrue();
		assertThat(store().find(claimed.id())).isEqualTo(claimed);
		DeadLetter again = claimed.failedAgain(BEGIN.plusSeconds(6), failure(FailureCategory.BUG, "c"));
		assertThat(store().replace(again)).isTrue();
		assertThat(store().find(claimed.id())).isEqualTo(again);
		assertThat(store().list(DeadLetterFilter.OPEN.withFingerprint("c"), null, 10)).containsExactly(again);
	}

	@Test
	void aChangeOfAnOlderVersionIsRefused() {
		store().add(letter(0));
		store().replace(replayed(letter(0)));
		DeadLetter late = letter(0).discarded(BEGIN, "too late");
		assertThat(store().replace(late)).isFalse();
		assertThat(store().replace(letter(1).discarded(BEGIN, "nobody"))).isFalse();
		assertThat(store().find(letter(0).id())).isEqualTo(replayed(letter(0)));
		assertThat(store().find(letter(1).id())).isNull();
	}

	@Test
	void oneOfManyChangesWins() throws Exception {
		store().add(letter(0));
		int many = 8;
		ExecutorService threads = Executors.newFixedThreadPool(many);
		try {
			Callable<Boolean> claim = () -> store().replace(replayed(letter(0)));
			List<Future<Boolean>> claims = threads.invokeAll(Collections.nCopies(many, claim));
			int winners = 0;
			for (Future<Boolean> one : claims) {
				winners += one.get() ? 1 : 0;
			}
			assertThat(winners).isEqualTo(1);
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void oldLettersOfAStateAreRemoved() {
		IntStream.range(0, 4).forEach((number) -> store().add(letter(number)));
		IntStream.of(0, 1, 3)
			.forEach((number) -> store()
				.replace(letter(number).discarded(BEGIN.plus(Duration.ofHours(number)), "done")));
		assertThat(store().remove(DeadLetterStatus.ENDED, BEGIN, 10)).isZero();
		assertThat(store().remove(EnumSet.of(DeadLetterStatus.RESOLVED), BEGIN.plus(Duration.ofDays(1)), 10)).isZero();
		assertThat(store().remove(DeadLetterStatus.ENDED, BEGIN.plus(Duration.ofHours(2)), 1)).isEqualTo(1);
		assertThat(store().remove(DeadLetterStatus.ENDED, BEGIN.plus(Duration.ofHours(2)), 10)).isEqualTo(1);
		assertThat(store().list(DeadLetterFilter.ALL, null, 10)).extracting(DeadLetter::id)
			.containsExactly(letter(3).id(), letter(2).id());
	}

	@Test
	void lettersAreCountedByState() {
		assertThat(store().counts()).isEqualTo(new DeadLetterCounts(Map.of(), null));
		IntStream.range(0, 4).forEach((number) -> store().add(letter(number)));
		store().replace(letter(0).discarded(BEGIN, "done"));
		store().replace(replayed(letter(3)));
		DeadLetterCounts counts = store().counts();
		assertThat(counts).isEqualTo(new DeadLetterCounts(
				Map.of(DeadLetterStatus.NEW, 2L, DeadLetterStatus.DISCARDED, 1L, DeadLetterStatus.REPLAYING, 1L),
				letter(1).firstFailedAt()));
		assertThat(counts.open()).isEqualTo(3);
	}

	private static DeadLetter replayed(DeadLetter letter) {
		return letter.replaying(BEGIN.plusSeconds(1), "");
	}

}
