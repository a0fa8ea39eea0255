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
import java.util.UUID;
import java.util.function.Supplier;

import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClientException;

import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.sample.downstream.Downstream;

/**
 * Sells.
 */
@Service
public class OrderService {

	private final InventoryClient inventory;

	private final PaymentClient payment;

	private final RecommendationClient recommendation;

	private final OrderRepository orders;

	OrderService(InventoryClient inventory, PaymentClient payment, RecommendationClient recommendation,
			OrderRepository orders) {
		this.inventory = inventory;
		this.payment = payment;
		this.recommendation = recommendation;
		this.orders = orders;
	}

	/**
	 * Reserves, charges and stores.
	 * @param purchase what is bought
	 * @return the confirmation
	 * @throws UnknownProductException if there is no such product
	 * @throws OutOfStockException if there are not that many
	 * @throws DownstreamFailedException if a service does not do its part
	 */
	public Confirmation checkout(Purchase purchase) {
		BigDecimal price = this.orders.findPrice(purchase.sku())
			.orElseThrow(() -> new UnknownProductException(purchase.sku(), this.orders.findSkus()));
		BigDecimal amount = price.multiply(BigDecimal.valueOf(purchase.quantity()));
		ask(Downstream.INVENTORY, () -> {
			this.inventory.reserve(purchase.sku(), purchase.quantity());
			return purchase;
		});
		String key = chargeKey();
		String reference = ask(Downstream.PAYMENT, () -> this.payment.charge(key, amount));
		Order order = this.orders.save(purchase, amount, reference);
		return Confirmation.of(order,
				ask(Downstream.RECOMMENDATION, () -> this.recommendation.related(purchase.sku())));
	}

	// The same whenever the checkout runs again under the customer's key, so that money
	// is
	// taken once even if the shop dies between the charge and the order.
	private static String chargeKey() {
		return IdempotencyContext.current()
			.map((checkout) -> checkout.childKey("charge"))
			.orElseGet(() -> UUID.randomUUID().toString());
	}

	private static <T> T ask(Downstream downstream, Supplier<T> call) {
		try {
			return call.get();
		}
		catch (RestClientException ex) {
			throw new DownstreamFailedException(downstream, ex);
		}
	}

}
