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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.resilience.CapturedLog;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;
import dev.resilience.testsupport.Interception;
import dev.resilience.testsupport.RedisServer;
import dev.resilience.testsupport.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of what a {@link RedisIdempotencyStore} does when the server or the way to it
 * fails, and with the connections that applications may have.
 */
class RedisOutageTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	private static final Duration LEASE = Duration.ofMinutes(5);

	private static final Duration SOON = Duration.ofMillis(300);

	private static final RedisServer SERVER = RedisServer.shared();

	private final RedisStores stores = new RedisStores();

	private final TcpProxy proxy = TcpProxy.to(SERVER.port());

	@AfterEach
	void close() throws Exception {
		this.proxy.resume();
		this.stores.close();
		this.proxy.close();
	}

	@Test
	void nothingHasHappenedWhereNoConnectionCanBeMade() {
		this.proxy.down();
		RedisIdempotencyStore store = store();
		assertThatExceptionOfType(StoreUnreachableException.class).isThrownBy(() -> claim(store, "a"));
		this.proxy.resume();
		assertThat(claim(store, "a")).isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void nothingHasHappenedWhileTheConnectionIsBroken() {
		RedisIdempotencyStore store = store();
		Claim.Claimed claimed = (Claim.Claimed) claim(store, "a");
		this.proxy.down();
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThatExceptionOfType(StoreUnreachableException.class)
				.isThrownBy(() -> claim(store, "b")));
		assertThatExceptionOfType(StoreUnreachableException.class)
			.isThrownBy(() -> store.renew(KEY, claimed.token(), LEASE));
		assertThatExceptionOfType(StoreUnreachableException.class).isThrownBy(() -> store.find(KEY));
		assertThatExceptionOfType(StoreUnreachableException.class).isThrownBy(() -> store.claims(1));
		this.proxy.resume();
		await().atMost(Duration.ofSeconds(30))
			.ignoreExceptionsInstanceOf(StoreUnreachableException.class)
			.until(() -> store.renew(KEY, claimed.token(), LEASE));
	}

	/** Case 41: it may have happened, and it has. */
	@Test
	void case41AnAnswerThatIsLostLeavesOpenWhatHasHappened() {
		RedisIdempotencyStore store = this.stores.open(this.stores.connections(this.proxy.port()),
				this.stores.options().withCommandTimeout(SOON));
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> store.find(KEY) == null);
		this.proxy.intercept("owner-a", Interception.SWALLOW_REPLY);
		assertThatRuntimeException().isThrownBy(() -> claim(store, "owner-a"))
			.isNotInstanceOf(StoreUnreachableException.class);
		RedisIdempotencyStore other = this.stores.openWithServerClock(SERVER.port());
		assertThat(claim(other, "b")).isInstanceOfSatisfying(Claim.InFlight.class,
				(inFlight) -> assertThat(inFlight.owner()).isEqualTo("owner-a"));
	}

	@Test
	void aConnectionThatBreaksLeavesOpenWhatHasHappened() throws Exception {
		RedisIdempotencyStore store = store();
		assertThat(store.find(KEY)).isNull();
		CompletableFuture<Void> cut = this.proxy.intercept("owner-a", Interception.CUT_BEFORE_REPLY);
		assertThatRuntimeException().isThrownBy(() -> claim(store, "owner-a"))
			.isNotInstanceOf(StoreUnreachableException.class);
		cut.get(30, TimeUnit.SECONDS);
	}

	@Test
	void anAnswerIsNotAwaitedForever() {
		RedisIdempotencyStore store = this.stores.open(this.stores.connections(this.proxy.port()),
				this.stores.options().withCommandTimeout(SOON));
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> store.find(KEY) == null);
		this.proxy.holdReplies();
		long begun = System.nanoTime();
		assertThatRuntimeException().isThrownBy(() -> store.find(KEY)).isNotInstanceOf(StoreUnreachableException.class);
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(SOON)
			.isLessThan(Duration.ofSeconds(30));
	}

	/** As a server does whose memory is full. */
	@Test
	void whatCannotBeWrittenLeavesTheRecordAsItWas() {
		try (RedisServer full = RedisServer.start()) {
			RedisIdempotencyStore store = this.stores.open(full.port());
			Claim.Claimed claimed = (Claim.Claimed) claim(store, "a");
			this.stores.elapse(LEASE);
			full.command("CONFIG SET maxmemory 1");
			assertThatRuntimeException().isThrownBy(() -> claim(store, "b"))
				.isNotInstanceOf(StoreUnreachableException.class);
			assertThatRuntimeException()
				.isThrownBy(() -> store.complete(KEY, claimed.token(), Ending.result("text/1", new byte[1000]), LEASE))
				.isNotInstanceOf(StoreUnreachableException.class);
			full.command("CONFIG SET maxmemory 0");
			assertThat(store.find(KEY)).isNotNull()
				.satisfies((view) -> assertThat(view.owner()).isEqualTo("a"))
				.satisfies((view) -> assertThat(view.token()).isEqualTo(claimed.token()))
				.satisfies((view) -> assertThat(view.state()).isEqualTo(RecordView.State.ABANDONED));
			assertThat(claim(store, "b")).isEqualTo(new Claim.TakenOver(claimed.token() + 1));
		}
	}

	@Test
	void worksOnACluster() {
		try (RedisServer server = RedisServer.startCluster()) {
			RedisClusterConfiguration cluster = new RedisClusterConfiguration();
			cluster.clusterNode("127.0.0.1", server.port());
			RedisIdempotencyStore store = this.stores.open(this.stores.started(new LettuceConnectionFactory(cluster)),
					this.stores.options());
			Claim.Claimed claimed = (Claim.Claimed) claim(store, "a");
			assertThat(claim(store, "b")).isInstanceOf(Claim.InFlight.class);
			assertThat(store.renew(KEY, claimed.token(), LEASE)).isTrue();
			assertThat(store.claims(10)).extracting(RecordView::owner).containsExactly("a");
			assertThat(store.complete(KEY, claimed.token(), Ending.result("text/1", new byte[] { 0 }), LEASE)).isTrue();
			assertThat(claim(store, "b")).isInstanceOf(Claim.Completed.class);
			assertThat(store.claims(10)).isEmpty();
			assertThat(store.remove(KEY)).isTrue();
			store.checkServer();
		}
	}

	/** Nothing but the field names them, see {@link LettuceConnections#SERVER}. */
	@Test
	void addressesOfReplicasAreKept() {
		RedisStaticMasterReplicaConfiguration replicas = new RedisStaticMasterReplicaConfiguration("127.0.0.1",
				SERVER.port());
		RedisIdempotencyStore store = this.stores.open(this.stores.started(new LettuceConnectionFactory(replicas)),
				this.stores.options());
		assertThat(claim(store, "a")).isInstanceOf(Claim.Claimed.class);
	}

	@Test
	void connectionsOfAnotherKindAreUsedAsTheyAre() {
		LettuceConnectionFactory special = special();
		RedisIdempotencyStore store = this.stores.open(special, this.stores.options());
		assertThat(claim(store, "a")).isInstanceOf(Claim.Claimed.class);
		assertThat(this.proxy.connections()).isOne();
		store.close();
		assertThat(special.isRunning()).isTrue();
	}

	@Test
	void theConnectionOfTheStoreEndsWithIt() {
		LettuceConnectionFactory connections = this.stores.connections(this.proxy.port());
		RedisIdempotencyStore store = this.stores.open(connections, this.stores.options());
		claim(store, "a");
		assertThat(this.proxy.connections()).isOne();
		store.close();
		await().atMost(Duration.ofSeconds(30)).until(() -> this.proxy.connections() == 0);
		assertThat(connections.isRunning()).isTrue();
	}

	@Test
	void warnsOfAServerThatDropsKeys() {
		try (RedisServer evicting = RedisServer.start();
				CapturedLog log = new CapturedLog(RedisIdempotencyStore.class)) {
			RedisIdempotencyStore store = this.stores.open(evicting.port());
			store.checkServer();
			assertThat(log.warnings()).isEmpty();
			evicting.command("CONFIG SET maxmemory-policy allkeys-lru");
			store.checkServer();
			assertThat(log.warnings()).singleElement().asString().contains("allkeys-lru").contains("noeviction");
		}
	}

	@Test
	void saysNothingOfAServerThatIsAway() {
		this.proxy.down();
		try (CapturedLog log = new CapturedLog(RedisIdempotencyStore.class)) {
			store().checkServer();
			assertThat(log.warnings()).isEmpty();
		}
	}

	private LettuceConnectionFactory special() {
		return this.stores
			.started(new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", this.proxy.port())) {
			});
	}

	private RedisIdempotencyStore store() {
		return this.stores.openWithServerClock(this.proxy.port());
	}

	private static Claim claim(RedisIdempotencyStore store, String owner) {
		return store.claim(new ClaimRequest(KEY, "charge", null, owner, LEASE, true));
	}

}
