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

package dev.resilience.autoconfigure.idempotency.jdbc;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.testsupport.DatabaseKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of {@link RecordCleaner} and {@link JdbcIdempotencyCleanup}.
 */
class RecordCleanerTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final Ending RECEIPT = Ending.result("text/1", "receipt".getBytes(StandardCharsets.UTF_8));

	private @Nullable JdbcStoreFixture fixture;

	private HikariDataSource dataSource;

	private JdbcIdempotencyStore store;

	@AfterEach
	void close() {
		if (this.fixture != null) {
			this.store.close();
			this.fixture.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void deletesWhatIsOverInBatches(DatabaseKind kind) {
		open(kind);
		for (int index = 0; index < 5; index++) {
			complete("result" + index, RECEIPT);
		}
		complete("failure", Ending.failure("failure/1", new byte[0]));
		complete("tombstone", Ending.notRetained("large"));
		RecordCleaner cleaner = new RecordCleaner(this.store, 3);
		this.fixture.elapse(TTL.minusNanos(1000));
		assertThat(cleaner.clean()).isFalse();
		assertThat(rows()).isEqualTo(7);
		this.fixture.elapse(Duration.ofNanos(1000));
		assertThat(cleaner.clean()).isTrue();
		assertThat(rows()).isEqualTo(2);
		assertThat(cleaner.clean()).isFalse();
		assertThat(rows()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void keepsClaimsThatHoldAndForLongThoseThatAreAbandoned(DatabaseKind kind) {
		open(kind);
		Claim.Claimed running = (Claim.Claimed) this.store.claim(request("running"));
		this.store.claim(request("abandoned"));
		RecordCleaner cleaner = new RecordCleaner(this.store, 100);
		this.fixture.elapse(Duration.ofDays(7));
		this.store.renew(key("running"), running.token(), LEASE);
		cleaner.clean();
		assertThat(rows()).isEqualTo(2);
		this.fixture.elapse(LEASE);
		cleaner.clean();
		assertThat(this.store.find(key("abandoned"))).isNull();
		assertThat(this.store.find(key("running"))).isNotNull();
	}

	@ParameterizedTest
	@EnumSource
	void keepsPendingRowsThatATransactionHasLocked(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(request("locked"));
		this.store.prepare(request("left"));
		this.fixture.elapse(Duration.ofHours(2));
		this.store.attempt(request("locked"), TTL, (token) -> {
			Thread elsewhere = new Thread(() -> new RecordCleaner(this.store, 100).clean());
			elsewhere.start();
			elsewhere.join();
			return null;
		});
		assertThat(this.store.find(key("left"))).isNull();
		assertThat(this.store.find(key("locked"))).isNotNull();
		new RecordCleaner(this.store, 100).clean();
		assertThat(rows()).isZero();
	}

	@ParameterizedTest(name = "case 47: {0}")
	@EnumSource
	void twoProcessesDeleteUnderLoadWithoutHoldingUpClaims(DatabaseKind kind) throws Exception {
		open(kind);
		int expired = Boolean.getBoolean("store-tests.full") ? 500_000 : 5_000;
		fill(expired);
		long before = slowestOfMost();
		CountDownLatch cleaned = new CountDownLatch(2);
		for (int process = 0; process < 2; process++) {
			RecordCleaner cleaner = new RecordCleaner(this.store, 1000);
			new Thread(() -> {
				while (cleaner.clean()) {
					Thread.onSpinWait();
				}
				cleaned.countDown();
			}).start();
		}
		long during = slowestOfMost();
		assertThat(cleaned.await(120, TimeUnit.SECONDS)).isTrue();
		assertThat(this.store.expiredRows()).isZero();
		assertThat(rows()).as("those that live").isEqualTo(1000 + 2 * 200);
		// Two cores for two cleaners, a server and a caller: only a wait for locks is
		// longer
		assertThat(during).isLessThan(Math.max(20 * before, TimeUnit.SECONDS.toNanos(1)));
	}

	@Test
	void cleansWhileTheApplicationRuns() {
		open(DatabaseKind.H2);
		JdbcIdempotencyCleanup cleanup = new JdbcIdempotencyCleanup(this.store, Duration.ofMillis(10), 1);
		complete("a", RECEIPT);
		complete("b", RECEIPT);
		this.fixture.elapse(TTL);
		assertThat(cleanup.isRunning()).isFalse();
		cleanup.start();
		assertThat(cleanup.isRunning()).isTrue();
		await().until(() -> rows() == 0);
		complete("c", RECEIPT);
		this.fixture.elapse(TTL);
		await().until(() -> rows() == 0);
		cleanup.stop();
		assertThat(cleanup.isRunning()).isFalse();
	}

	@Test
	void refusesValuesThatMakeNoSense() {
		assertThatIllegalArgumentException().isThrownBy(() -> new JdbcIdempotencyCleanup(Duration.ZERO, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new JdbcIdempotencyCleanup(Duration.ofSeconds(1), 0));
	}

	private void open(DatabaseKind kind) {
		this.fixture = JdbcStoreFixture.create(kind);
		this.dataSource = this.fixture.database().dataSource(10);
		this.store = this.fixture.timedStore(this.dataSource);
	}

	private void complete(String key, Ending ending) {
		Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request(key));
		assertThat(this.store.complete(key(key), claimed.token(), ending, TTL)).isTrue();
	}

	private long rows() {
		return this.fixture.database().count("SELECT COUNT(*) FROM resilience_idempotency");
	}

	// Claims and completes, and returns how long 99 of 100 calls took at most.
	private long slowestOfMost() {
		List<Long> nanos = new ArrayList<>();
		for (int index = 0; index < 200; index++) {
			long begun = System.nanoTime();
			complete("live" + begun, RECEIPT);
			nanos.add(System.nanoTime() - begun);
		}
		nanos.sort(null);
		return nanos.get(nanos.size() * 99 / 100);
	}

	// Adds rows that are over, and a thousand that are not.
	private void fill(int expired) throws SQLException {
		String insert = "INSERT INTO resilience_idempotency (key_hash, operation, owner, token, status, claimed_at, "
				+ "lease_until, expires_at) VALUES (?, 'charge', 'a', 1, 'C', 0, 0, ?)";
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement statement = connection.prepareStatement(insert)) {
			connection.setAutoCommit(false);
			for (int index = 0; index < expired + 1000; index++) {
				byte[] hash = key("row" + index).hash();
				statement.setBytes(1, hash);
				statement.setLong(2, (index < expired) ? index : Long.MAX_VALUE / 2);
				statement.addBatch();
				if (index % 1000 == 999) {
					statement.executeBatch();
				}
			}
			statement.executeBatch();
			connection.commit();
		}
	}

	private static IdempotencyKey key(String key) {
		return IdempotencyKey.of("charge", key);
	}

	private static ClaimRequest request(String key) {
		return new ClaimRequest(key(key), "charge", null, "a", LEASE, true);
	}

}
