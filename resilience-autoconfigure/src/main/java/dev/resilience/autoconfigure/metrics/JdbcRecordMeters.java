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

package dev.resilience.autoconfigure.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.autoconfigure.idempotency.IdempotencyStores;
import dev.resilience.autoconfigure.idempotency.jdbc.JdbcIdempotencyStore;

/**
 * Meters of the idempotency records in a database, by one statement each time they are
 * read. Without a number while no operation uses the store, or when the database does not
 * answer.
 */
public final class JdbcRecordMeters implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(JdbcRecordMeters.class);

	private final IdempotencyStores stores;

	/**
	 * Creates a binder.
	 * @param stores the stores, of which one may be in the database
	 */
	public JdbcRecordMeters(IdempotencyStores stores) {
		this.stores = stores;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge
			.builder("resilience.idempotency.expired.records", this,
					(meters) -> meters.read(JdbcIdempotencyStore::expiredRows))
			.description("Records whose time is over and that are not deleted yet")
			.tag("store", IdempotencyStores.JDBC)
			.strongReference(true)
			.register(registry);
		TimeGauge
			.builder("resilience.idempotency.oldest.claim", this, TimeUnit.SECONDS,
					(meters) -> meters.read((store) -> store.oldestInProgressAge().toNanos() / 1e9))
			.description("Age of the oldest claim of a call that has not ended")
			.tag("store", IdempotencyStores.JDBC)
			.strongReference(true)
			.register(registry);
	}

	private double read(ToDoubleFunction<JdbcIdempotencyStore> number) {
		if (!(this.stores.used().get(IdempotencyStores.JDBC) instanceof JdbcIdempotencyStore store)) {
			return Double.NaN;
		}
		try {
			return number.applyAsDouble(store);
		}
		catch (RuntimeException ex) {
			logger.debug("The database does not tell about its idempotency records", ex);
			return Double.NaN;
		}
	}

}
