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
import java.util.function.Supplier;

import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClientException;

import dev.resilience.annotation.Idempotent;
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
	 * Reserves, charges and stores; called again with the same key it gives the same
	 * answer and does nothing.
	 * @param key names the customer's intention to buy
	 * @param purchase what is bought
	 * @return the confirmation
	 * @throws UnknownProductException if there is no such product
	 * @throws OutOfStockException if there are not that many
	 * @throws DownstreamFailedException if a service does not do its part
	 */
	@Idempotent(value = "checkout", key = "#key", fingerprint = "#purchase")
	public Confirmation checkout(String key, Purchase purchase) {
		BigDecimal price = this.orders.findPrice(purchase.sku())
			.orElseThrow(() -> new UnknownProductException(purchase.sku(), this.orders.findSkus()));
		BigDecimal amount = price.multiply(BigDecimal.valueOf(purchase.quantity()));
		ask(Downstream.INVENTORY, () -> {
			this.inventory.reserve(purchase.sku(), purchase.quantity());
			return purchase;
		});
		String reference = ask(Downstream.PAYMENT, () -> this.payment.charge(key, amount));
		Order order = this.orders.save(purchase, amount, reference);
		return Confirmation.of(order,
				ask(Downstream.RECOMMENDATION, () -> this.recommendation.related(purchase.sku())));
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
