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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.autoconfigure.idempotency.jdbc.JdbcIdempotencyStore;
import dev.resilience.autoconfigure.idempotency.jdbc.JdbcStoreFixture;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyCounters;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.policy.PolicyContext;
import dev.resilience.testsupport.DatabaseKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many first calls on PostgreSQL end in a second, against the same insert without
 * idempotency: eight threads, each insert in a transaction of its own. A build runs it
 * for a moment and looks at the rows only; with a duration, such as
 * {@code -Djdbc-throughput.duration=10s}, it must also reach its goal.
 */
@Timeout(600)
class JdbcThroughputTests {

	private static final int THREADS = 8;

	private static final double GOAL = 0.55;

	private static final int ROUNDS = 3;

	private static final String DURATION = System.getProperty("jdbc-throughput.duration", "");

	private final JdbcStoreFixture fixture = JdbcStoreFixture.create(DatabaseKind.POSTGRESQL);

	private final DataSource connections = this.fixture.database().dataSource(THREADS + 2);

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final TransactionTemplate transactions = new TransactionTemplate(
			new JdbcTransactionManager(this.connections));

	private final JdbcTemplate sql = new JdbcTemplate(this.connections);

	private final AtomicLong keys = new AtomicLong();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		configure("RESET fsync", "RESET full_page_writes");
		this.fixture.close();
	}

	@Test
	void firstCallsOnPostgreSql() throws Exception {
		this.sql.execute("CREATE TABLE charge (id VARCHAR(100))");
		JdbcIdempotencyStore store = this.fixture.store(this.connections);
		Idempotency leased = calls(store, Guarantee.LEASE);
		Idempotency transactional = calls(store, Guarantee.TRANSACTIONAL);
		List<Variant> variants = List.of(
				new Variant("insert", (key) -> this.transactions.execute((status) -> insert(key))),
				new Variant("lease",
						(key) -> leased.execute(key, String.class,
								() -> this.transactions.execute((status) -> insert(key)))),
				new Variant("transactional", (key) -> transactional.execute(key, String.class, () -> insert(key))));
		boolean measured = !DURATION.isEmpty();
		if (measured) {
			// As a server does that must not lose anything; the tests' own does without.
			configure("SET fsync = on", "SET full_page_writes = on");
		}
		Duration duration = measured ? DurationStyle.detectAndParse(DURATION) : Duration.ofMillis(100);
		variants.forEach((variant) -> variant.run(this, duration));
		for (int round = 0; round < ROUNDS; round++) {
			variants.forEach((variant) -> variant.rates.add(variant.run(this, duration)));
		}
		double plain = variants.get(0).rate();
		for (Variant variant : variants) {
			System.out.printf(Locale.ROOT, "%s: %.0f/s, %.2f of the insert alone%n", variant.name, variant.rate(),
					variant.rate() / plain);
		}
		assertThat(this.sql.queryForObject("SELECT COUNT(*) FROM charge", Long.class)).isEqualTo(this.keys.get());
		if (measured) {
			assertThat(variants).allSatisfy(
					(variant) -> assertThat(variant.rate() / plain).as(variant.name).isGreaterThanOrEqualTo(GOAL));
		}
		store.close();
	}

	private void configure(String... settings) {
		for (String setting : settings) {
			this.fixture.database().execute("ALTER SYSTEM " + setting);
		}
		this.fixture.database().execute("SELECT pg_reload_conf()");
	}

	private String insert(String key) {
		this.sql.update("INSERT INTO charge VALUES (?)", key);
		return key;
	}

	private static Idempotency calls(JdbcIdempotencyStore store, Guarantee guarantee) {
		IdempotencyPolicy policy = IdempotencyPolicy.of(Node.INSTANCE,
				IdempotencyConfig.builder().guarantee(guarantee).build(),
				IdempotentOperation.of(store, IdempotencyKeys.none()), new IdempotencyCounters(),
				PolicyContext.standalone());
		return Idempotency.of(policy, TextCodecsOfCases.INSTANCE);
	}

	/** One way to insert a row. */
	private static final class Variant {

		private final String name;

		private final Insert insert;

		private final List<Double> rates = new ArrayList<>();

		Variant(String name, Insert insert) {
			this.name = name;
			this.insert = insert;
		}

		// The best round: what else the machine does only takes away.
		double rate() {
			return this.rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
		}

		double run(JdbcThroughputTests test, Duration duration) {
			long begun = System.nanoTime();
			long end = begun + duration.toNanos();
			Callable<Long> inserting = () -> {
				long inserted = 0;
				while (System.nanoTime() < end) {
					this.insert.insert("key " + test.keys.incrementAndGet());
					inserted++;
				}
				return inserted;
			};
			try {
				long inserted = 0;
				for (Future<Long> thread : test.threads.invokeAll(Collections.nCopies(THREADS, inserting))) {
					inserted += thread.get();
				}
				return inserted * 1e9 / (System.nanoTime() - begun);
			}
			catch (Exception ex) {
				throw new IllegalStateException("A thread did not end", ex);
			}
		}

	}

	/** Inserts a row. */
	@FunctionalInterface
	private interface Insert {

		/**
		 * Inserts a row.
		 * @param key the key of the call
		 * @return something
		 */
		String insert(String key);

	}

}
