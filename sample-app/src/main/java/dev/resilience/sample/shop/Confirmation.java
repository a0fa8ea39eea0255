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

/**
 * What the customer gets.
 *
 * @param orderId the number of the order
 * @param status the state of the order
 * @param sku the product
 * @param quantity the number of pieces
 * @param amount what was paid, in euros
 * @param paymentReference the reference of the charge
 * @param recommendations what else might please
 */
record Confirmation(long orderId, String status, String sku, int quantity, BigDecimal amount, String paymentReference,
		Recommendations recommendations) {

	static Confirmation of(Order order, Recommendations recommendations) {
		return new Confirmation(order.orderId(), order.status(), order.sku(), order.quantity(), order.amount(),
				order.paymentReference(), recommendations);
	}

}
