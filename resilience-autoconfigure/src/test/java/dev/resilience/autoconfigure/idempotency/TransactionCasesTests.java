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

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.autoconfigure.idempotency.jdbc.JdbcIdempotencyOptions;
import dev.resilience.autoconfigure.idempotency.jdbc.JdbcIdempotencyStore;
import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.DuplicateCallException;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyKeyReusedException;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.OnDuplicate;
import dev.resilience.idempotency.RecordView;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.testsupport.DatabaseKind;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls whose claim, business row and result share a transaction. E is the number of
 * rows.
 */
class TransactionCasesTests extends IdempotencyCases {

	private static final int THREADS = Race.THREADS;

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Race race = new Race();

	private final CountDownLatch goOn = new CountDownLatch(1);

	private final CountDownLatch refused = new CountDownLatch(THREADS - 1);

	@AfterEach
	void endRace() {
		this.goOn.countDown();
		this.race.close();
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 1: of a hundred calls in transactions one commits and the others are refused")
	void oneCommitsAndTheOthersAreRefused() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		this.race.start();
		runFirst(() -> charge(calls, this::heldRow));
		this.race.line(THREADS - 1, (number) -> refusable(() -> charge(calls, this::row)));
		this.race.awaitCount(THREADS - 1, "calls are refused", () -> THREADS - 1 - (int) this.refused.getCount());
		this.goOn.countDown();
		List<Object> outcomes = this.race.outcomes();
		assertThat(outcomes).filteredOn("receipt 1"::equals).hasSize(1);
		assertThat(outcomes).filteredOn(DuplicateCallException.class::isInstance).hasSize(THREADS - 1);
		assertThat(charge(calls, this::row)).isEqualTo("receipt 1");
		assertThat(database().charges()).isEqualTo(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::executed)
			.returns(THREADS - 1L, IdempotencySnapshot::conflict)
			.returns(1L, IdempotencySnapshot::replayed);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 1: of a hundred calls in transactions that begin together one commits, and no other has an effect")
	void oneOfThoseThatBeginTogetherCommits() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		this.race.line(THREADS, (number) -> charge(calls, this::row));
		this.race.start();
		assertThat(this.race.outcomes()).contains("receipt 1")
			.allMatch((outcome) -> "receipt 1".equals(outcome) || outcome instanceof DuplicateCallException);
		assertThat(database().charges()).isEqualTo(1);
		assertThat(this.effects).hasValue(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::executed);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 2: of a hundred calls in transactions one commits and the others wait for its result")
	void oneCommitsAndTheOthersWait() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.WAIT);
		this.race.start();
		runFirst(() -> charge(calls, this::heldRow));
		this.race.line(THREADS - 1, (number) -> charge(calls, this::row));
		this.race.awaitCount(THREADS - 1, "calls wait", node.store()::watching);
		this.goOn.countDown();
		assertThat(this.race.outcomes()).hasSize(THREADS).containsOnly("receipt 1");
		assertThat(database().charges()).isEqualTo(1);
		assertThat(node.counted()).returns(1L, IdempotencySnapshot::executed)
			.returns(THREADS - 1L, IdempotencySnapshot::waited);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 5: in transactions, another payload is told apart while the first call runs")
	void anotherPayloadIsToldApart() {
		Idempotency calls = calls(node(), OnDuplicate.REJECT);
		calls.execute(K, "body 0", String.class, () -> {
			this.race.line(THREADS - 1, (number) -> calls.execute(K, "body " + number % 2, String.class, this::row));
			this.race.start();
			List<Object> outcomes = this.race.outcomes();
			assertThat(outcomes).filteredOn(DuplicateCallException.class::isInstance).hasSize(THREADS / 2);
			assertThat(outcomes).filteredOn(IdempotencyKeyReusedException.class::isInstance).hasSize(THREADS / 2 - 1);
			return row();
		});
		assertThat(calls.<String, RuntimeException>execute(K, "body 0", String.class, this::row))
			.isEqualTo("receipt 1");
		assertThat(database().charges()).isEqualTo(1);
	}

