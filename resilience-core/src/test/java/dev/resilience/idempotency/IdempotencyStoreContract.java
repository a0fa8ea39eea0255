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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
abstract class IdempotencyStoreContract {

	static final Duration LEASE = Duration.ofSeconds(2);

	static final Duration TTL = Duration.ofSeconds(5);

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	/**
	 * Returns the store under test, the same one throughout a test.
	 * @return an empty store
	 */
	abstract IdempotencyStore store();

	/**
	 * Lets time pass by the clock of the store.
	 * @param duration how much
	 */
	abstract void elapse(Duration duration);

	@Test
	void firstClaimWins() {
		assertThat(claim("a", null)).isInstanceOf(Claim.Claimed.class);
		assertThat(claim("b", null)).isEqualTo(new Claim.InFlight("a", LEASE));
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
		assertThat(store().complete(KEY, token, Ending.ofResult("receipt"), TTL)).isTrue();
		assertThat(claim("b", "body")).isEqualTo(new Claim.Completed(Ending.ofResult("receipt")));
		elapse(TTL.minusNanos(1000));
		assertThat(claim("b", "body")).isEqualTo(new Claim.Completed(Ending.ofResult("receipt")));
		elapse(Duration.ofNanos(1000));
		Claim again = claim("b", "other body");
		assertThat(again).isInstanceOf(Claim.Claimed.class);
		assertThat(tokenOf(again)).isGreaterThan(token);
	}

	@Test
	void aNullResultIsAResult() {
		store().complete(KEY, tokenOf(claim("a", null)), Ending.ofResult(null), TTL);
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(Ending.ofResult(null)));
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
		elapse(LEASE.minusNanos(1000));
		assertThat(claim("b", null)).isInstanceOf(Claim.InFlight.class);
		elapse(Duration.ofNanos(1000));
		assertThat(claim("b", null)).isInstanceOf(Claim.TakenOver.class);
		assertThat(claim("c", null)).isEqualTo(new Claim.InFlight("b", LEASE));
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
		assertThat(claim("b", "body")).isEqualTo(new Claim.InFlight("a", LEASE.dividedBy(2)));
	}

	@Test
	void anOverdueClaimThatNobodyTookCanBeRenewed() {
		long token = tokenOf(claim("a", null));
		elapse(LEASE.multipliedBy(2));
		assertThat(store().renew(KEY, token, LEASE)).isTrue();
		assertThat(claim("b", null)).isEqualTo(new Claim.InFlight("a", LEASE));
	}

	/** Cases 21 and 23: the slow first owner changes nothing, however it ends. */
	@Test
	void whoLostAClaimChangesNothing() {
		long lost = tokenOf(claim("a", null));
		elapse(LEASE);
		long owned = tokenOf(claim("b", null));
		assertThat(store().renew(KEY, lost, LEASE)).isFalse();
		assertThat(store().complete(KEY, lost, Ending.ofResult("first"), TTL)).isFalse();
		assertThat(store().release(KEY, lost)).isFalse();
		assertThat(claim("c", null)).isEqualTo(new Claim.InFlight("b", LEASE));
		assertThat(store().complete(KEY, owned, Ending.ofResult("second"), TTL)).isTrue();
		assertThat(claim("c", null)).isEqualTo(new Claim.Completed(Ending.ofResult("second")));
	}

	@Test
	void anOldTokenStaysWorthlessAfterItsKeyWasFree() {
		long lost = tokenOf(claim("a", null));
		elapse(LEASE);
		store().release(KEY, tokenOf(claim("b", null)));
		claim("c", null);
		assertThat(store().release(KEY, lost)).isFalse();
		assertThat(store().complete(KEY, lost, Ending.ofResult("first"), TTL)).isFalse();
		assertThat(claim("d", null)).isEqualTo(new Claim.InFlight("c", LEASE));
	}

	@Test
	void aSettledClaimCannotBeChanged() {
		long token = tokenOf(claim("a", null));
		store().complete(KEY, token, Ending.ofResult("receipt"), TTL);
		assertThat(store().complete(KEY, token, Ending.ofResult("other"), TTL)).isFalse();
		assertThat(store().renew(KEY, token, LEASE)).isFalse();
		assertThat(store().release(KEY, token)).isFalse();
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(Ending.ofResult("receipt")));
	}

	@ParameterizedTest(name = "claimed with {0}, asked with {1}")
	@CsvSource(nullValues = "-", value = { "body, other", "body, -", "-, body" })
	void anotherFingerprintIsAMismatchInEveryState(@Nullable String first, @Nullable String other) {
		long token = tokenOf(claim("a", first));
		assertThat(claim("b", other)).isEqualTo(new Claim.Mismatch());
		elapse(LEASE);
		assertThat(claim("b", other)).isEqualTo(new Claim.Mismatch());
		assertThat(store().complete(KEY, token, Ending.ofResult("receipt"), TTL)).isTrue();
		assertThat(claim("b", other)).isEqualTo(new Claim.Mismatch());
		assertThat(claim("b", first)).isEqualTo(new Claim.Completed(Ending.ofResult("receipt")));
	}

	@Test
	void aRemovedKeyIsFreeAndItsOwnerHasLostIt() {
		long token = tokenOf(claim("a", null));
		assertThat(store().remove(KEY)).isTrue();
		assertThat(store().remove(KEY)).isFalse();
		assertThat(store().complete(KEY, token, Ending.ofResult("receipt"), TTL)).isFalse();
		assertThat(claim("b", null)).isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void watchersAreToldWhenAClaimEnds() {
		AtomicInteger signals = new AtomicInteger();
		long completed = tokenOf(claim("a", null));
		IdempotencyStore.Watch watch = store().watch(KEY, signals::incrementAndGet);
		assertThat(watch).isNotNull();
		store().complete(KEY, completed, Ending.ofResult("receipt"), TTL);
		assertThat(signals).hasValue(1);
		store().remove(KEY);
		assertThat(signals).hasValue(2);
		store().release(KEY, tokenOf(claim("a", null)));
		assertThat(signals).hasValue(3);
		watch.close();
		watch.close();
		store().release(KEY, tokenOf(claim("a", null)));
		assertThat(signals).hasValue(3);
	}

	final Claim claim(String owner, @Nullable String fingerprint) {
		return store().claim(new ClaimRequest(KEY, "charge", fingerprint, owner, LEASE, true));
	}

	static long tokenOf(Claim claim) {
		if (claim instanceof Claim.Claimed claimed) {
			return claimed.token();
		}
		if (claim instanceof Claim.TakenOver takenOver) {
			return takenOver.token();
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
