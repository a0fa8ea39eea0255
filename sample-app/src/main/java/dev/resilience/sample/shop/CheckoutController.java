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

import java.util.List;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import dev.resilience.annotation.Idempotent;

/**
 * The shop's HTTP interface. A checkout that carries an {@code Idempotency-Key} happens
 * once, however often it is sent.
 */
@RestController
class CheckoutController {

	private static final int LISTED = 20;

	private final OrderService service;

	private final OrderRepository orders;

	private final ReceiptMail receipts;

	CheckoutController(OrderService service, OrderRepository orders, ReceiptMail receipts) {
		this.service = service;
		this.orders = orders;
		this.receipts = receipts;
	}

	@PostMapping("/checkout")
	@Idempotent("checkout")
	Confirmation checkout(@RequestBody CheckoutRequest request) {
		return this.service.checkout(request.validated());
	}

	@GetMapping("/orders")
	List<Order> latest() {
		return this.orders.findLatest(LISTED);
	}

	@PostMapping("/orders/{id}/receipt")
	Receipt receipt(@PathVariable long id, @RequestParam String to) {
		return this.receipts.send(order(id).orderId(), to);
	}

	@GetMapping("/orders/{id}")
	Order order(@PathVariable long id) {
		return this.orders.find(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no order " + id));
	}

}
