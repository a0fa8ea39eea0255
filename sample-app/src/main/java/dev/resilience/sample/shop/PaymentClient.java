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
import java.util.Objects;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Takes the money. There is no fallback for that: without an answer there is no order.
 */
@Component
public class PaymentClient {

	private final RestClient http;

	PaymentClient(RestClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.PAYMENT)).build();
	}

	/**
	 * Charges the customer.
	 * @param key names the charge: a repeated call with the same key takes no money
	 * twice, which is what makes the retry safe
	 * @param amount the amount in euros
	 * @return the reference of the charge
	 */
	@Retry("payment")
	@CircuitBreaker("payment")
	@Timeout("payment")
	@Bulkhead("payment")
	public String charge(String key, BigDecimal amount) {
		Charged charged = this.http.post()
			.uri("/charges")
			.header("Idempotency-Key", key)
			.body(new Charge(amount, "EUR"))
			.retrieve()
			.body(Charged.class);
		return Objects.requireNonNull(charged).reference();
	}

	/**
	 * What is asked of the payment service.
	 *
	 * @param amount the amount
	 * @param currency the currency of the amount
	 */
	record Charge(BigDecimal amount, String currency) {

	}

	/**
	 * What the payment service answers.
	 *
	 * @param reference the reference of the charge
	 */
	record Charged(String reference) {

	}

}
