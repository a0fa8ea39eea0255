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

package dev.resilience.autoconfigure.idempotency.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.IdempotencyStoreContract;
import dev.resilience.idempotency.RecordView;
import dev.resilience.testsupport.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RedisIdempotencyStore} against a server.
 */
class RedisIdempotencyStoreTests extends IdempotencyStoreContract {

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	private static final RedisServer SERVER = RedisServer.shared();

	private final RedisStores stores = new RedisStores();

	private final RedisIdempotencyStore store = this.stores.open(SERVER.port());

	private final LettuceConnectionFactory connections = this.stores.connections(SERVER.port());

	@Override
	protected IdempotencyStore store() {
		return this.store;
	}

	@Override
	protected void elapse(Duration duration) {
		this.stores.elapse(duration);
	}

	@AfterEach
	void close() throws Exception {
		this.stores.close();
	}

	@Test
	void everyOperationIsOneScript() {
		runEveryScript();
		int before = scripts();
		runEveryScript();
		assertThat(scripts() - before).isEqualTo(7);
	}

	private void runEveryScript() {
		long token = tokenOf(claim("a", null));
		claim("b", null);
		this.store.find(KEY);
		this.store.renew(KEY, token, LEASE);
		this.store.complete(KEY, token, ending("receipt"), TTL);
		this.store.release(KEY, token);
		this.store.remove(KEY);
	}

