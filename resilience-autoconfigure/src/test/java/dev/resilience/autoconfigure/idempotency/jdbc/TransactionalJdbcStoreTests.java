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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.RecordView;
import dev.resilience.idempotency.TransactionalIdempotencyStore.Effect;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.testsupport.Interception;
import dev.resilience.testsupport.TcpProxy;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Tests of calls whose claim, effect and result share a transaction.
 */
class TransactionalJdbcStoreTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	private static final ClaimRequest REQUEST = request("body");

	private static final Ending RECEIPT = Ending.result("text/1", "receipt".getBytes(StandardCharsets.UTF_8));

	private @Nullable JdbcStoreFixture fixture;

	private HikariDataSource dataSource;

	private JdbcTemplate jdbc;

	private TransactionTemplate outer;

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
	void keepsEffectAndResultTogether(DatabaseKind kind) throws Throwable {
		open(kind);
		assertThat(this.store.prepare(REQUEST)).isInstanceOf(Claim.Claimed.class);
		assertThat(this.store.find(KEY)).extracting(RecordView::state).isEqualTo(RecordView.State.PENDING);
		assertThat(this.store.attempt(REQUEST, TTL, this::charge)).isInstanceOf(Claim.Claimed.class);
		assertThat(charges()).isOne();
		assertThat(this.store.prepare(REQUEST)).isEqualTo(new Claim.Completed(RECEIPT));
		assertThat(this.store.attempt(REQUEST, TTL, this::charge)).isEqualTo(new Claim.Completed(RECEIPT));
		assertThat(this.store.prepare(request("other"))).isEqualTo(new Claim.Mismatch());
		assertThat(charges()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void undoesTheEffectOfAFailureAndThrowsItAsItIs(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		IOException failure = new IOException("no");
		List<Long> tokens = new ArrayList<>();
		for (int attempt = 0; attempt < 2; attempt++) {
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.store.attempt(REQUEST, TTL, (token) -> {
				tokens.add(token);
				charge(token);
				throw failure;
			})).isSameAs(failure);
		}
		assertThat(charges()).isZero();
		assertThat(this.store.attempt(REQUEST, TTL, (token) -> {
			tokens.add(token);
			return charge(token);
		})).isInstanceOf(Claim.Claimed.class);
		assertThat(charges()).isOne();
		assertThat(tokens).isSorted().doesNotHaveDuplicates();
		assertThat(this.store.find(KEY)).extracting(RecordView::token).isEqualTo(tokens.get(2));
	}

	@ParameterizedTest
	@EnumSource
	void aKeyWithoutAResultStaysFree(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		this.store.attempt(REQUEST, TTL, (token) -> {
			charge(token);
			return null;
		});
		assertThat(charges()).isOne();
		assertThat(this.store.prepare(request("other"))).isInstanceOf(Claim.Claimed.class);
	}

	@ParameterizedTest
	@EnumSource
	void othersSeeARunningAttemptAsInFlightAndAnotherFingerprintFirst(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		this.store.attempt(REQUEST, TTL, (token) -> {
			Claim duplicate = elsewhere(() -> this.store.prepare(REQUEST));
			assertThat(duplicate).isInstanceOfSatisfying(Claim.InFlight.class, (inFlight) -> {
				assertThat(inFlight.owner()).isEqualTo("a");
				assertThat(inFlight.remainingLease()).isBetween(Duration.ofMillis(125), Duration.ofMillis(375));
			});
			assertThat(elsewhere(() -> this.store.prepare(request("other")))).isEqualTo(new Claim.Mismatch());
			assertThat(elsewhere(() -> attempt(REQUEST))).isInstanceOf(Claim.InFlight.class);
			return charge(token);
		});
		assertThat(charges()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void afterARollbackTheKeyIsFreeForAnotherFingerprint(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		assertThatIllegalStateException().isThrownBy(() -> this.store.attempt(REQUEST, TTL, (token) -> {
			throw new IllegalStateException("no");
		}));
		ClaimRequest other = request("other");
		assertThat(this.store.prepare(other)).isInstanceOf(Claim.Claimed.class);
		assertThat(this.store.attempt(other, TTL, this::charge)).isInstanceOf(Claim.Claimed.class);
		assertThat(this.store.prepare(REQUEST)).isEqualTo(new Claim.Mismatch());
	}

	@ParameterizedTest
	@EnumSource
	void anAttemptWhoseRecordIsGonePreparesAgain(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		this.store.remove(KEY);
		assertThat(this.store.attempt(REQUEST, TTL, this::charge)).isInstanceOf(Claim.Claimed.class);
		assertThat(charges()).isOne();
		assertThat(this.store.prepare(REQUEST)).isEqualTo(new Claim.Completed(RECEIPT));
	}

	@ParameterizedTest
	@EnumSource
	void aResultThatIsOverMakesRoom(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		this.store.attempt(REQUEST, Duration.ofNanos(1), this::charge);
		assertThat(this.store.find(KEY)).isNull();
		ClaimRequest other = request("other");
		assertThat(this.store.prepare(other)).isInstanceOf(Claim.Claimed.class);
		assertThat(this.store.attempt(other, TTL, this::charge)).isInstanceOf(Claim.Claimed.class);
		assertThat(charges()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void aFailureIsKeptUnlessAnotherCallWasFaster(DatabaseKind kind) throws Throwable {
		open(kind);
		Ending failure = Ending.failure("failure/1", new byte[] { 1 });
		assertThat(this.store.keepFailure(REQUEST, failure, TTL)).isFalse();
		this.store.prepare(REQUEST);
		this.store.attempt(REQUEST, TTL, (token) -> {
			assertThat(elsewhere(() -> this.store.keepFailure(REQUEST, failure, TTL))).isFalse();
			return null;
		});
		assertThat(this.store.keepFailure(REQUEST, failure, TTL)).isTrue();
		assertThat(this.store.prepare(REQUEST)).isEqualTo(new Claim.Completed(failure));
		assertThat(this.store.keepFailure(REQUEST, failure, TTL)).isFalse();
	}

	@ParameterizedTest(name = "case 55, 56: {0}")
	@EnumSource
	void whatTheCallersTransactionUndoesHasNotHappened(DatabaseKind kind) {
		open(kind);
		this.outer.executeWithoutResult((status) -> {
			assertThat(this.store.prepare(REQUEST)).isInstanceOf(Claim.Claimed.class);
			assertThat(attempt(REQUEST)).isInstanceOf(Claim.Claimed.class);
			assertThat(elsewhere(() -> this.store.prepare(REQUEST))).isInstanceOf(Claim.InFlight.class);
			status.setRollbackOnly();
		});
		assertThat(charges()).isZero();
		this.outer.executeWithoutResult((status) -> {
			assertThat(this.store.prepare(REQUEST)).isInstanceOf(Claim.Claimed.class);
			assertThat(attempt(REQUEST)).isInstanceOf(Claim.Claimed.class);
		});
		assertThat(charges()).isOne();
		assertThat(this.store.prepare(REQUEST)).isEqualTo(new Claim.Completed(RECEIPT));
		this.outer
			.executeWithoutResult((status) -> assertThat(attempt(REQUEST)).isEqualTo(new Claim.Completed(RECEIPT)));
		assertThat(charges()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void waitingCallsAreToldOnceTheLockIsFree(DatabaseKind kind) throws Throwable {
		open(kind);
		AtomicInteger free = new AtomicInteger();
		this.store.prepare(REQUEST);
		try (IdempotencyStore.Watch watch = this.store.watch(KEY,
				() -> free.compareAndSet(0, (this.store.prepare(REQUEST) instanceof Claim.Completed) ? 1 : 0))) {
			assertThat(watch).isNotNull();
			this.outer.executeWithoutResult((status) -> attempt(REQUEST));
			assertThat(free).hasValue(1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void anotherProcessIsNoticedByAsking(DatabaseKind kind) throws Throwable {
		open(kind);
		JdbcIdempotencyStore other = this.fixture.store(this.dataSource);
		CountDownLatch told = new CountDownLatch(1);
		this.store.prepare(REQUEST);
		other.attempt(REQUEST, TTL, (token) -> {
			this.store.watch(KEY, told::countDown);
			assertThat(told.await(100, TimeUnit.MILLISECONDS)).isFalse();
			return charge(token);
		});
		assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest(name = "case 9: {0}")
	@EnumSource
	void ofManyDuplicatesOneRunsWhenTheWinnerCommits(DatabaseKind kind) throws Exception {
		open(kind);
		for (int round = 0; round < 5; round++) {
			ClaimRequest request = request(IdempotencyKey.of("charge", "K" + round), "body");
			List<Claim> claims = storm(request, false);
			assertThat(claims).filteredOn((claim) -> claim instanceof Claim.Claimed).hasSize(1);
			assertThat(claims).allMatch((claim) -> claim instanceof Claim.Claimed || claim instanceof Claim.InFlight
					|| claim instanceof Claim.Completed);
			assertThat(charges()).isEqualTo(round + 1);
		}
	}

	@ParameterizedTest(name = "case 9: {0}")
	@EnumSource
	void ofManyDuplicatesOneRunsWhenTheWinnerRollsBack(DatabaseKind kind) throws Exception {
		open(kind);
		for (int round = 0; round < 5; round++) {
			ClaimRequest request = request(IdempotencyKey.of("charge", "K" + round), "body");
			List<Claim> claims = storm(request, true);
			assertThat(claims).filteredOn((claim) -> claim instanceof Claim.Claimed).hasSize(1);
			assertThat(charges()).isEqualTo(round + 1);
		}
	}

	@ParameterizedTest
	@EnumSource
	void underRepeatableReadALostRaceIsReadAgain(DatabaseKind kind) throws Exception {
		open(kind, "TRANSACTION_REPEATABLE_READ");
		ClaimRequest request = request(IdempotencyKey.of("charge", "RR"), "body");
		List<Claim> claims = storm(request, true);
		assertThat(claims).filteredOn((claim) -> claim instanceof Claim.Claimed).hasSize(1);
		assertThat(charges()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void aCallersTransactionThatCannotSeeTheClaimStaysUsable(DatabaseKind kind) {
		open(kind);
		this.outer.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		Object claim = this.outer.execute((status) -> {
			assertThat(charges()).isZero();
			this.store.prepare(REQUEST);
			try {
				return attempt(REQUEST);
			}
			catch (IllegalStateException ex) {
				this.jdbc.queryForObject("SELECT COUNT(*) FROM charge", Integer.class);
				return ex;
			}
			finally {
				status.setRollbackOnly();
			}
		});
		if (kind == DatabaseKind.POSTGRESQL) {
			assertThat(claim).asInstanceOf(InstanceOfAssertFactories.THROWABLE).hasMessageContaining("READ COMMITTED");
		}
		else {
			assertThat(claim).isInstanceOf(Claim.Claimed.class);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aLostRaceInsideOfTheCallersTransactionDoesItNoHarm(DatabaseKind kind) {
		open(kind);
		this.outer.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		this.store.prepare(REQUEST);
		this.outer.executeWithoutResult((status) -> {
			assertThat(charges()).isZero();
			elsewhere(() -> attempt(REQUEST));
			assertThat(attempt(REQUEST)).isEqualTo(new Claim.Completed(RECEIPT));
			this.jdbc.update("INSERT INTO charge VALUES (2)");
		});
		assertThat(charges()).isEqualTo(2);
	}

	@ParameterizedTest(name = "case 17: {0}")
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
	void theNextCallTellsWhatBecameOfACommitThatWasCutOff(DatabaseKind kind) throws Throwable {
		for (Interception interception : List.of(Interception.CUT_BEFORE_REQUEST, Interception.CUT_BEFORE_REPLY)) {
			open(kind);
			try (TcpProxy proxy = TcpProxy.to(this.fixture.database().port())) {
				HikariDataSource unreliable = this.fixture.database().dataSource(2, proxy.port());
				JdbcTemplate business = new JdbcTemplate(unreliable);
				JdbcIdempotencyStore cut = this.fixture.store(unreliable);
				cut.prepare(REQUEST);
				assertThatThrownBy(() -> cut.attempt(REQUEST, TTL, (token) -> {
					business.update("INSERT INTO charge VALUES (1)");
					proxy.intercept("COMMIT", interception);
					return RECEIPT;
				})).isInstanceOf(RuntimeException.class);
			}
			await().until(() -> !(this.store.prepare(REQUEST) instanceof Claim.InFlight));
			this.store.attempt(REQUEST, TTL, this::charge);
			assertThat(charges()).as(interception.name()).isOne();
			assertThat(this.store.prepare(REQUEST)).isEqualTo(new Claim.Completed(RECEIPT));
			close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void transactionsThatDoNotSayWhoseTheyAreAreAskedAtRunTime(DatabaseKind kind) {
		open(kind);
		JdbcTransactionManager other = new JdbcTransactionManager(this.fixture.database().dataSource(2));
		PlatformTransactionManager silent = new PlatformTransactionManager() {

			@Override
			public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
				return other.getTransaction(definition);
			}

			@Override
			public void commit(TransactionStatus status) {
				other.commit(status);
			}

			@Override
			public void rollback(TransactionStatus status) {
				other.rollback(status);
			}

		};
		JdbcIdempotencyStore mixed = new JdbcIdempotencyStore(this.dataSource, silent,
				JdbcIdempotencyOptions.defaults(), SystemTime.shared(), Runnable::run);
		assertThatIllegalStateException().isThrownBy(mixed::checkTransactions).withMessageContaining("LEASE");
		mixed.prepare(REQUEST);
		assertThatIllegalStateException().isThrownBy(() -> mixed.attempt(REQUEST, TTL, this::charge))
			.withMessageContaining("same DataSource");
		assertThat(charges()).isZero();
		this.store.checkTransactions();
	}

	@ParameterizedTest
	@EnumSource
	void theTimeToLiveBeginsAtTheEndOfTheWork(DatabaseKind kind) throws Throwable {
		open(kind);
		this.store.prepare(REQUEST);
		this.store.attempt(REQUEST, TTL, (token) -> {
			pause(Duration.ofMillis(300));
			return charge(token);
		});
		assertThat(this.store.find(KEY)).extracting(RecordView::remaining)
			.asInstanceOf(InstanceOfAssertFactories.DURATION)
			.isGreaterThan(TTL.minusMillis(250));
	}

	@ParameterizedTest
	@EnumSource
	void transactionsOfAnotherDatabaseAreRefused(DatabaseKind kind) throws Throwable {
		open(kind);
		DataSource other = this.fixture.database().dataSource(2);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new JdbcIdempotencyStore(this.dataSource, new JdbcTransactionManager(other),
					JdbcIdempotencyOptions.defaults(), SystemTime.shared(), Runnable::run))
			.withMessageContaining("another DataSource");
	}

	private void open(DatabaseKind kind) {
		open(kind, null);
	}

	private void open(DatabaseKind kind, @Nullable String isolation) {
		this.fixture = JdbcStoreFixture.create(kind);
		this.dataSource = this.fixture.dataSource(20, (config) -> config.setTransactionIsolation(isolation));
		this.jdbc = new JdbcTemplate(this.dataSource);
		this.outer = new TransactionTemplate(new JdbcTransactionManager(this.dataSource));
		this.store = this.fixture.store(this.dataSource);
		this.fixture.database().execute("CREATE TABLE charge (amount INT)");
	}

	private Ending charge(long token) {
		this.jdbc.update("INSERT INTO charge VALUES (1)");
		return RECEIPT;
	}

	private int charges() {
		Integer count = this.jdbc.queryForObject("SELECT COUNT(*) FROM charge", Integer.class);
		return (count != null) ? count : 0;
	}

	private Claim attempt(ClaimRequest request) {
		return attempt(request, this::charge);
	}

	private Claim attempt(ClaimRequest request, Effect effect) {
		try {
			return this.store.attempt(request, TTL, effect);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	// Forty calls at once; the first that gets to run fails if asked to.
	private List<Claim> storm(ClaimRequest request, boolean firstFails) throws Exception {
		AtomicInteger runs = new AtomicInteger();
		CountDownLatch begin = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(40);
		try {
			List<Future<Claim>> futures = new ArrayList<>();
			for (int thread = 0; thread < 40; thread++) {
				futures.add(threads.submit(() -> {
					begin.await();
					return call(request, firstFails ? runs : null);
				}));
			}
			begin.countDown();
			List<Claim> claims = new ArrayList<>();
			for (Future<Claim> future : futures) {
				claims.add(future.get());
			}
			return claims;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private Claim call(ClaimRequest request, @Nullable AtomicInteger runs) throws InterruptedException {
		while (true) {
			Claim prepared = this.store.prepare(request);
			if (prepared instanceof Claim.Claimed) {
				try {
					return attempt(request, (token) -> {
						Ending ending = charge(token);
						pause(Duration.ofMillis(20));
						if (runs != null && runs.incrementAndGet() == 1) {
							throw new IllegalStateException("first");
						}
						return ending;
					});
				}
				catch (IllegalStateException ex) {
					assertThat(ex).hasMessage("first");
				}
			}
			else if (runs == null || prepared instanceof Claim.Completed) {
				return prepared;
			}
		}
	}

	private static void pause(Duration duration) throws InterruptedException {
		new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static <T> T elsewhere(Callable<T> task) {
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			return thread.submit(task).get();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		finally {
			thread.shutdownNow();
		}
	}

	private static ClaimRequest request(String fingerprint) {
		return request(KEY, fingerprint);
	}

	private static ClaimRequest request(IdempotencyKey key, String fingerprint) {
		return new ClaimRequest(key, "charge", fingerprint, "a", Duration.ofSeconds(30), true);
	}

}
