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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.OnDuplicate;
import dev.resilience.idempotency.RecordView;
import dev.resilience.policy.ThrowingSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when a hundred calls under one key meet.
 */
class ConcurrencyCasesTests extends IdempotencyCases {

	private static final int THREADS = Race.THREADS;

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Race race = new Race();

	/** Opened when the first call may go on. */
	private final CountDownLatch goOn = new CountDownLatch(1);

	/** Opened when all others have been refused. */
	private final CountDownLatch refused = new CountDownLatch(THREADS - 1);

	@AfterEach
	void endRace() {
		this.goOn.countDown();
		this.race.close();
	}

	@Test
	@DisplayName("case 1: of a hundred calls one runs and the others are refused")
	void oneRunsAndTheOthersAreRefused() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		this.race.line(THREADS, (number) -> refusable(() -> charge(calls, this::heldEffect)));
		this.race.start();
		awaitRefused();
		this.goOn.countDown();
		List<Object> outcomes = this.race.outcomes();
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(outcomes).filteredOn(DuplicateCallException.class::isInstance)
			.hasSize(THREADS - 1)
			.allSatisfy((refusal) -> assertThat(((DuplicateCallException) refusal).retryAfter()).isPositive()
				// Who read the clock before the one that runs sees more than a whole
				// lease
				.isLessThan(LONG.plusSeconds(1)));
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::executed)
			.returns(THREADS - 1L, IdempotencySnapshot::conflict)
			.returns(1L, IdempotencySnapshot::replayed);
	}

	@Test
	@DisplayName("case 2: of a hundred calls one runs and the others wait for its result")
	void oneRunsAndTheOthersWaitForItsResult() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.WAIT);
		this.race.line(THREADS, (number) -> charge(calls, this::heldEffect));
		this.race.start();
		awaitWaiting(node, THREADS - 1);
		long released = System.nanoTime();
		this.goOn.countDown();
		assertThat(this.race.outcomes()).hasSize(THREADS).containsOnly("receipt 1");
		assertThat(Duration.ofNanos(System.nanoTime() - released)).as("waits end with the call, not with their time")
			.isLessThan(LONG.dividedBy(3));
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::executed)
			.returns(THREADS - 1L, IdempotencySnapshot::waited)
			.returns(0L, IdempotencySnapshot::replayed);
	}

	@Test
	@Needs(Ability.SHARED)
	@DisplayName("case 3: calls of two nodes meet at one key")
	void callsOfTwoNodesMeet() {
		Node one = node();
		Node other = node();
		Idempotency callsOfOne = calls(one, OnDuplicate.WAIT);
		Idempotency callsOfOther = calls(other, OnDuplicate.WAIT);
		this.race.line(2 * THREADS,
				(number) -> charge((number % 2 != 0) ? callsOfOne : callsOfOther, this::heldEffect));
		this.race.start();
		this.race.awaitCount(2 * THREADS - 1, "calls wait", () -> one.store().watching() + other.store().watching());
		this.goOn.countDown();
		assertThat(this.race.outcomes()).hasSize(2 * THREADS).containsOnly("receipt 1");
		assertThat(this.effects).hasValue(1);
		assertThat(one.counted().executed() + other.counted().executed()).isEqualTo(1);
		assertThat(one.counted().waited() + other.counted().waited()).isEqualTo(2 * THREADS - 1);
	}

	@Test
	@DisplayName("case 4: a hundred keys do not meet")
	void differentKeysDoNotMeet() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		this.race.line(THREADS, (number) -> charge(calls, "key " + number, this::effect));
		this.race.start();
		assertThat(this.race.outcomes()).doesNotHaveDuplicates().allMatch((outcome) -> outcome instanceof String);
		assertThat(this.effects).hasValue(THREADS);
		assertThat(node.counted()).returns((long) THREADS, IdempotencySnapshot::executed)
			.returns(0L, IdempotencySnapshot::failedCompletions);
	}

	@Test
	@DisplayName("case 5: another payload is told apart while the first call runs")
	void anotherPayloadIsToldApartWhileTheFirstRuns() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		this.race.line(THREADS,
				(number) -> refusable(() -> calls.execute(K, "body " + number % 2, String.class, this::heldEffect)));
		this.race.start();
		awaitRefused();
		this.goOn.countDown();
		List<Object> outcomes = this.race.outcomes();
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(outcomes).filteredOn(DuplicateCallException.class::isInstance).hasSize(THREADS / 2 - 1);
		assertThat(outcomes).filteredOn(IdempotencyKeyReusedException.class::isInstance).hasSize(THREADS / 2);
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted().mismatch()).isEqualTo(THREADS / 2);
	}

	@Test
	@DisplayName("case 6: when the first call fails, one of those that wait follows it")
	void oneOfThoseThatWaitFollowsTheFirst() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.WAIT);
		AtomicInteger attempts = new AtomicInteger();
		this.race.line(THREADS, (number) -> charge(calls, () -> {
			if (attempts.incrementAndGet() == 1) {
				Race.awaitQuietly(this.goOn);
				throw new IllegalStateException("first");
			}
			return effect();
		}));
		this.race.start();
		awaitWaiting(node, THREADS - 1);
		this.goOn.countDown();
		List<Object> outcomes = this.race.outcomes();
		assertThat(outcomes).filteredOn(IllegalStateException.class::isInstance).hasSize(1);
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(THREADS - 1);
		assertThat(this.effects).hasValue(1);
		assertState(node, K, RecordView.State.COMPLETED);
	}

	@Test
	@DisplayName("case 7: calls that have waited in vain do not touch the record")
	void waitingInVainDoesNotTouchTheRecord() {
		Node node = node();
		Duration maxWait = Duration.ofMillis(200);
		Idempotency calls = node.calls((builder) -> builder.lease(LONG).onDuplicate(OnDuplicate.WAIT).maxWait(maxWait));
		AtomicLong shortest = new AtomicLong(Long.MAX_VALUE);
		this.race.line(THREADS, (number) -> {
			long begun = System.nanoTime();
			return refusable(() -> {
				try {
					return charge(calls, this::heldEffect);
				}
				finally {
					shortest.accumulateAndGet(System.nanoTime() - begun, Math::min);
				}
			});
		});
		this.race.start();
		awaitRefused();
		assertThat(Duration.ofNanos(shortest.get())).isGreaterThanOrEqualTo(maxWait);
		assertState(node, K, RecordView.State.IN_PROGRESS);
		this.goOn.countDown();
		List<Object> outcomes = this.race.outcomes();
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(outcomes).filteredOn(DuplicateCallException.class::isInstance).hasSize(THREADS - 1);
		assertThat(charge(calls, this::effect)).isEqualTo("receipt 1");
		assertThat(this.effects).hasValue(1);
	}

	@Test
	@DisplayName("case 10: of a hundred calls one takes over what a dead owner has left")
	void oneTakesOverWhatADeadOwnerHasLeft() {
		Node node = node();
		long token = abandon(node);
		this.race.line(THREADS, (number) -> refusable(() -> charge(calls(node, OnDuplicate.REJECT), this::heldEffect)));
		this.race.start();
		awaitRefused();
		this.goOn.countDown();
		assertThat(this.race.outcomes()).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::takeovers)
			.returns(THREADS - 1L, IdempotencySnapshot::conflict);
		assertThat(node.recordOf(K).token()).isGreaterThan(token);
	}

	@Test
	@Needs(Ability.TOKENS_BY_KEY)
	@DisplayName("case 10: a takeover raises the token by exactly one, however many have tried")
	void aTakeoverRaisesTheTokenByOne() {
		Node node = node();
		long token = abandon(node);
		this.race.line(THREADS, (number) -> node.store().claim(request(K)));
		this.race.start();
		List<Object> claims = this.race.outcomes();
		assertThat(claims).filteredOn(Claim.TakenOver.class::isInstance)
			.containsExactly(new Claim.TakenOver(token + 1));
		assertThat(claims).filteredOn(Claim.InFlight.class::isInstance).hasSize(THREADS - 1);
		assertThat(node.recordOf(K).token()).isEqualTo(token + 1);
	}

	private long abandon(Node node) {
		Claim claim = node.store().claim(request(K));
		this.tested.elapse(LEASE);
		return ((Claim.Claimed) claim).token();
	}

	static ClaimRequest request(String key) {
		return new ClaimRequest(IdempotencyKey.of(Node.INSTANCE, key), Node.INSTANCE, null, "other", LEASE, true);
	}

	private Idempotency calls(Node node, OnDuplicate onDuplicate) {
		return node.calls((builder) -> builder.lease(LONG).onDuplicate(onDuplicate).maxWait(LONG));
	}

	private void awaitWaiting(Node node, int count) {
		this.race.awaitCount(count, "calls wait", node.store()::watching);
	}

	private void awaitRefused() {
		this.race.awaitCount(THREADS - 1, "calls are refused", () -> THREADS - 1 - (int) this.refused.getCount());
	}

	private String heldEffect() {
		String receipt = effect();
		Race.awaitQuietly(this.goOn);
		return receipt;
	}

	private Object refusable(ThrowingSupplier<Object, ?> call) throws Throwable {
		try {
			return call.get();
		}
		catch (Throwable ex) {
			this.refused.countDown();
			throw ex;
		}
	}

}