	/** A server that has forgotten the scripts, as after a restart, is told them. */
	@Test
	void aForgottenScriptIsSentInFull() {
		long token = tokenOf(claim("a", null));
		SERVER.command("SCRIPT FLUSH");
		assertThat(this.store.complete(KEY, token, ending("receipt"), TTL)).isTrue();
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(ending("receipt")));
	}

	@Test
	void resultsAreBytesOfAnyValueAndSize() {
		byte[] content = new byte[256 * 1024];
		new Random(5).nextBytes(content);
		Ending result = Ending.result("bytes/1", content);
		this.store.complete(KEY, tokenOf(claim("a", null)), result, TTL);
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(result));
		assertThat(Objects.requireNonNull(this.store.find(KEY)).ending()).isEqualTo(result);
	}

	@Test
	void anEmptyResultIsNotTheSameAsNone() {
		Ending empty = Ending.result("bytes/1", new byte[0]);
		this.store.complete(KEY, tokenOf(claim("a", null)), empty, TTL);
		assertThat(claim("b", null)).isEqualTo(new Claim.Completed(empty))
			.isNotEqualTo(new Claim.Completed(ending(null)));
	}

	@Test
	void textIsKeptInAnyAlphabet() {
		claim("Ünït ✓ \uD83D\uDE00", null);
		assertThat(claim("b", null)).isInstanceOfSatisfying(Claim.InFlight.class,
				(inFlight) -> assertThat(inFlight.owner()).isEqualTo("Ünït ✓ \uD83D\uDE00"));
	}

	/** Case 43. */
	@Test
	void case43NothingIsCompletedThatTheServerHasLost() {
		long token = tokenOf(claim("a", null));
		remove(KEY);
		assertThat(this.store.renew(KEY, token, LEASE)).isFalse();
		assertThat(this.store.complete(KEY, token, ending("receipt"), TTL)).isFalse();
		assertThat(this.store.release(KEY, token)).isFalse();
		assertThat(this.store.find(KEY)).isNull();
		assertThat(tokenOf(claim("b", null))).isGreaterThan(token);
	}

	@Test
	void tokensAreTimesOfTheServerAndOnlyRise() {
		long last = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().minusSeconds(60));
		for (int round = 0; round < 20; round++) {
			long token = tokenOf(claim("a", null));
			assertThat(token).isGreaterThan(last);
			last = token;
			switch (round % 4) {
				case 0 -> this.store.release(KEY, token);
				case 1 -> this.store.remove(KEY);
				case 2 -> elapse(LEASE);
				default -> {
					this.store.complete(KEY, token, ending("receipt"), TTL);
					elapse(TTL);
				}
			}
		}
		assertThat(last).isLessThan(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now().plusSeconds(60)));
	}

	/** By the clock of the server, as in production. */
	@RepeatedTest(20)
	void oneOfManyClaimsWinsByTheClockOfTheServer() throws Exception {
		RedisIdempotencyStore real = this.stores.openWithServerClock(SERVER.port());
		List<Claim> claims = claimByHundred(real, LEASE.multipliedBy(20));
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.Claimed).hasSize(1);
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.InFlight).hasSize(99);
	}

	/** Case 10. */
	@Test
	void case10OneOfManyTakesOverAndTheTokenRisesByOne() throws Exception {
		RedisIdempotencyStore real = this.stores.openWithServerClock(SERVER.port());
		long token = tokenOf(real.claim(new ClaimRequest(KEY, "charge", null, "dead", LEASE, true)));
		real.renew(KEY, token, Duration.ZERO);
		List<Claim> claims = claimByHundred(real, LEASE.multipliedBy(20));
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.TakenOver)
			.singleElement()
			.isEqualTo(new Claim.TakenOver(token + 1));
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.InFlight).hasSize(99);
	}

	@Test
	void aClaimStaysVisibleAfterItsLeaseAndAResultForItsTime() {
		long token = tokenOf(claim("a", null));
		Duration visible = LEASE.plus(RedisIdempotencyOptions.defaults().grace());
		assertThat(lifetime()).isBetween(visible.minusSeconds(60), visible);
		this.store.renew(KEY, token, Duration.ofDays(2));
		assertThat(lifetime()).isBetween(Duration.ofDays(3).minusSeconds(60), Duration.ofDays(3));
		this.store.complete(KEY, token, ending("receipt"), Duration.ofDays(7));
		assertThat(lifetime()).isBetween(Duration.ofDays(7).minusSeconds(60), Duration.ofDays(7));
	}

	@Test
	void timesOfAnyLengthArePossible() {
		Duration eternity = Duration.ofSeconds(Long.MAX_VALUE);
		Claim claim = this.store.claim(new ClaimRequest(KEY, "charge", null, "a", Duration.ofDays(400_000), true));
		assertThat(this.store.complete(KEY, tokenOf(claim), ending("receipt"), eternity)).isTrue();
		assertThat(claim("b", null)).isInstanceOf(Claim.Completed.class);
		this.store.remove(KEY);
		assertThat(this.store.complete(KEY, tokenOf(claim("c", null)), ending("receipt"), Duration.ZERO)).isTrue();
		assertThat(claim("d", null)).isInstanceOf(Claim.Claimed.class);
	}

	/** A completion that arrived although its answer was lost may come once more. */
	@Test
	void theSameCompletionCanBeSentTwice() {
		long token = tokenOf(claim("a", null));
		assertThat(this.store.complete(KEY, token, ending("receipt"), TTL)).isTrue();
		assertThat(this.store.complete(KEY, token, ending("receipt"), TTL)).isTrue();
		assertThat(this.store.complete(KEY, token, ending(null), TTL)).isFalse();
		assertThat(this.store.complete(KEY, token, Ending.notRetained("text/1"), TTL)).isFalse();
		assertThat(this.store.complete(KEY, token + 1, ending("receipt"), TTL)).isFalse();
	}

	@Test
	void aNewClaimKeepsNothingOfTheResultBefore() {
		this.store.complete(KEY, tokenOf(claim("a", "body")), ending("first"), TTL);
		elapse(TTL);
		this.store.complete(KEY, tokenOf(claim("b", "other body")), ending(null), TTL);
		assertThat(claim("c", "other body")).isEqualTo(new Claim.Completed(ending(null)));
	}

	@Test
	void anExpiredResultIsNotThereToBeRemoved() {
		this.store.complete(KEY, tokenOf(claim("a", null)), ending("receipt"), TTL);
		elapse(TTL);
		assertThat(this.store.remove(KEY)).isFalse();
	}

	@Test
	void aThreadThatIsInterruptedCanFreeItsKey() {
		long token = tokenOf(claim("a", null));
		Thread.currentThread().interrupt();
		try {
			assertThat(this.store.release(KEY, token)).isTrue();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
		assertThat(claim("b", null)).isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void claimsAreFoundAmongOtherKeys() {
		String prefix = this.stores.options().keyPrefix() + "[a*b?]\\";
		RedisIdempotencyStore odd = this.stores.open(this.connections, this.stores.options().withKeyPrefix(prefix));
		set(prefix + "not a hash");
		set(prefix + "00");
		set(this.stores.options().keyPrefix() + "axb?" + KEY.hex());
		for (int number = 0; number < 1200; number++) {
			IdempotencyKey key = IdempotencyKey.of("charge", "key-" + number);
			Claim claim = odd
				.claim(new ClaimRequest(key, "charge", null, "owner-" + number, LEASE.multipliedBy(50), true));
			if (number % 3 == 0) {
				odd.complete(key, tokenOf(claim), ending("receipt"), TTL.multipliedBy(50));
			}
		}
		assertThat(odd.claims(10_000)).hasSize(800).allMatch((claim) -> claim.state() == RecordView.State.IN_PROGRESS);
		assertThat(odd.claims(3)).extracting(RecordView::owner).containsExactly("owner-1", "owner-2", "owner-4");
	}

	/** Lettuce sends again what it has no answer to when a connection has ended. */
	@Test
	void aClaimThatIsSentTwiceDoesNotMeetItself() {
		try (RedisLink link = RedisLink.to(this.connections, Duration.ofSeconds(10))) {
			List<String> first = claimByScript(link, "request 1");
			assertThat(first.get(0)).isEqualTo("CLAIMED");
			assertThat(claimByScript(link, "request 1")).isEqualTo(first);
			assertThat(claimByScript(link, "request 2").get(0)).isEqualTo("IN_FLIGHT");
		}
	}

	private List<String> claimByScript(RedisLink link, String request) {
		byte[] nothing = bytes("");
		return link
			.answer(StoreScript.CLAIM, bytes(this.stores.options().keyPrefix() + KEY.hex()), nothing,
					RedisTimes.micros(LEASE.multipliedBy(50)), RedisTimes.expiry(TTL.multipliedBy(50)), nothing,
					nothing, nothing, nothing, bytes(request))
			.stream()
			.map(RedisLink::text)
			.toList();
	}

	private int scripts() {
		Properties stats = RedisStores.ask(this.connections,
				(connection) -> connection.serverCommands().info("commandstats"));
		return calls(stats, "cmdstat_eval") + calls(stats, "cmdstat_evalsha") + calls(stats, "cmdstat_script");
	}

	private static int calls(Properties stats, String command) {
		String line = stats.getProperty(command, "calls=0,");
		return Integer.parseInt(line.substring("calls=".length(), line.indexOf(',')));
	}

	private void remove(IdempotencyKey key) {
		byte[] name = bytes(this.stores.options().keyPrefix() + key.hex());
		RedisStores.ask(this.connections, (connection) -> connection.keyCommands().del(name));
	}

	private void set(String name) {
		RedisStores.ask(this.connections, (connection) -> connection.stringCommands().set(bytes(name), bytes("x")));
	}

	private Duration lifetime() {
		byte[] name = bytes(this.stores.options().keyPrefix() + KEY.hex());
		@Nullable Long left = RedisStores.ask(this.connections, (connection) -> connection.keyCommands().pTtl(name));
		return Duration.ofMillis(Objects.requireNonNull(left));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static List<Claim> claimByHundred(IdempotencyStore store, Duration lease) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(100);
		try {
			List<Callable<Claim>> tasks = new ArrayList<>();
			for (int thread = 0; thread < 100; thread++) {
				ClaimRequest request = new ClaimRequest(KEY, "charge", null, "owner-" + thread, lease, true);
				tasks.add(() -> store.claim(request));
			}
			List<Claim> claims = new ArrayList<>();
			for (Future<Claim> future : threads.invokeAll(tasks)) {
				claims.add(future.get());
			}
			return claims;
		}
		finally {
			threads.shutdownNow();
		}
	}

}
