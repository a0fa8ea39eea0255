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

package dev.resilience.idempotency;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What every {@link IdempotencyStore} must do. The test class of a store extends this
 * one.
 */
public abstract class IdempotencyStoreContract {

	protected static final Duration LEASE = Duration.ofSeconds(2);

	protected static final Duration TTL = Duration.ofSeconds(5);

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	/**
	 * Returns the store under test, the same one throughout a test.
	 * @return an empty store
	 */
	protected abstract IdempotencyStore store();

	/**
	 * Lets time pass by the clock of the store.
	 * @param duration how much
	 */
	protected abstract void elapse(Duration duration);

	/**
	 * Returns how much time may pass by itself during a test.
	 * @return zero where the clock of the store stands still
	 */
	protected Duration tolerance() {
		return Duration.ZERO;
	}

	@Test
	void firstClaimWins() {
		assertThat(claim("a", null)).isInstanceOf(Claim.Claimed.class);
		assertInFlight(claim("b", null), "a", LEASE);
	}

	@Test
	void exactlyOneOfManyClaimsWins() throws Exception {
		List<Claim> claims = claimByHundred();
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.Claimed).hasSize(1);
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.InFlight).hasSize(99);
	}

	@Test
	void exactlyOneTakesAnAbandonedClaimOver() throws Exception {
		long first = tokenOf(claim("a", null));
		elapse(LEASE);
		List<Claim> claims = claimByHundred();
		List<Claim> winners = claims.stream().filter((claim) -> claim instanceof Claim.TakenOver).toList();
		assertThat(winners).hasSize(1);
		assertThat(tokenOf(winners.get(0))).isGreaterThan(first);
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.InFlight).hasSize(99);
	}

	@Test
	void keysAreIndependent() {
		claim("a", null);
		IdempotencyKey other = IdempotencyKey.of("charge", "k");
		assertThat(store().claim(new ClaimRequest(other, "charge", null, "b", LEASE, true)))
			.isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void aResultIsReplayedUntilItsTimeIsOver() {
		long token = tokenOf(claim("a", "body"));
		elapse(LEASE.dividedBy(2));
		assertThat(store().complete(KEY, token, ending("receipt"), TTL)).isTrue();
		assertThat(claim("b", "body")).isEqualTo(new Claim.Completed(ending("receipt")));
		elapse(TTL.minus(margin()));
		assertThat(claim("b", "body")).isEqualTo(new Claim.Completed(ending("receipt")));
		elapse(margin());
		Claim again = claim("b", "other body");
		assertThat(again).isInstanceOf(Claim.Claimed.class);
		assertThat(tokenOf(again)).isGreaterThan(token);
	}

	@Test
	void aNullResultIsAResult() {
		store().complete(KEY, tokenOf(claim("a", null)), ending(null), TTL);
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(ending(null)));
	}

	@Test
	void aReleasedKeyIsFreeAtOnce() {
		long token = tokenOf(claim("a", "body"));
		assertThat(store().release(KEY, token)).isTrue();
		Claim again = claim("b", "other body");
		assertThat(again).isInstanceOf(Claim.Claimed.class);
		assertThat(tokenOf(again)).isGreaterThan(token);
	}

	@Test
	void aClaimHoldsUntilTheVeryEndOfItsLease() {
		claim("a", null);
		elapse(LEASE.minus(margin()));
		assertThat(claim("b", null)).isInstanceOf(Claim.InFlight.class);
		elapse(margin());
		assertThat(claim("b", null)).isInstanceOf(Claim.TakenOver.class);
		assertInFlight(claim("c", null), "b", LEASE);
	}

	@Test
	void anAbandonedClaimStaysAsItIsUnlessTakingOverIsAskedFor() {
		claim("a", null);
		elapse(LEASE);
		ClaimRequest request = new ClaimRequest(KEY, "charge", null, "b", LEASE, false);
		assertThat(store().claim(request)).isEqualTo(new Claim.Abandoned("a"));
		assertThat(store().claim(request)).isEqualTo(new Claim.Abandoned("a"));
		assertThat(claim("c", null)).isInstanceOf(Claim.TakenOver.class);
	}

	@Test
	void renewingKeepsAClaim() {
		long token = tokenOf(claim("a", "body"));
		elapse(LEASE.dividedBy(2));
		assertThat(store().renew(KEY, token, LEASE)).isTrue();
		elapse(LEASE.dividedBy(2));
		assertInFlight(claim("b", "body"), "a", LEASE.dividedBy(2));
	}

	@Test
	void anOverdueClaimThatNobodyTookCanBeRenewed() {
		long token = tokenOf(claim("a", null));
		elapse(LEASE.multipliedBy(2));
		assertThat(store().renew(KEY, token, LEASE)).isTrue();
		assertInFlight(claim("b", null), "a", LEASE);
	}

	/** Cases 21 and 23: the slow first owner changes nothing, however it ends. */
	@Test
	void whoLostAClaimChangesNothing() {
		long lost = tokenOf(claim("a", null));
		elapse(LEASE);
		long owned = tokenOf(claim("b", null));
		assertThat(store().renew(KEY, lost, LEASE)).isFalse();
		assertThat(store().complete(KEY, lost, ending("first"), TTL)).isFalse();
		assertThat(store().release(KEY, lost)).isFalse();
		assertInFlight(claim("c", null), "b", LEASE);
		assertThat(store().complete(KEY, owned, ending("second"), TTL)).isTrue();
		assertThat(claim("c", null)).isEqualTo(new Claim.Completed(ending("second")));
	}

	@Test
	void anOldTokenStaysWorthlessAfterItsKeyWasFree() {
		long lost = tokenOf(claim("a", null));
		elapse(LEASE);
		store().release(KEY, tokenOf(claim("b", null)));
		claim("c", null);
		assertThat(store().release(KEY, lost)).isFalse();
		assertThat(store().complete(KEY, lost, ending("first"), TTL)).isFalse();
		assertInFlight(claim("d", null), "c", LEASE);
	}

	@Test
	void aSettledClaimCannotBeChanged() {
		long token = tokenOf(claim("a", null));
		store().complete(KEY, token, ending("receipt"), TTL);
		assertThat(store().complete(KEY, token, ending("other"), TTL)).isFalse();
		assertThat(store().renew(KEY, token, LEASE)).isFalse();
		assertThat(store().release(KEY, token)).isFalse();
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(ending("receipt")));
	}

	@ParameterizedTest(name = "claimed with {0}, asked with {1}")
	@CsvSource(nullValues = "-", value = { "body, other", "body, -", "-, body" })
	void anotherFingerprintIsAMismatchInEveryState(@Nullable String first, @Nullable String other) {
		long token = tokenOf(claim("a", first));
		assertThat(claim("b", other)).isEqualTo(new Claim.Mismatch());
		elapse(LEASE);
		assertThat(claim("b", other)).isEqualTo(new Claim.Mismatch());
		assertThat(store().complete(KEY, token, ending("receipt"), TTL)).isTrue();
		assertThat(claim("b", other)).isEqualTo(new Claim.Mismatch());
		assertThat(claim("b", first)).isEqualTo(new Claim.Completed(ending("receipt")));
	}

	@Test
	void aRemovedKeyIsFreeAndItsOwnerHasLostIt() {
		long token = tokenOf(claim("a", null));
		assertThat(store().remove(KEY)).isTrue();
		assertThat(store().remove(KEY)).isFalse();
		assertThat(store().complete(KEY, token, ending("receipt"), TTL)).isFalse();
		assertThat(claim("b", null)).isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void watchersAreToldWhenAClaimEnds() {
		AtomicInteger signals = new AtomicInteger();
		long completed = tokenOf(claim("a", null));
		IdempotencyStore.Watch watch = store().watch(KEY, signals::incrementAndGet);
		assertThat(watch).isNotNull();
		assertTold(signals, () -> store().complete(KEY, completed, ending("receipt"), TTL));
		assertTold(signals, () -> store().remove(KEY));
		long released = tokenOf(claim("a", null));
		assertTold(signals, () -> store().release(KEY, released));
		watch.close();
		watch.close();
		int told = signals.get();
		store().release(KEY, tokenOf(claim("a", null)));
		assertThat(signals).hasValue(told);
	}

	// Signals may also come for no reason, such as by a poll.
	private static void assertTold(AtomicInteger signals, Runnable end) {
		int before = signals.get();
		end.run();
		assertThat(signals.get()).isGreaterThan(before);
	}

	@Test
	void aRecordCanBeLookedAt() {
		assertThat(store().find(KEY)).isNull();
		long token = tokenOf(claim("a", "body"));
		RecordView running = view();
		assertThat(running.key()).isEqualTo(KEY);
		assertThat(running.operation()).isEqualTo("charge");
		assertThat(running.state()).isEqualTo(RecordView.State.IN_PROGRESS);
		assertThat(running.token()).isEqualTo(token);
		assertThat(running.owner()).isEqualTo("a");
		assertThat(running.remaining()).isBetween(LEASE.minus(tolerance()), LEASE);
		assertThat(running.ending()).isNull();
		elapse(LEASE);
		assertThat(view().state()).isEqualTo(RecordView.State.ABANDONED);
		assertThat(view().age()).isBetween(LEASE, LEASE.plus(tolerance()));
		assertThat(view().remaining()).isZero();
		store().complete(KEY, token, ending("receipt"), TTL);
		assertThat(view().state()).isEqualTo(RecordView.State.COMPLETED);
		assertThat(view().ending()).isEqualTo(ending("receipt"));
		assertThat(view().remaining()).isBetween(TTL.minus(tolerance()), TTL);
		elapse(TTL);
		assertThat(store().find(KEY)).isNull();
	}

	@Test
	void claimsAreListedOldestFirst() {
		claim("a", null);
		elapse(LEASE.dividedBy(2));
		IdempotencyKey other = IdempotencyKey.of("refund", "K");
		long token = tokenOf(store().claim(new ClaimRequest(other, "refund", null, "b", LEASE, true)));
		assertThat(store().claims(10)).extracting(RecordView::owner).containsExactly("a", "b");
		assertThat(store().claims(1)).extracting(RecordView::operation).containsExactly("charge");
		store().complete(other, token, ending("receipt"), TTL);
		assertThat(store().claims(10)).extracting(RecordView::owner).containsExactly("a");
		elapse(LEASE);
		assertThat(store().claims(10)).extracting(RecordView::state).containsExactly(RecordView.State.ABANDONED);
	}

	@Test
	void aClaimThatIsGivenUpIsAbandonedAtOnce() {
		long token = tokenOf(claim("a", null));
		assertThat(store().renew(KEY, token, Duration.ZERO)).isTrue();
		assertThat(store().claim(new ClaimRequest(KEY, "charge", null, "b", LEASE, false)))
			.isEqualTo(new Claim.Abandoned("a"));
		assertThat(claim("c", null)).isInstanceOf(Claim.TakenOver.class);
	}

	@Test
	void aTakeoverRaisesTheTokenByOne() {
		long token = tokenOf(claim("a", null));
		elapse(LEASE);
		assertThat(tokenOf(claim("b", null))).isEqualTo(token + 1);
	}

	@Test
	void anEndingWithoutResultIsKept() {
		long token = tokenOf(claim("a", null));
		assertThat(store().complete(KEY, token, Ending.notRetained("is too large"), TTL)).isTrue();
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(Ending.notRetained("is too large")));
		assertThat(view().state()).isEqualTo(RecordView.State.NOT_RETAINED);
	}

	@Test
	void aFailureIsKeptLikeAResult() {
		long token = tokenOf(claim("a", null));
		Ending failure = store().keepsObjects() ? Ending.ofFailure(new IllegalStateException("no"))
				: Ending.failure("text/1", new byte[] { 0, 1, (byte) 0xff });
		assertThat(store().complete(KEY, token, failure, TTL)).isTrue();
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(failure));
	}

	protected final Claim claim(String owner, @Nullable String fingerprint) {
		return store().claim(new ClaimRequest(KEY, "charge", hash(fingerprint), owner, LEASE, true));
	}

	/**
	 * Returns an ending as the store under test keeps it.
	 * @param text the result
	 * @return the ending
	 */
	protected final Ending ending(@Nullable String text) {
		return store().keepsObjects() ? Ending.ofResult(text)
				: Ending.result("text/1", (text != null) ? text.getBytes(StandardCharsets.UTF_8) : null);
	}

	private static @Nullable String hash(@Nullable String fingerprint) {
		return (fingerprint != null) ? IdempotencyKey.of("fingerprint", fingerprint).hex() : null;
	}

	private Duration margin() {
		return tolerance().plusNanos(1000);
	}

	private RecordView view() {
		return Objects.requireNonNull(store().find(KEY));
	}

	private void assertInFlight(Claim claim, String owner, Duration remaining) {
		assertThat(claim).isInstanceOfSatisfying(Claim.InFlight.class, (inFlight) -> {
			assertThat(inFlight.owner()).isEqualTo(owner);
			assertThat(inFlight.remainingLease()).isBetween(remaining.minus(tolerance()), remaining);
		});
	}

	protected static long tokenOf(Claim claim) {
		if (claim instanceof Claim.Granted granted) {
			return granted.token();
		}
		throw new AssertionError("Not claimed: " + claim);
	}

	private List<Claim> claimByHundred() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(100);
		try {
			List<Callable<Claim>> tasks = new ArrayList<>();
			for (int thread = 0; thread < 100; thread++) {
				String owner = "owner-" + thread;
				tasks.add(() -> claim(owner, null));
			}
			List<Claim> claims = new ArrayList<>();
			for (Future<Claim> future : threads.invokeAll(tasks)) {
				claims.add(future.get());
			}
			Set<String> runners = claims.stream()
				.filter((claim) -> claim instanceof Claim.InFlight)
				.map((claim) -> ((Claim.InFlight) claim).owner())
				.collect(Collectors.toSet());
			assertThat(runners).hasSize(1);
			return claims;
		}
		finally {
			threads.shutdownNow();
		}
	}

}
