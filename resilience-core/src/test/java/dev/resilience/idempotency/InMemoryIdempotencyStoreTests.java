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
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.resilience.CapturedLog;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link InMemoryIdempotencyStore}.
 */
class InMemoryIdempotencyStoreTests extends IdempotencyStoreContract {

	private final ManualTime time = ManualTime.stopped();

	private final InMemoryIdempotencyStore store = new InMemoryIdempotencyStore(this.time, 3);

	@Override
	protected IdempotencyStore store() {
		return this.store;
	}

	@Override
	protected void elapse(Duration duration) {
		this.time.advance(duration);
	}

	@Test
	void needsRoomForARecord() {
		assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryIdempotencyStore(this.time, 0));
	}

	@Test
	void aStoreOfOneRecordIsTheSmallest() {
		assertThat(new InMemoryIdempotencyStore(this.time, 1)
			.claim(new ClaimRequest(key(0), "charge", null, "owner", LEASE, true))).isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void holdsUpNobody() {
		assertThat(this.store.blocking()).isFalse();
	}

	@Test
	void warnsOnceThatResultsAreDroppedEarly() {
		try (CapturedLog log = new CapturedLog(InMemoryIdempotencyStore.class)) {
			for (int number = 0; number < 6; number++) {
				this.store.complete(key(number), tokenOf(claim(number)), Ending.ofResult("done"), TTL);
			}
			assertThat(this.store.evictions()).isEqualTo(3);
			assertThat(log.warnings()).singleElement().asString().contains("3 records");
		}
	}

	@Test
	void refusesNewKeysWhenItIsFullOfLiveClaimsCase48() {
		List<Long> tokens = new ArrayList<>();
		for (int number = 0; number < 3; number++) {
			tokens.add(tokenOf(claim(number)));
		}
		assertThat(claim(3)).isEqualTo(new Claim.Full());
		assertThat(this.store.size()).isEqualTo(3);
		for (int number = 0; number < 3; number++) {
			assertThat(this.store.complete(key(number), tokens.get(number), Ending.ofResult("done"), TTL)).isTrue();
		}
	}

	@Test
	void dropsTheResultThatExpiresFirstWhenItIsFull() {
		this.store.complete(key(0), tokenOf(claim(0)), Ending.ofResult("zero"), TTL.multipliedBy(2));
		this.store.complete(key(1), tokenOf(claim(1)), Ending.ofResult("one"), TTL);
		claim(2);
		assertThat(claim(3)).isInstanceOf(Claim.Claimed.class);
		assertThat(claim(0)).isEqualTo(new Claim.Completed(Ending.ofResult("zero")));
		assertThat(this.store.evictions()).isEqualTo(1);
		assertThat(claim(1)).isInstanceOf(Claim.Claimed.class);
		assertThat(claim(2)).isInstanceOf(Claim.InFlight.class);
		assertThat(this.store.evictions()).isEqualTo(2);
		assertThat(this.store.size()).isEqualTo(3);
	}

	@Test
	void dropsAnAbandonedClaimBeforeItRefusesAKey() {
		claim(0);
		elapse(LEASE.dividedBy(2));
		claim(1);
		claim(2);
		elapse(LEASE.dividedBy(2));
		assertThat(claim(3)).isInstanceOf(Claim.Claimed.class);
		assertThat(claim(1)).isInstanceOf(Claim.InFlight.class);
		assertThat(claim(4)).isEqualTo(new Claim.Full());
	}

	@Test
	void clearsExpiredResultsAwayAsNewKeysCome() {
		for (int number = 0; number < 3; number++) {
			this.store.complete(key(number), tokenOf(claim(number)), Ending.ofResult("done"), TTL);
		}
		elapse(TTL);
		claim(3);
		assertThat(this.store.size()).isEqualTo(2);
		assertThat(this.store.evictions()).isZero();
	}

	@Test
	void forgetsWatchersThatLeft() {
		IdempotencyStore.Watch watch = this.store.watch(key(0), () -> {
		});
		assertThat(watch).isNotNull();
		assertThat(this.store.watchedKeys()).isEqualTo(1);
		watch.close();
		assertThat(this.store.watchedKeys()).isZero();
	}

	@Test
	void letsOnlySoManyWaitForOneKey() {
		Watchers watchers = new Watchers(1, 100);
		IdempotencyStore.Watch first = watchers.add(key(0), () -> {
		});
		assertThat(first).isNotNull();
		assertThat(watchers.add(key(0), () -> {
		})).isNull();
		assertThat(watchers.add(key(1), () -> {
		})).isNotNull();
		first.close();
		assertThat(watchers.add(key(0), () -> {
		})).isNotNull();
	}

	@Test
	void everyoneWhoWaitsForAKeyIsSignalled() {
		Watchers watchers = new Watchers(2, 100);
		List<String> signalled = new ArrayList<>();
		watchers.add(key(0), () -> signalled.add("first"));
		IdempotencyStore.Watch second = watchers.add(key(0), () -> signalled.add("second"));
		watchers.add(key(1), () -> signalled.add("another key"));
		watchers.signal(key(0));
		assertThat(signalled).containsExactly("first", "second");
		second.close();
		watchers.signal(key(0));
		assertThat(signalled).containsExactly("first", "second", "first");
	}

	@Test
	@Tag("race")
	void staysWithinItsBoundAndLosesNoClaimUnderContention() throws Exception {
		InMemoryIdempotencyStore shared = new InMemoryIdempotencyStore(this.time, 16);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Integer>> tasks = new ArrayList<>();
			for (int thread = 0; thread < 8; thread++) {
				int seed = thread;
				tasks.add(() -> hammer(shared, new Random(seed)));
			}
			for (Future<Integer> future : threads.invokeAll(tasks)) {
				assertThat(future.get()).isLessThanOrEqualTo(16);
			}
		}
		finally {
			threads.shutdownNow();
		}
		int left = 0;
		for (int number = 0; number < 64; number++) {
			left += shared.remove(key(number)) ? 1 : 0;
		}
		assertThat(left).isLessThanOrEqualTo(16);
		assertThat(shared.size()).isZero();
	}

	private static int hammer(InMemoryIdempotencyStore shared, Random random) {
		int largest = 0;
		for (int round = 0; round < 20_000; round++) {
			IdempotencyKey key = key(random.nextInt(64));
			Claim claim = shared.claim(new ClaimRequest(key, "charge", null, "owner", LEASE, true));
			largest = Math.max(largest, shared.size());
			if (claim instanceof Claim.Claimed claimed) {
				boolean kept = switch (random.nextInt(3)) {
					case 0 -> shared.release(key, claimed.token());
					case 1 -> shared.renew(key, claimed.token(), LEASE)
							&& shared.complete(key, claimed.token(), Ending.ofResult(round), TTL);
					default -> shared.complete(key, claimed.token(), Ending.ofResult(round), TTL);
				};
				if (!kept) {
					throw new AssertionError("A live claim was lost");
				}
			}
		}
		return largest;
	}

	private Claim claim(int number) {
		return this.store.claim(new ClaimRequest(key(number), "charge", null, "owner", LEASE, true));
	}

	private static IdempotencyKey key(int number) {
		return IdempotencyKey.of("charge", "K" + number);
	}

}
