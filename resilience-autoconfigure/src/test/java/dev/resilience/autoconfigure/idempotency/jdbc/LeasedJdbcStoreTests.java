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
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.StoreUnreachableException;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests of claims that hold under a lease, where they meet the transactions, connections
 * and columns of real databases.
 */
class LeasedJdbcStoreTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

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
	void aClaimSurvivesTheRollbackOfTheCallersTransaction(DatabaseKind kind) {
		open(kind, 10);
		transaction().executeWithoutResult((status) -> {
			assertThat(this.store.claim(request("K"))).isInstanceOf(Claim.Claimed.class);
			status.setRollbackOnly();
		});
		assertThat(this.store.claim(request("K"))).isInstanceOf(Claim.InFlight.class);
	}

	@ParameterizedTest
	@EnumSource
	void noStatementOfOursIsInTheCallersTransaction(DatabaseKind kind) {
		open(kind, 10);
		CountingDataSource counting = new CountingDataSource(this.dataSource);
		JdbcTransactionManager manager = new JdbcTransactionManager(counting);
		JdbcIdempotencyStore inside = this.fixture.store(new TransactionAwareDataSourceProxy(counting));
		new TransactionTemplate(manager).executeWithoutResult((status) -> {
			Claim.Claimed claimed = (Claim.Claimed) inside.claim(request("K"));
			assertThat(inside.claim(request("K"))).isInstanceOf(Claim.InFlight.class);
			assertThat(inside.renew(key("K"), claimed.token(), LEASE)).isTrue();
			assertThat(inside.complete(key("K"), claimed.token(), RECEIPT, TTL)).isTrue();
			status.setRollbackOnly();
		});
		assertThat(counting.trips()).containsExactly("rollback");
		assertThat(inside.claim(request("K"))).isEqualTo(new Claim.Completed(RECEIPT));
		inside.close();
	}

	@ParameterizedTest
	@EnumSource
	void roundTripsAreAsPromised(DatabaseKind kind) {
		open(kind, 2);
		CountingDataSource counting = new CountingDataSource(this.dataSource);
		this.store = this.fixture.store(counting);
		Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request("K"));
		// One commit: what only reads waits for no disk
		assertThat(counting.trips()).isIn(List.of("SELECT", "INSERT"), List.of("WITH"));
		this.store.renew(key("K"), claimed.token(), LEASE);
		assertThat(counting.trips()).containsExactly("UPDATE");
		this.store.complete(key("K"), claimed.token(), RECEIPT, TTL);
		assertThat(counting.trips()).containsExactly("UPDATE");
		assertThat(this.store.claim(request("K"))).isEqualTo(new Claim.Completed(RECEIPT));
		assertThat(counting.trips()).hasSize(1);
	}

	@ParameterizedTest(name = "case 8: {0}")
	@EnumSource
	void aHundredTransactionsAndAPoolOfTenFinish(DatabaseKind kind) throws Exception {
		open(kind, 10);
		TransactionTemplate transaction = transaction();
		List<Claim> claims = atOnce(100, (index) -> transaction.execute((status) -> {
			new JdbcTemplate(this.dataSource).queryForObject("SELECT 1", Integer.class);
			Claim claim = this.store.claim(request("K"));
			if (claim instanceof Claim.Claimed claimed) {
				this.store.complete(key("K"), claimed.token(), RECEIPT, TTL);
			}
			return claim;
		}));
		assertThat(claims).hasSize(100).filteredOn((claim) -> claim instanceof Claim.Claimed).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aRenewalNeedNotWaitForThoseWhoHoldThePool(DatabaseKind kind) {
		open(kind, 1);
		transaction().executeWithoutResult((status) -> {
			Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request("K"));
			assertThat(CompletableFuture.supplyAsync(() -> this.store.renew(key("K"), claimed.token(), LEASE)))
				.succeedsWithin(Duration.ofSeconds(8))
				.isEqualTo(true);
		});
	}

	@ParameterizedTest
	@EnumSource
	void aPoolThatCannotBeDerivedIsUsedTwice(DatabaseKind kind) {
		open(kind, 2);
		DataSource opaque = new Opaque(this.dataSource);
		JdbcIdempotencyStore other = this.fixture.store(opaque);
		new TransactionTemplate(new JdbcTransactionManager(opaque)).executeWithoutResult((status) -> {
			assertThat(other.claim(request("K"))).isInstanceOf(Claim.Claimed.class);
			status.setRollbackOnly();
		});
		assertThat(other.claim(request("K"))).isInstanceOf(Claim.InFlight.class);
	}

	@ParameterizedTest(name = "case 4: {0}")
	@EnumSource
	void aHundredKeysDoNotDisturbEachOther(DatabaseKind kind) throws Exception {
		open(kind, 10);
		List<Boolean> completed = atOnce(100, (index) -> {
			Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request("K" + index));
			return this.store.complete(key("K" + index), claimed.token(), RECEIPT, TTL);
		});
		assertThat(completed).hasSize(100).containsOnly(true);
	}

	@ParameterizedTest(name = "case 9: {0}")
	@EnumSource
	void ownersThatFailAmongManyDuplicatesDisturbNobody(DatabaseKind kind) throws Exception {
		open(kind, 20);
		for (int round = 0; round < 5; round++) {
			String key = "K" + round;
			List<Claim> claims = atOnce(40, (index) -> {
				Claim claim = this.store.claim(request(key));
				if (claim instanceof Claim.Claimed claimed) {
					assertThat(this.store.release(key(key), claimed.token())).isTrue();
				}
				return claim;
			});
			assertThat(claims).allMatch((claim) -> claim instanceof Claim.Claimed || claim instanceof Claim.InFlight);
			assertThat(this.store.claim(request(key))).isInstanceOf(Claim.Claimed.class);
		}
	}

	@ParameterizedTest(name = "case 31: {0}")
	@EnumSource
	void keysThatLookAlikeAreDistinct(DatabaseKind kind) {
		open(kind, 2);
		String longKey = "k".repeat(299);
		for (String key : List.of("Key-A", "key-a", "Key-A ", " Key-A", "KEY-A", "K\u00e9y", "Key", longKey + "a",
				longKey + "b")) {
			assertThat(this.store.claim(request(key))).as(key).isInstanceOf(Claim.Claimed.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void textThatNoColumnTakesIsMadeToFit(DatabaseKind kind) {
		open(kind, 2);
		String odd = "a\u0000b\ud800c\ud83d\ude00" + "\u00e9".repeat(300);
		IdempotencyKey key = key("K");
		Claim.Claimed claimed = (Claim.Claimed) this.store.claim(new ClaimRequest(key, odd, odd, odd, LEASE, true));
		assertThat(this.store.claim(new ClaimRequest(key, odd, odd, odd, LEASE, true)))
			.isInstanceOf(Claim.InFlight.class);
		assertThat(this.store.find(key)).satisfies((view) -> {
			assertThat(view.operation()).hasSize(200).startsWith("a\ufffdb\ufffdc\ud83d\ude00\u00e9");
			assertThat(view.owner()).hasSize(100);
		});
		assertThat(this.store.complete(key, claimed.token(), Ending.notRetained(odd), TTL)).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void largeAndEmptyResultsComeBackAsTheyWere(DatabaseKind kind) {
		open(kind, 2);
		byte[] large = new byte[2_000_000];
		new Random(1).nextBytes(large);
		for (byte[] content : List.of(large, new byte[0])) {
			String key = "K" + content.length;
			Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request(key));
			this.store.complete(key(key), claimed.token(), Ending.result("text/1", content), TTL);
			assertThat(this.store.claim(request(key))).isInstanceOfSatisfying(Claim.Completed.class,
					(completed) -> assertThat(completed.ending().bytes()).isEqualTo(content));
		}
	}

	@ParameterizedTest
	@EnumSource
	void theLongestTimesDoNotOverflow(DatabaseKind kind) {
		open(kind, 2);
		Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
		Claim.Claimed claimed = (Claim.Claimed) this.store
			.claim(new ClaimRequest(key("K"), "charge", null, "a", forever, true));
		assertThat(this.store.renew(key("K"), claimed.token(), forever)).isTrue();
		assertThat(this.store.complete(key("K"), claimed.token(), RECEIPT, forever)).isTrue();
		assertThat(this.store.claim(request("K"))).isEqualTo(new Claim.Completed(RECEIPT));
	}

	@ParameterizedTest
	@EnumSource
	void poolsThatDoNotCommitByThemselvesMayBeUsed(DatabaseKind kind) {
		open(kind, 2);
		HikariDataSource manual = this.fixture.dataSource(2, (config) -> config.setAutoCommit(false));
		JdbcIdempotencyStore other = this.fixture.store(manual);
		Claim.Claimed claimed = (Claim.Claimed) other.claim(request("K"));
		assertThat(this.store.claim(request("K"))).isInstanceOf(Claim.InFlight.class);
		assertThat(other.complete(key("K"), claimed.token(), RECEIPT, TTL)).isTrue();
		assertThat(this.store.claim(request("K"))).isEqualTo(new Claim.Completed(RECEIPT));
	}

	@ParameterizedTest(name = "case 24: {0}")
	@EnumSource
	void theTimeZoneOfASessionMeansNothing(DatabaseKind kind) {
		open(kind, 2);
		String zone = switch (kind) {
			case H2 -> "SET TIME ZONE 'Asia/Tokyo'";
			case POSTGRESQL -> "SET TIME ZONE 'Asia/Tokyo'";
			case MARIADB -> "SET time_zone = '+09:00', sql_mode = 'ANSI'";
		};
		HikariDataSource abroad = this.fixture.dataSource(2, (config) -> config.setConnectionInitSql(zone));
		JdbcIdempotencyStore other = this.fixture.store(abroad);
		this.store.claim(request("K"));
		assertThat(other.claim(request("K"))).isInstanceOfSatisfying(Claim.InFlight.class,
				(inFlight) -> assertThat(inFlight.remainingLease()).isBetween(LEASE.minusSeconds(20), LEASE));
		RecordView view = other.find(key("K"));
		assertThat(view).isNotNull();
		long micros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
		assertThat(view.token()).isBetween(micros - 60_000_000, micros + 60_000_000);
	}

	@ParameterizedTest
	@EnumSource
	void aPendingRowIsClaimedUnlessATransactionHasIt(DatabaseKind kind) throws Throwable {
		open(kind, 10);
		this.store.prepare(request("K"));
		this.store.attempt(request("K"), TTL, (token) -> {
			assertThat(atOnce(1, (index) -> this.store.claim(request("K"))).get(0)).isInstanceOf(Claim.InFlight.class);
			return null;
		});
		assertThat(this.store.claim(request("K"))).isInstanceOf(Claim.Claimed.class);
		assertThat(this.store.prepare(request("K"))).isInstanceOf(Claim.InFlight.class);
	}

	@ParameterizedTest
	@EnumSource
	void withoutAConnectionNothingHasHappened(DatabaseKind kind) {
		open(kind, 2);
		DataSource none = new NoConnections();
		JdbcIdempotencyStore unreachable = new JdbcIdempotencyStore(none, null, JdbcIdempotencyOptions.defaults(),
				SystemTime.shared(), Runnable::run);
		assertThatExceptionOfType(StoreUnreachableException.class).isThrownBy(() -> unreachable.claim(request("K")))
			.withCauseInstanceOf(SQLException.class);
		this.fixture.database().execute("DROP TABLE resilience_idempotency");
		assertThatExceptionOfType(StoreUnreachableException.class).isThrownBy(() -> this.store.claim(request("K")));
	}

	@ParameterizedTest
	@EnumSource
	void anyOtherFailureMayHaveHadItsEffect(DatabaseKind kind) {
		open(kind, 2);
		this.fixture.database().execute("ALTER TABLE resilience_idempotency DROP COLUMN codec");
		assertThatThrownBy(() -> this.store.claim(request("K"))).isInstanceOf(DataAccessException.class);
	}

	@ParameterizedTest
	@EnumSource
	void operatorsSeeWhatIsThere(DatabaseKind kind) {
		open(kind, 2);
		this.store = this.fixture.timedStore(this.dataSource);
		assertThat(this.store.oldestInProgressAge()).isZero();
		this.store.claim(request("running"));
		Claim.Claimed claimed = (Claim.Claimed) this.store.claim(request("done"));
		this.store.complete(key("done"), claimed.token(), RECEIPT, TTL);
		assertThat(this.store.expiredRows()).isZero();
		this.fixture.elapse(TTL);
		assertThat(this.store.expiredRows()).isOne();
		assertThat(this.store.oldestInProgressAge()).isEqualTo(TTL);
	}

	private void open(DatabaseKind kind, int poolSize) {
		this.fixture = JdbcStoreFixture.create(kind);
		this.dataSource = this.fixture.database().dataSource(poolSize);
		this.store = this.fixture.store(this.dataSource);
	}

	private TransactionTemplate transaction() {
		return new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
	}

	private static IdempotencyKey key(String key) {
		return IdempotencyKey.of("charge", key);
	}

	private static ClaimRequest request(String key) {
		return new ClaimRequest(key(key), "charge", null, "a", LEASE, true);
	}

	private static <T> List<T> atOnce(int count, Task<T> task) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(count);
		try {
			List<Callable<T>> tasks = new ArrayList<>();
			for (int index = 0; index < count; index++) {
				int number = index;
				tasks.add(() -> task.run(number));
			}
			List<T> results = new ArrayList<>();
			for (Future<T> future : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
				results.add(future.get());
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
	}

	/** One of many things done at once. */
	@FunctionalInterface
	private interface Task<T> {

		T run(int index) throws Exception;

	}

	/** A pool of a kind that nobody knows. */
	private static final class Opaque extends AbstractDataSource {

		private final DataSource target;

		Opaque(DataSource target) {
			this.target = target;
		}

		@Override
		public Connection getConnection() throws SQLException {
			return this.target.getConnection();
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

	/** A pool that is exhausted. */
	private static final class NoConnections extends AbstractDataSource {

		@Override
		public Connection getConnection() throws SQLException {
			throw new SQLTransientConnectionException("timed out");
		}

		@Override
		public Connection getConnection(String username, String password) throws SQLException {
			return getConnection();
		}

	}

}