	@ParameterizedTest(
			name = "case 8: a hundred calls inside transactions of their callers share ten connections, {0} {1}")
	@CsvSource({ "LEASE, REJECT", "LEASE, WAIT", "TRANSACTIONAL, REJECT", "TRANSACTIONAL, WAIT" })
	@Needs(Ability.TRANSACTIONS)
	void callsInsideTransactionsShareConnections(Guarantee guarantee, OnDuplicate onDuplicate) {
		Node node = node();
		Idempotency calls = node
			.calls((builder) -> builder.lease(LONG).maxWait(LONG).guarantee(guarantee).onDuplicate(onDuplicate));
		TransactionTemplate outer = transactions();
		this.race.line(THREADS, (number) -> outer.execute((status) -> charge(calls, this::row)));
		this.race.start();
		List<Object> outcomes = this.race.outcomes();
		if (onDuplicate == OnDuplicate.WAIT) {
			assertThat(outcomes).containsOnly("receipt 1");
		}
		else {
			assertThat(outcomes).contains("receipt 1")
				.allMatch((outcome) -> "receipt 1".equals(outcome) || outcome instanceof DuplicateCallException);
		}
		assertThat(database().charges()).isEqualTo(1);
		assertThat(this.effects).hasValue(1);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 9: when the first call rolls back while twenty wait, one of those commits and no deadlock is seen")
	void oneOfThoseThatWaitCommits() {
		int waiting = 20;
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.WAIT);
		this.race.start();
		runFirst(() -> charge(calls, () -> {
			heldRow();
			throw new IllegalStateException("first");
		}));
		this.race.line(waiting, (number) -> charge(calls, this::row));
		this.race.awaitCount(waiting, "calls wait", node.store()::watching);
		this.goOn.countDown();
		List<Object> outcomes = this.race.outcomes();
		assertThat(outcomes).filteredOn((outcome) -> !"receipt 2".equals(outcome))
			.singleElement()
			.isInstanceOf(IllegalStateException.class);
		assertThat(outcomes).hasSize(waiting + 1);
		assertThat(this.effects).hasValue(2);
		assertThat(database().charges()).isEqualTo(1);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 9: an insert that waits for another transaction is a call in flight, not a failure of the store")
	void anInsertThatWaitsIsACallInFlight() {
		Assumptions.assumeFalse(database().kind() == DatabaseKind.POSTGRESQL,
				"Does not apply to postgresql: an insert waits there only while a result is being committed");
		DataSource connections = database().connections();
		JdbcTransactionManager manager = new JdbcTransactionManager(connections);
		try (JdbcIdempotencyStore store = new JdbcIdempotencyStore(connections, manager,
				JdbcIdempotencyOptions.defaults().withQueryTimeout(Duration.ofSeconds(1)), SystemTime.shared(),
				Runnable::run)) {
			transactions().executeWithoutResult((status) -> {
				new JdbcTemplate(connections).update(
						"INSERT INTO resilience_idempotency (key_hash, operation, owner, token, status, claimed_at, "
								+ "lease_until, expires_at) VALUES (?, 'payments', 'another', 1, 'T', 0, 0, 0)",
						IdempotencyKey.of(Node.INSTANCE, K).hash());
				this.race.start();
				this.race.line(1, (number) -> store.prepare(ConcurrencyCasesTests.request(K)));
				assertThat(this.race.outcomes()).singleElement().isInstanceOf(Claim.InFlight.class);
				status.setRollbackOnly();
			});
			assertThat(store.prepare(ConcurrencyCasesTests.request(K))).isInstanceOf(Claim.Claimed.class);
		}
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 55: what is rolled back after its claim leaves no row, and the next call runs")
	void whatIsRolledBackLeavesNothing() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> charge(calls, () -> {
			row();
			throw new IllegalStateException("roll back");
		})).withMessage("roll back");
		assertThat(database().charges()).isZero();
		assertThat(node.recordOf(K).ending()).isNull();
		// At once: no lease must end before.
		assertThat(charge(calls, this::row)).isEqualTo("receipt 2");
		assertThat(charge(calls, this::row)).isEqualTo("receipt 2");
		assertThat(database().charges()).isEqualTo(1);
		assertState(node, K, RecordView.State.COMPLETED);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 55: under a lease, a transaction inside that rolls back frees the key")
	void aTransactionInsideThatRollsBackFreesTheKey() {
		Idempotency calls = node().calls(defaults());
		TransactionTemplate inner = transactions();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> charge(calls, () -> inner.execute((status) -> {
				row();
				throw new IllegalStateException("roll back");
			})));
		assertThat(database().charges()).isZero();
		assertThat(calls.exists(K)).isFalse();
		assertThat(charge(calls, () -> inner.execute((status) -> row()))).isEqualTo("receipt 2");
		assertThat(database().charges()).isEqualTo(1);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 56: when the outer transaction rolls back, nothing is replayed and the next call runs")
	void whenTheOuterTransactionRollsBackNothingIsReplayed() {
		Node node = node();
		Idempotency calls = calls(node, OnDuplicate.REJECT);
		TransactionTemplate outer = transactions();
		outer.executeWithoutResult((status) -> {
			assertThat(charge(calls, this::row)).isEqualTo("receipt 1");
			status.setRollbackOnly();
		});
		assertThat(database().charges()).isZero();
		assertThat(node.recordOf(K).ending()).isNull();
		assertThat(outer.<String>execute((status) -> charge(calls, this::row))).isEqualTo("receipt 2");
		assertThat(charge(calls, this::row)).isEqualTo("receipt 2");
		assertThat(database().charges()).isEqualTo(1);
	}

	@Test
	@Needs(Ability.TRANSACTIONS)
	@DisplayName("case 56: a call is in flight for others until the outer transaction has committed")
	void aCallIsInFlightUntilTheOuterTransactionHasCommitted() {
		Idempotency calls = calls(node(), OnDuplicate.REJECT);
		transactions().executeWithoutResult((status) -> {
			charge(calls, this::row);
			this.race.line(1, (number) -> charge(calls, this::row));
			this.race.start();
			assertThat(this.race.outcomes()).singleElement().isInstanceOf(DuplicateCallException.class);
		});
		assertThat(charge(calls, this::row)).isEqualTo("receipt 1");
		assertThat(database().charges()).isEqualTo(1);
	}

	private Idempotency calls(Node node, OnDuplicate onDuplicate) {
		return node.calls((builder) -> builder.guarantee(Guarantee.TRANSACTIONAL)
			.lease(LONG)
			.maxWait(LONG)
			.onDuplicate(onDuplicate));
	}

	private TestedDatabase database() {
		return (TestedDatabase) this.tested;
	}

	private TransactionTemplate transactions() {
		return new TransactionTemplate(new JdbcTransactionManager(database().connections()));
	}

	// Of calls that insert the record at the same moment, the slower ones wait in some
	// databases for the transaction of the first, until their statement times out. A case
	// that holds that transaction open lets the others begin only when they see the
	// record.
	private void runFirst(ThrowingSupplier<Object, ?> call) {
		this.race.line(1, (number) -> call.get());
		this.race.awaitCount(1, "calls run", this.effects::get);
	}

	private String row() {
		String receipt = effect();
		new JdbcTemplate(database().connections()).update("INSERT INTO charge VALUES (?)", receipt);
		return receipt;
	}

	private String heldRow() {
		String receipt = row();
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
