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

package dev.resilience.sample.shop;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.stereotype.Repository;

/**
 * Stores the last orders and the catalogue.
 */
@Repository
class OrderRepository {

	private static final int KEPT = 1000;

	private static final String COLUMNS = "id, sku, quantity, amount, payment_reference, created_at";

	private final JdbcClient jdbc;

	OrderRepository(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<BigDecimal> findPrice(String sku) {
		return this.jdbc.sql("select price from product where sku = ?").param(sku).query(BigDecimal.class).optional();
	}

	List<String> findSkus() {
		return this.jdbc.sql("select sku from product order by sku")
			.query((row, number) -> row.getString("sku"))
			.list();
	}

	Order save(Purchase purchase, BigDecimal amount, String paymentReference) {
		Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
		KeyHolder keys = new GeneratedKeyHolder();
		this.jdbc
			.sql("insert into orders (sku, quantity, amount, payment_reference, created_at) values (?, ?, ?, ?, ?)")
			.params(purchase.sku(), purchase.quantity(), amount, paymentReference, Timestamp.from(now))
			.update(keys, "id");
		long id = Objects.requireNonNull(keys.getKey()).longValue();
		// The traffic never ends, the memory does
		this.jdbc.sql("delete from orders where id <= ?").param(id - KEPT).update();
		return new Order(id, "CONFIRMED", purchase.sku(), purchase.quantity(), amount, paymentReference, now);
	}

	Optional<Order> find(long id) {
		return this.jdbc.sql("select " + COLUMNS + " from orders where id = ?")
			.param(id)
			.query(OrderRepository::order)
			.optional();
	}

	List<Order> findLatest(int limit) {
		return this.jdbc.sql("select " + COLUMNS + " from orders order by id desc limit ?")
			.param(limit)
			.query(OrderRepository::order)
			.list();
	}

	private static Order order(ResultSet row, int number) throws SQLException {
		return new Order(row.getLong("id"), "CONFIRMED", row.getString("sku"), row.getInt("quantity"),
				row.getBigDecimal("amount"), row.getString("payment_reference"),
				row.getTimestamp("created_at").toInstant());
	}

}
