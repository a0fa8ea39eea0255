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
import org.springframework.web.client.RestClient;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.DeadLetter;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Sends receipts. The customer has paid and waits for nothing, so a receipt that cannot
 * be sent now is kept as a dead letter and sent when somebody replays it.
 */
@Component
public class ReceiptMail {

	private final RestClient http;

	ReceiptMail(RestClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.MAIL)).build();
	}

	/**
	 * Sends a receipt.
	 * @param orderId the number of the order
	 * @param address where to
	 * @return what becomes of it
	 */
	@Retry("mail")
	@CircuitBreaker("mail")
	@Timeout("mail")
	@DeadLetter("mail")
	@Fallback(value = "later", instance = "mail")
	public Receipt send(long orderId, String address) {
		this.http.post().uri("/mails").body(new Mail(address, "Your order " + orderId)).retrieve().toBodilessEntity();
		return new Receipt(orderId, "sent");
	}

	Receipt later(long orderId, String address) {
		return new Receipt(orderId, "later");
	}

	/**
	 * What is asked of the mail service.
	 *
	 * @param to the address
	 * @param subject the subject
	 */
	record Mail(String to, String subject) {

	}

}
