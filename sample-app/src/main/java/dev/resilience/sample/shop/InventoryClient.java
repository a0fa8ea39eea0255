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

import org.springframework.stereotype.Component;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Sets goods aside. The inventory lets a reservation lapse by itself when no payment
 * follows, so a repeated or abandoned call does no harm.
 */
@Component
public class InventoryClient {

	private final RestClient http;

	InventoryClient(RestClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.INVENTORY)).build();
	}

	/**
	 * Reserves goods.
	 * @param sku the product
	 * @param quantity the number of pieces
	 * @throws OutOfStockException if there are not that many: an answer, not a failure,
	 * so the settings neither repeat nor count it
	 */
	@Retry("inventory")
	@CircuitBreaker("inventory")
	@RateLimiter("inventory")
	public void reserve(String sku, int quantity) {
		try {
			this.http.post().uri("/reservations").body(new Reservation(sku, quantity)).retrieve().toBodilessEntity();
		}
		catch (HttpClientErrorException.Conflict ex) {
			throw new OutOfStockException(sku, quantity);
		}
	}

	/**
	 * What is asked of the inventory.
	 *
	 * @param sku the product
	 * @param quantity the number of pieces
	 */
	record Reservation(String sku, int quantity) {

	}

}
