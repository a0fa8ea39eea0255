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

package dev.resilience.readme;

import org.springframework.stereotype.Service;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.readme.PaymentGateway.Order;
import dev.resilience.readme.PaymentGateway.Receipt;

@Service
public class PaymentService {

	private final PaymentGateway gateway;

	public PaymentService(PaymentGateway gateway) {
		this.gateway = gateway;
	}

	@Retry("payments")
	@CircuitBreaker("payments")
	@Timeout("payments")
	@Fallback("queued")
	public Receipt charge(Order order) {
		return this.gateway.charge(order);
	}

	private Receipt queued(Order order, Exception failure) {
		return Receipt.queued(order.id());
	}

}
